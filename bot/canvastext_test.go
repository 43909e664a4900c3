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

// page is the same document as Slack gives it out.
const page = `<h1>INC-1 Checkout is down</h1>
<p>Written from the timeline, no model.</p>
<h2 id="a">Impact</h2>
<p>Nobody could <b>pay</b> (<a href="https://shop.example/p1">16:57</a>).</p>
<h2 id="b">Timeline</h2>
<table><thead><tr><th>When</th><th>What</th></tr></thead><tbody><tr><td>16:57</td><td>deploy 812</td></tr></tbody></table>
<h2 id="c">What went well</h2>
<ul><li>The rollback took a minute.</li></ul>`

func read(t *testing.T, page string) string {
	t.Helper()
	said, err := markdownOf(page)
	if err != nil {
		t.Fatal(err)
	}
	return said
}

func TestMergeEdited(t *testing.T) {
	t.Parallel()
	redrafted := strings.Replace(written, "The rollback took a minute.", "The rollback took 58 seconds.", 1)
	known := echoOf(read(t, page))
	tests := map[string]struct{ ours, page, known, want string }{
		"keeps our Markdown of the lines beside a person's": {
			strings.Replace(written, "- The rollback", "* _Luckily_ the key was known.\n* The rollback", 1),
			strings.Replace(page, "<li>The", "<li><i>Luckily</i> the key was known.</li><li>Ada's rollback</li><li>The", 1), known,
			strings.Replace(written, "- The rollback", "* _Luckily_ the key was known.\n- Ada's rollback\n* The rollback", 1),
		},
		"keeps our Markdown where nobody wrote":               {written, page, known, written},
		"keeps it when the echo is not known":                 {written, page, "", written},
		"keeps it when only what was expected is known":       {written, page, expectedEcho(written), written},
		"keeps a newer draft of a section nobody wrote in":    {redrafted, page, known, redrafted},
		"takes over what a person wrote":                      {written, strings.Replace(page, "Nobody", "Hardly anybody", 1), known, strings.Replace(written, "Nobody", "Hardly anybody", 1)},
		"takes it over beside a newer draft of another":       {redrafted, strings.Replace(page, "Nobody", "Hardly anybody", 1), known, strings.Replace(redrafted, "Nobody", "Hardly anybody", 1)},
		"takes over the words before the first section":       {written, strings.Replace(page, "no model.", "by Ada.", 1), known, strings.Replace(written, "no model.", "by Ada.", 1)},
		"adds a section that a person added":                  {written, page + "<h2>Lessons</h2><p>Alert earlier.</p>", known, written + "\n## Lessons\n\nAlert earlier.\n"},
		"empties a section that a person took out":            {written, strings.Split(page, `<h2 id="c">`)[0], known, strings.Replace(written, "\n- The rollback took a minute.\n", "", 1)},
		"does not miss a section of which it knows no title":  {written, strings.Split(page, `<h2 id="c">`)[0], expectedEcho(written), written},
		"knows a heading by its words":                        {written, strings.Replace(page, "What went well", "What <i>went</i> well", 1), known, written},
		"does not bring back what a newer draft has left out": {strings.Split(written, "\n## What")[0] + "\n", page, known, strings.Split(written, "\n## What")[0] + "\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, mergeEdited(test.ours, read(t, test.page), test.known)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMarkdownOf_keeps_what_people_ticked(t *testing.T) {
	t.Parallel()
	said := read(t, `<ul><li><input type="checkbox" disabled> open</li><li><input type="checkbox" checked disabled> done</li></ul>`)
	if !strings.Contains(said, "- [ ] open") || !strings.Contains(said, "- [x] done") {
		t.Errorf("read as %q", said)
	}
}

func TestReadable_refuses_a_page_that_is_no_postmortem(t *testing.T) {
	t.Parallel()
	known := echoOf(read(t, page))
	login := read(t, "<!DOCTYPE html><title>Login | Slack</title><h1>Sign in</h1>")
	if readable(login, known) {
		t.Error("the page to log in was taken for a postmortem")
	}
	if !readable(read(t, page), known) || !readable("free words", "") {
		t.Error("a postmortem was not readable")
	}
}
