package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

// Problem is one setting that cannot be used.
type Problem struct {
	Source string // the file or the variable it comes from; empty for the defaults
	Key    string // such as "log.level"; empty when it is about the source as a whole
	Says   string // the rest of the sentence: what it is, and what is allowed
}

func (p Problem) String() string {
	sentence := p.Says
	if p.Key != "" {
		sentence = position(p.Key) + " " + sentence
	}
	if p.Source != "" {
		sentence = p.Source + ": " + sentence
	}
	return sentence
}

// Problems are all the settings that cannot be used.
type Problems []Problem

func (p Problems) Error() string {
	if len(p) == 1 {
		return p[0].String()
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%d settings cannot be used:", len(p))
	for _, one := range p {
		text.WriteString("\n" + one.String())
	}
	return text.String()
}

var index = regexp.MustCompile(`\[(\d+)\]`)

// position says which entry of a list is meant as people count: incidents.severities[0].name is
// "incidents.severities, entry 1: name".
func position(key string) string {
	key = index.ReplaceAllStringFunc(key, func(s string) string {
		n, _ := strconv.Atoi(strings.Trim(s, "[]"))
		return fmt.Sprintf(", entry %d:", n+1)
	})
	return strings.TrimSuffix(strings.ReplaceAll(key, ":.", ": "), ":")
}

// maxShown is how much of a value is shown, in characters: enough to find it by.
const maxShown = 60

// shown renders a value for a message. A token that landed in the wrong place stays hidden.
func shown(value any) string {
	switch v := value.(type) {
	case nil:
		return "empty"
	case []any:
		return "a list"
	case map[string]any:
		return "a section"
	case string:
		text := []rune(telemetry.Redact(v))
		if len(text) > maxShown {
			text = append(text[:maxShown:maxShown], '…')
		}
		return strconv.Quote(string(text))
	default:
		return fmt.Sprint(v)
	}
}
