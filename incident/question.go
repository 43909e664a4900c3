package incident

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Question is one that the configuration adds to the form in which incidents are declared.
type Question struct {
	Name     string // one word; answers are kept under it
	Label    string // as the form asks it
	Kind     QuestionKind
	Options  []string // of a choice
	Required bool
	Help     string // a line below the field; may be empty
}

// QuestionKind is what answers a question.
type QuestionKind string

// The kinds of questions.
const (
	AskText   QuestionKind = "text"   // a line
	AskChoice QuestionKind = "choice" // one of the options
	AskNumber QuestionKind = "number" // a decimal number
	AskLink   QuestionKind = "link"   // an http(s) address
)

// QuestionKinds lists the kinds.
func QuestionKinds() []QuestionKind { return []QuestionKind{AskText, AskChoice, AskNumber, AskLink} }

// MaxAnswer is how long an answer may be, in characters: it stands in a field of the card.
const MaxAnswer = 300

// Field is where the question is asked.
func (q Question) Field() Field { return Field("field_" + q.Name) }

var decimal = regexp.MustCompile(`^[+-]?([0-9]{1,18}([.,][0-9]{1,9})?)$`)

// answers are what was given to the questions there are; anything else is dropped. Where hasty is set, required ones may
// stay open.
func (r Rules) answers(given map[string]string, hasty bool) (map[string]string, error) {
	answers := map[string]string{}
	for _, q := range r.Questions {
		answer := CleanLine(given[q.Name])
		if answer == "" {
			if q.Required && !hasty {
				return nil, &Refusal{Field: q.Field(), Reason: fmt.Sprintf("“%s” needs an answer.", q.Label), Hint: q.Help}
			}
			continue
		}
		if err := checkLength(answer, MaxAnswer, q.Field(), "An answer"); err != nil {
			return nil, err
		}
		if says := q.refuses(answer); says != "" {
			return nil, &Refusal{Field: q.Field(), Reason: says}
		}
		answers[q.Name] = answer
	}
	if len(answers) == 0 {
		return nil, nil
	}
	return answers, nil
}

// refuses says what is wrong with an answer; empty when nothing is.
func (q Question) refuses(answer string) string {
	switch q.Kind {
	case AskChoice:
		if !slices.Contains(q.Options, answer) {
			return fmt.Sprintf("“%s” is none of %s.", answer, strings.Join(q.Options, ", "))
		}
	case AskNumber:
		if !decimal.MatchString(answer) {
			return fmt.Sprintf("“%s” is not a number. Write it like 1200 or 3.5, without a unit.", answer)
		}
	case AskLink:
		u, err := url.Parse(answer)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsAny(answer, "|<> ") {
			return fmt.Sprintf("“%s” is not a link. It begins with https://", answer)
		}
	case AskText:
	}
	return ""
}

// Answered are the questions that were answered, in the order of the configuration, then what else is kept, by name.
func (r Rules) Answered(inc Incident) []Question {
	var answered []Question
	known := map[string]bool{}
	for _, q := range r.Questions {
		known[q.Name] = true
		if inc.Fields[q.Name] != "" {
			answered = append(answered, q)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(inc.Fields)) {
		if !known[name] { // taken out of the configuration since
			answered = append(answered, Question{Name: name, Label: name, Kind: AskText})
		}
	}
	return answered
}
