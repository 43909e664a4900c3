package postmortem_test

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/ai/postmortem"
	"github.com/tocsin-bot/tocsin/incident"
)

// What people typed must not be able to act in the Markdown. A parser of the kind that will show it
// judges: it may find our headings, our tables and our links, addresses that show themselves, and
// nothing else.
func TestWrite_shows_typed_text_as_text(t *testing.T) {
	t.Parallel()
	for _, typed := range hostile {
		checkInert(t, typed, writtenFrom(t, typed))
	}
	rapid.Check(t, func(rt *rapid.T) {
		pieces := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom(hostile),
			rapid.SampledFrom([]string{"`", "``", "```", "*", "_", "~", "|", "#", "-", "=", "<", ">", "[", "](", ")", "!", "\\", "&", ";", "\n", "\n\n", "    ", ":", "https://", "www.", "1."}),
			rapid.String(),
		), 1, 10).Draw(rt, "typed")
		typed := strings.Join(pieces, "")
		checkInert(rt, typed, writtenFrom(t, typed))
	})
}

// everywhere is an incident in which one text is typed wherever a person can type, and said by a model
// wherever it can say something.
func everywhere(typed string) (incident.Record, postmortem.Parts, []incident.FollowUp) {
	rec := shop()
	inc := &rec.Incident
	inc.Title, inc.Impact, inc.ChannelName = "T "+typed, typed, typed
	rec.People["U0CAM"] = incident.Person{Name: typed}
	for i := range rec.Timeline {
		e := &rec.Timeline[i]
		e.Text = typed
		if e.Kind == incident.KindUpdate {
			e.UsersSee, e.WeDo = typed, typed
		}
	}
	for i := range rec.Messages {
		rec.Messages[i].Text = typed + "x" // a message of nothing says nothing
	}
	parts, recorded := found()
	for _, claims := range [][]incident.Claim{parts.Summary, parts.Moments, parts.Contributing, parts.WentWell, parts.WentBadly} {
		for i := range claims {
			claims[i].Text = typed
			if i%2 == 0 { // as a quotation
				claims[i].Cites = claims[i].Cites[:1]
				claims[i].Cites[0].Quote = typed
			}
		}
	}
	for _, followUps := range [][]incident.FollowUp{parts.FollowUps, recorded} {
		for i := range followUps {
			followUps[i].Title = typed
		}
	}
	parts.Made.By, parts.Made.Note = typed, typed
	return rec, parts, recorded
}

var sections = []string{
	"Summary", "Impact", "Timeline", "Contributing factors", "What went well", "What went badly", "Follow-ups", "Open questions",
	"Status updates", "People",
}

func writtenFrom(t testing.TB, typed string) string {
	t.Helper()
	rec, parts, recorded := everywhere(typed)
	return written(t, rec, parts, recorded...)
}

func checkInert(t interface {
	Helper()
	Errorf(string, ...any)
}, typed, markdown string,
) {
	t.Helper()
	bad := func(what string, n ast.Node) {
		t.Helper()
		t.Errorf("typed %q acts: %s in\n%s", typed, what, around(n, []byte(markdown)))
	}
	source := []byte(markdown)
	root := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList)).
		Parser().Parse(text.NewReader(source))
	var headings []string
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings = append(headings, shown(n, source))
		case *ast.List:
			if _, nested := n.Parent().(*ast.ListItem); nested && !strings.Contains(shown(n, source), "Next update promised") {
				bad("a list in a list", n)
			}
		case *ast.Link:
			if !strings.HasPrefix(string(n.Destination), "https://shop.slack.example/archives/C0INC42") {
				bad("a link to "+string(n.Destination), n)
			}
		case *ast.Image, *ast.HTMLBlock, *ast.RawHTML, *ast.ThematicBreak, *extast.Strikethrough, *extast.FootnoteLink, *extast.Table, *extast.DefinitionList:
			bad(n.Kind().String(), n)
		case *ast.CodeBlock:
			bad("an indented block of code", n)
		case *ast.Emphasis:
			if said := shown(n, source); n.Level == 1 && !strings.HasSuffix(said, "?") && !strings.HasSuffix(said, ".") {
				bad("emphasis of "+said, n)
			}
		}
		return ast.WalkContinue, nil
	})
	want := append([]string{incident.CleanLine("INC-42: T " + typed)}, sections...)
	if got, want := strings.Join(headings, "\n"), strings.Join(want, "\n"); got != want {
		t.Errorf("typed %q makes the headings\n%s\nwant\n%s", typed, got, want)
	}
}

// shown is the text of a node as a reader sees it.
func shown(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(unescaped(n.Segment.Value(source)))
		case *ast.AutoLink:
			b.Write(n.Label(source))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// unescaped takes the backslashes away that the renderer would.
func unescaped(raw []byte) []byte {
	var out []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] == '\\' && i+1 < len(raw) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", raw[i+1]) >= 0 {
			i++
		}
		out = append(out, raw[i])
	}
	return out
}

func around(n ast.Node, source []byte) string {
	for n != nil && n.Type() != ast.TypeBlock {
		n = n.Parent()
	}
	if n == nil || n.Lines() == nil || n.Lines().Len() == 0 {
		return ""
	}
	return string(n.Lines().Value(source))
}
