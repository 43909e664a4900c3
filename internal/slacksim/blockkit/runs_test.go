package blockkit

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sketch writes paragraphs so that a test can compare them.
func sketch(list []Para) string {
	var out []string
	for _, p := range list {
		line := p.Kind + p.Mark + ":"
		for _, r := range p.Runs {
			marks := ""
			for mark, on := range map[string]bool{"b": r.Bold, "i": r.Italic, "s": r.Strike, "c": r.Code} {
				if on {
					marks += mark
				}
			}
			line += fmt.Sprintf("[%s|%s%s%s]", r.Text, marks, r.Kind, r.Page)
		}
		out = append(out, line)
	}
	return strings.Join(out, " ")
}

func TestParas(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ mrkdwn, want string }{
		{"plain", "text:[plain|]"},
		{"*bold* and _it_", "text:[bold|b][ and |][it|i]"},
		{"snake_case_name 2*3*4", "text:[snake_case_name 2*3*4|]"},
		{"`a *b* <c` d", "text:[a *b* <c|c][ d|]"},
		{"see <https://a.example/?x&amp;y|the *page*>", "text:[see |][the *page*|https://a.example/?x&y]"},
		{"&gt; quoted\n> more\nnot", "quote:[quoted\nmore|] text:[not|]"},
		{"```a\n*b*```", "pre:[a\n*b*|]"},
		{":fire: &lt;b&gt; :nope:", "text:[🔥|emoji][ <b> :nope:|]"},
		{"*<@U1|ada> leads*", "text:[@ada|bmention][ leads|b]"},
		{"*", "text:[*|]"},
		{"<", "text:[<|]"},
		{"<>", "text:[<>|]"},
		{"**", "text:[**|]"},
		{"", ""},
	} {
		if got := sketch(Paras(c.mrkdwn, nil)); got != c.want {
			t.Errorf("%q is drawn as %s, want %s", c.mrkdwn, got, c.want)
		}
	}
}

// Every view that the bot has is drawn whole: no block is unknown, and what is read in it is drawn.
func TestDraw_knows_every_block_of_the_bot(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../bot/view/testdata/*.golden.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range Draw(json.RawMessage(raw), nil) {
			says := len(d.Paras)+len(d.Fields)+len(d.Pieces)+len(d.Rows) > 0 || d.Picture != nil || d.Input != nil || d.Markdown != "" || d.Type == "divider"
			if d.Unknown != "" || !says {
				t.Errorf("%s: block %d (%s) is not drawn: %+v", filepath.Base(file), i, d.Type, d)
			}
		}
	}
}

func TestDraw_shows_an_unknown_block_as_such(t *testing.T) {
	t.Parallel()
	got := Draw(json.RawMessage(`[{"type":"hologram"},{"type":"video","alt_text":"x","title":{"type":"plain_text","text":"Demo"}}]`), nil)
	if len(got) != 2 || got[0].Unknown != "hologram" || got[1].Unknown != "video" || !strings.Contains(sketch(got[1].Paras), "Demo") {
		t.Errorf("drawn: %+v", got)
	}
}
