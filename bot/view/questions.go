package view

import (
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// fieldsPrefix begins the block_id of each question of the configuration.
const fieldsPrefix = "field_"

// questions are the inputs for what the configuration asks besides.
func questions(all []incident.Question, answers map[string]string) []slack.Block {
	var blocks []slack.Block
	for _, q := range all {
		blocks = append(blocks, question(q, answers[q.Name]))
	}
	return blocks
}

func question(q incident.Question, answer string) *slack.InputBlock {
	var input *slack.InputBlock
	switch q.Kind {
	case incident.AskChoice:
		var options []*slack.OptionBlockObject
		for _, o := range q.Options {
			options = append(options, option(o, o, ""))
		}
		input = menu(q.Field(), q.Label, options, answer)
	case incident.AskNumber:
		input = lineInput(q.Field(), q.Label, "1200", answer, incident.MaxAnswer)
	case incident.AskLink:
		input = lineInput(q.Field(), q.Label, "https://", answer, incident.MaxAnswer)
	case incident.AskText:
		fallthrough
	default:
		input = lineInput(q.Field(), q.Label, " ", answer, incident.MaxAnswer)
		input.Element.(*slack.PlainTextInputBlockElement).Placeholder = nil
	}
	if q.Help != "" {
		input.Hint = literal(q.Help, maxSection)
	}
	return input.WithOptional(!q.Required)
}

func readAnswers(v slack.View) map[string]string {
	if v.State == nil {
		return nil
	}
	var answers map[string]string
	for block := range v.State.Values {
		if name, ours := strings.CutPrefix(block, fieldsPrefix); ours {
			if answers == nil {
				answers = map[string]string{}
			}
			field := incident.Field(block)
			answers[name] = or(typed(v, field), chosen(v, field))
		}
	}
	return answers
}

// answered are the answers to the questions of the configuration, as fields of the card.
func answered(inc incident.Incident, rules incident.Rules) []*slack.TextBlockObject {
	var fields []*slack.TextBlockObject
	for _, q := range rules.Answered(inc) {
		answer := inc.Fields[q.Name]
		if q.Kind == incident.AskLink {
			if u, err := url.Parse(answer); err == nil && u.Host != "" {
				fields = append(fields, marked("*"+fitEscaped(q.Label, maxOption)+"*\n"+linkTo(answer, escape(fit(u.Host, maxOption)))))
				continue
			}
		}
		fields = append(fields, literal(q.Label+"\n"+answer, incident.MaxAnswer+maxHeader))
	}
	return fields
}
