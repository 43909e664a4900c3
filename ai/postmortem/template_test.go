package postmortem_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/postmortem"
	shape "github.com/tocsin-bot/tocsin/incident/postmortem"
)

func TestDefault_has_a_tone_and_its_sections(t *testing.T) {
	t.Parallel()
	if tone := postmortem.Default().Tone(); !strings.HasPrefix(tone, "Blameless: ") {
		t.Errorf("the tone is %q", tone)
	}
	if diff := cmp.Diff(sections, shape.Titles(written(t, shop(), nothing()))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseTemplate_fills_what_people_wrote(t *testing.T) {
	t.Parallel()
	template, err := postmortem.ParseTemplate("ours.md", "\ufeff<!-- TONE:\r\n  Formal,\r\n  and short. -->\r\n# Review of {{title}} ({{ number }})\r\n\r\n"+
		"<!-- for whoever edits this -->\r\n## What hurt\r\n\r\n  {{ impact }}\r\n\r\n## Check\r\n\r\n- [ ] legal <!-- really --> was told\r\n```yaml\r\n## {{ .Values.x }} <!-- y -->\r\n```\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if tone := template.Tone(); tone != "Formal, and short." {
		t.Errorf("the tone is %q", tone)
	}
	want := `# Review of False alarm (INC-7)

_Draft, written from the timeline, no model, on 15 January 2026 at 04:23 UTC, from 9 messages. What begins with ✏️ is for people to fill in. All times are UTC._

## What hurt

Nobody wrote it down while it lasted.

✏️ _Who was hit, how many, and from when to when? (It began before it was declared.) Was data or money lost?_

## Check

- [ ] legal  was told
` + "```yaml\n## {{ .Values.x }} <!-- y -->\n```\n"
	m := &material.Material{Record: silent(), Now: at(96)}
	if diff := cmp.Diff(want, writtenBy(t, m, nothing(), template)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseTemplate_refuses(t *testing.T) {
	t.Parallel()
	const all = "{{number}}, {{title}}, {{provenance}}, {{facts}}, {{summary}}, {{impact}}, {{timeline}}, {{contributing}}, {{went_well}}, " +
		"{{went_badly}}, {{follow_ups}}, {{open_questions}}, {{updates}} and {{people}}"
	for text, want := range map[string]string{
		"":                           "x.md, line 1: there is no section in it; a section begins with a line such as “## Summary”",
		"```\n## A\n```":             "x.md, line 1: there is no section in it; a section begins with a line such as “## Summary”",
		"## A\n\n{{imapct}}":         "x.md, line 3: there is no placeholder {{imapct}}; did you mean {{impact}}? There are " + all,
		"<!--\n-->\n## A\n{{100%d}}": "x.md, line 4: there is no placeholder {{100%d}}; there are " + all,
		"## A\n{{}}":                 "x.md, line 2: there is no placeholder {{}}; there are " + all,
		"## A\n{{summary":            "x.md, line 2: a placeholder begins or ends here that does not do both; it is written like {{summary}}",
		"## A\n- {{timeline}}":       "x.md, line 2: {{timeline}} needs the line for itself: a list or several paragraphs may stand in its place",
		"## A\n\n## B\n\n## A ##":    "x.md, line 5: there is a section “A” on line 1 already; every section needs a heading of its own",
		"##":                         "x.md, line 1: this section has no heading; write one behind the ##",
		"## Why {{title}}":           "x.md, line 1: the heading of a section cannot hold a placeholder: edits find their section by its heading",
		"## A\n<!-- tone: x":         "x.md, line 2: a comment begins here that does not end; it ends with “-->”",
		"## A\n{{Impact}}\n## A":     "x.md, line 2: there is no placeholder {{Impact}}; did you mean {{impact}}? There are " + all + "\nx.md, line 3: there is a section “A” on line 1 already; every section needs a heading of its own",
	} {
		_, err := postmortem.ParseTemplate("x.md", text)
		if err == nil {
			t.Errorf("%q is taken", text)
			continue
		}
		if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestParseTemplate_without_a_tone_takes_the_default_one(t *testing.T) {
	t.Parallel()
	template, err := postmortem.ParseTemplate("x.md", "## A\n")
	if err != nil || template.Tone() != postmortem.Default().Tone() {
		t.Errorf("%q, %v", template.Tone(), err)
	}
}
