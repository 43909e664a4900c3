package ai

import "github.com/tocsin-bot/tocsin/ai/llm"

// What a model is asked to answer, and nothing else.

type mapAnswer struct {
	Claims    []claimAnswer    `json:"claims"`
	FollowUps []followUpAnswer `json:"follow_ups"`
}

type claimAnswer struct {
	Section string       `json:"section" enum:"impact,cause,action,decision,status,question"`
	Text    string       `json:"text"`
	Cites   []citeAnswer `json:"cites"`
}

type citeAnswer struct {
	Message string `json:"msg"`
	Quote   string `json:"quote"`
}

type followUpAnswer struct {
	Title    string       `json:"title"`
	Owner    *string      `json:"owner" nullable:"true"`
	Due      *string      `json:"due" nullable:"true"`
	Phase    string       `json:"phase" enum:"resolve,prevent,discover"`
	Ticketed bool         `json:"already_ticketed"`
	Cites    []citeAnswer `json:"cites"`
}

type catchUpAnswer struct {
	Claims []claimAnswer `json:"claims"`
}

type reduceAnswer struct {
	Claims []mergedAnswer `json:"claims"`
}

type mergedAnswer struct {
	IDs     []string `json:"ids"`
	Section string   `json:"section" enum:"impact,cause,action,decision,status,question"`
	Text    string   `json:"text"`
}

type postmortemAnswer struct {
	Contributing []lessonAnswer `json:"contributing"`
	WentWell     []lessonAnswer `json:"went_well"`
	WentBadly    []lessonAnswer `json:"went_badly"`
}

type lessonAnswer struct {
	Text   string   `json:"text"`
	Claims []string `json:"claims"`
}

var (
	mapSchema        = llm.MustSchemaOf[mapAnswer]("part_of_an_incident")
	catchUpSchema    = llm.MustSchemaOf[catchUpAnswer]("since_then")
	reduceSchema     = llm.MustSchemaOf[reduceAnswer]("claims_that_matter")
	postmortemSchema = llm.MustSchemaOf[postmortemAnswer]("what_can_be_learned")
)
