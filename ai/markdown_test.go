package ai_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/incident"
)

// What people typed must not be able to act in the Markdown. A parser of the kind that will show it
// judges: it may find our headings, our tables and our links, addresses that show themselves, and
// nothing else.
func TestFromTimeline_Draft_shows_typed_text_as_text(t *testing.T) {
	t.Parallel()
	for _, typed := range hostile {
		checkInert(t, typed, drafted(t, everywhere(typed)).Markdown)
	}
	rapid.Check(t, func(rt *rapid.T) {
		pieces := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom(hostile),
			rapid.SampledFrom([]string{"`", "``", "```", "*", "_", "~", "|", "#", "-", "=", "<", ">", "[", "](", ")", "!", "\\", "&", ";", "\n", "\n\n", "    ", ":", "https://", "www.", "1."}),
			rapid.String(),
		), 1, 10).Draw(rt, "typed")
		typed := strings.Join(pieces, "")
		checkInert(rt, typed, drafted(t, everywhere(typed)).Markdown)
	})
}

// everywhere is an incident in which one text is typed wherever a person can type.
func everywhere(typed string) incident.Record {
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
		rec.Messages[i].Text = typed
	}
	rec.Messages[7].Files = []incident.File{{Name: typed}}
	rec.Reactions = append(rec.Reactions, incident.Reaction{Message: rec.Messages[0].ID, Name: typed})
	return rec
}

var sections = []string{
	"Summary", "Impact", "Times", "Cause and mend", "Roles", "Status updates", "Timeline", "Conversation", "People",
	"What went well", "What went badly", "Follow-ups", "Open questions",
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
	var headings, cells []string
	tables := 0
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings = append(headings, shown(n, source))
		case *ast.Link:
			if !strings.HasPrefix(string(n.Destination), "https://shop.slack.example/archives/C0INC42") {
				bad("a link to "+string(n.Destination), n)
			}
		case *ast.Image, *ast.HTMLBlock, *ast.RawHTML, *ast.ThematicBreak, *extast.Strikethrough, *extast.FootnoteLink, *extast.DefinitionList:
			bad(n.Kind().String(), n)
		case *extast.Table:
			tables++
		case *extast.TableCell:
			cells = append(cells, shown(n, source))
		case *ast.CodeBlock:
			bad("an indented block of code", n)
		case *ast.Emphasis:
			if said := shown(n, source); n.Level == 1 && !strings.HasSuffix(said, "?") && !strings.HasSuffix(said, ".") {
				bad("emphasis of "+said, n)
			}
		}
		return ast.WalkContinue, nil
	})
	if tables != 2 {
		t.Errorf("typed %q makes %d tables of 2", typed, tables)
	}
	if name := or(incident.CleanLine(typed), "U0CAM"); !slices.Contains(cells, name) {
		t.Errorf("typed %q as a name is in none of the cells %q", typed, cells)
	}
	want := append([]string{incident.CleanLine("INC-42: T " + typed)}, sections...)
	if got, want := strings.Join(headings, "\n"), strings.Join(want, "\n"); got != want {
		t.Errorf("typed %q makes the headings\n%s\nwant\n%s", typed, got, want)
	}
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
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
