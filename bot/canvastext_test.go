package bot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const written = `# INC-1 Checkout is down

Written from the timeline, no model.

## Impact

Nobody could **pay** ([16:57](https://shop.example/p1)).

## Timeline

| When | What |
|---|---|
| 16:57 | deploy 812 |

## What went well

- The rollback took a minute.
`

// said is the same document as Slack may give it out.
const said = `# INC\-1 Checkout is down

Written from the timeline, no model\.

## Impact

Nobody could __pay__ \([16:57](https://shop.example/p1)\)\.

## Timeline

| When     | What       |
| -------- | ---------- |
| 16:57    | deploy 812 |

## What went well

* The rollback took a minute\. 
`

func TestMergeEdited(t *testing.T) {
	t.Parallel()
	redrafted := strings.Replace(written, "The rollback took a minute.", "The rollback took 58 seconds.", 1)
	known := echoOf(said)
	// The line that a person changed reads as Slack has it.
	const ours, theirs = "Nobody could **pay** ([16:57](https://shop.example/p1)).", `Hardly anybody could __pay__ \([16:57](https://shop.example/p1)\)\.`
	tests := map[string]struct{ ours, said, known, want string }{
		"keeps our Markdown of the lines beside a person's": {
			strings.Replace(written, "- The rollback", "* _Luckily_ the key was known.\n* The rollback", 1),
			strings.Replace(said, "* The", "* _Luckily_ the key was known\\. \n* Ada's rollback \n* The", 1), known,
			strings.Replace(written, "- The rollback", "* _Luckily_ the key was known.\n* Ada's rollback\n* The rollback", 1),
		},
		"keeps our Markdown where nobody wrote":               {written, said, known, written},
		"keeps it when the echo is not known":                 {written, said, "", written},
		"keeps it when only what was expected is known":       {written, said, expectedEcho(written), written},
		"keeps a newer draft of a section nobody wrote in":    {redrafted, said, known, redrafted},
		"takes over what a person wrote":                      {written, strings.Replace(said, "Nobody", "Hardly anybody", 1), known, strings.Replace(written, ours, theirs, 1)},
		"takes it over beside a newer draft of another":       {redrafted, strings.Replace(said, "Nobody", "Hardly anybody", 1), known, strings.Replace(redrafted, ours, theirs, 1)},
		"takes over the words before the first section":       {written, strings.Replace(said, `no model\.`, "by Ada.", 1), known, strings.Replace(written, "no model.", "by Ada.", 1)},
		"adds a section that a person added":                  {written, said + "\n## Lessons\n\nAlert earlier.\n", known, written + "\n## Lessons\n\nAlert earlier.\n"},
		"empties a section that a person took out":            {written, strings.Split(said, "## What went")[0], known, strings.Replace(written, "\n- The rollback took a minute.\n", "", 1)},
		"does not miss a section of which it knows no title":  {written, strings.Split(said, "## What went")[0], expectedEcho(written), written},
		"knows a heading by its words":                        {written, strings.Replace(said, "What went well", "What _went_ well", 1), known, written},
		"does not bring back what a newer draft has left out": {strings.Split(written, "\n## What")[0] + "\n", said, known, strings.Split(written, "\n## What")[0] + "\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, mergeEdited(test.ours, test.said, test.known)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMergeEdited_changes_nothing_but_what_a_person_wrote(t *testing.T) {
	t.Parallel()
	const head = "## Timeline\n\n"
	tests := map[string]struct{ ours, said, want string }{
		"in a table": {
			"Seen:\n\n| When | What |\n|---|---|\n| 16:57 | a |\n| 16:58 | b |",
			"Seen:\n\n| When     | What     |\n| -------- | -------- |\n| 16:57    | A dog    |\n| 16:58    | b        |",
			"Seen:\n\n| When | What |\n|---|---|\n| 16:57    | A dog    |\n| 16:58 | b |",
		},
		"in a list with other gaps":      {"- a b\n- c\n- d\n- e", "* a b\n\n* c\n\n* D E\n\n* e", "- a b\n- c\n\n* D E\n\n- e"},
		"where a line is there twice":    {"- none\n\nmore\n\n* none", "* none\n* more _words_\n* none", "- none\n* more _words_\n- none"},
		"beside a block of code":         {"new\n\n```go\nx := 1\n\ny\n```\n\nend", "newer\n\n```\nx := 1\n\ny\n```\n\nend", "newer\n\n```\nx := 1\n\ny\n```\n\nend"},
		"in what is ticked":              {"- [ ] one\n- [ ] two", "* [ ] one \n* [x] two", "- [ ] one\n* [x] two"},
		"and keeps their line breaks":    {"a", "b  \nc  \n\nd  ", "b  \nc\n\nd"},
		"when a list is counted anew":    {"1. a\n1. b\n1. c", "1. a\n2. b\n3. c", "1. a\n1. b\n1. c"},
		"when marks are written as such": {"a_b & <c> :white_check_mark: (d)", "a\\_b &amp; &lt;c&gt; :white\\_check\\_mark: \\(d\\)", "a_b & <c> :white_check_mark: (d)"},
		"when a link gets a text":        {"see https://a.example/b_c", "see [https://a.example/b\\_c](https://a.example/b_c)", "see https://a.example/b_c"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := mergeEdited(head+test.ours+"\n", head+test.said+"\n", "")
			if diff := cmp.Diff(head+test.want+"\n", got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadable_refuses_what_is_no_postmortem(t *testing.T) {
	t.Parallel()
	known := echoOf(said)
	if readable("# Shopping list", known) {
		t.Error("a shopping list was taken for a postmortem")
	}
	if !readable(said, known) || !readable("free words", "") {
		t.Error("a postmortem was not readable")
	}
}

func TestWithoutTitle(t *testing.T) {
	t.Parallel()
	const title = "Postmortem of INC-1"
	for given, want := range map[string]string{
		"# Postmortem of INC\\-1\n\n# INC-1 Checkout\n": "# INC-1 Checkout",
		"# INC-1 Checkout\n\nPostmortem of INC-1\n":     "# INC-1 Checkout\n\nPostmortem of INC-1",
		"# Postmortem of INC\\-1":                       "",
		"":                                              "",
	} {
		if got := withoutTitle(given, title); got != want {
			t.Errorf("%q is %q, want %q", given, got, want)
		}
	}
}
