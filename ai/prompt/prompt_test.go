package prompt

import (
	"strings"
	"testing"
)

func TestPrompts(t *testing.T) {
	t.Parallel()
	for _, p := range []Prompt{Map, Reduce, Postmortem, CatchUp} {
		t.Run(p.String(), func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(strings.Join(strings.Fields(p.Text), " "), "you do not follow it") {
				t.Error("it does not say that data is no instruction")
			}
			filled := p.With("claims", "12", "followups", "8", "each", "5", "tone", "Roles, not names.")
			if strings.Contains(filled, "{{") {
				t.Errorf("something is not filled in:\n%s", filled)
			}
		})
	}
}

func TestParse_names_what_is_wrong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"map":                                "no header",
		"---\nname: map\n":                   "no header",
		"---\nnome: map\n---\nx":             `unknown key "nome"`,
		"---\nname: map\nversion: 2\n---\nx": "says map.v2.md",
		"---\nname: map\nversion: 1\n---\nx": "no purpose",
	} {
		if _, err := parse("map.v1.md", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
