package slacksim

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	gfm "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// canvasMarkdown is a canvas as canvases.getContent gives it out. Slack keeps no Markdown: it writes it anew
// from the document, in a style that it does not describe. What is here is a guess, and on purpose a style
// that few programs write: one that compares bytes must fail here, and not at its first user. The title
// stands above as a heading; bullets are asterisks and their lines end with a space; lists count from one;
// bold is two underscores; lines of a paragraph are broken by two spaces; whatever could be a mark is
// escaped; tables are padded; bare links get a text; there are three levels of headings.
func canvasMarkdown(title string, content []byte) string {
	m := rewriting{content}
	said := m.blocks(canvasLook.Parser().Parse(text.NewReader(content)), "\n\n")
	return strings.TrimRight("# "+escapeMarks([]byte(title))+"\n\n"+said, "\n ") + "\n"
}

// rewriting writes parsed Markdown in the style of a canvas.
type rewriting struct{ source []byte }

// blocks are the blocks within a node, with what stands between them.
func (m rewriting) blocks(n ast.Node, between string) string {
	var all []string
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if written := m.block(child); written != "" {
			all = append(all, written)
		}
	}
	return strings.Join(all, between)
}

func (m rewriting) block(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Heading:
		return strings.Repeat("#", min(n.Level, 3)) + " " + m.inline(n)
	case *ast.ThematicBreak:
		return "***"
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return m.code(n)
	case *ast.Blockquote:
		return "> " + strings.ReplaceAll(m.blocks(n, "\n\n"), "\n", "\n> ")
	case *ast.List:
		return m.list(n)
	case *gfm.Table:
		return m.table(n)
	case *ast.HTMLBlock: // a canvas has none
		return ""
	default:
		return m.inline(n)
	}
}

// code is a block of code. A canvas does not know its language.
func (m rewriting) code(n ast.Node) string {
	said, fence := string(n.Lines().Value(m.source)), "```"
	for strings.Contains(said, fence) {
		fence += "`"
	}
	return fence + "\n" + said + fence
}

func (m rewriting) list(n *ast.List) string {
	between := "\n\n"
	if n.IsTight {
		between = "\n"
	}
	var items []string
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		bullet := "* "
		if n.IsOrdered() {
			bullet = strconv.Itoa(len(items)+1) + ". "
		}
		said := strings.ReplaceAll(m.blocks(item, between), "\n", "\n    ")
		if !strings.Contains(said, "\n") {
			said += " "
		}
		items = append(items, bullet+said)
	}
	return strings.Join(items, "\n")
}

func (m rewriting) table(n *gfm.Table) string {
	var rows []string
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		line, rule := "|", "|"
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			line += fmt.Sprintf(" %-8s |", m.inline(cell))
			rule += " -------- |"
		}
		if rows = append(rows, line); row.Kind() == gfm.KindTableHeader {
			rows = append(rows, rule)
		}
	}
	return strings.Join(rows, "\n")
}

// inline is the text within a node.
func (m rewriting) inline(n ast.Node) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		b.WriteString(m.span(child))
	}
	return b.String()
}

func (m rewriting) span(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Text:
		said := escapeMarks(n.Value(m.source))
		if n.SoftLineBreak() || n.HardLineBreak() {
			said += "  \n"
		}
		return said
	case *ast.CodeSpan:
		return m.codeSpan(n)
	case *ast.Emphasis:
		mark := "_"
		if m.withinWord(n) { // where an underscore is none
			mark = "*"
		}
		mark = strings.Repeat(mark, n.Level)
		return mark + m.inline(n) + mark
	case *gfm.Strikethrough:
		return "~~" + m.inline(n) + "~~"
	case *gfm.TaskCheckBox:
		if n.IsChecked {
			return "[x] "
		}
		return "[ ] "
	case *ast.Link:
		return "[" + m.inline(n) + "](" + string(n.Destination) + ")"
	case *ast.Image: // a mention is one too
		return "![" + m.inline(n) + "](" + string(n.Destination) + ")"
	case *ast.AutoLink:
		return "[" + escapeMarks(n.Label(m.source)) + "](" + string(n.URL(m.source)) + ")"
	case *ast.RawHTML:
		return ""
	default:
		return m.inline(n)
	}
}

func (m rewriting) codeSpan(n *ast.CodeSpan) string {
	said := ""
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if t, ok := child.(*ast.Text); ok {
			said += string(t.Value(m.source))
		}
	}
	if strings.Contains(said, "`") {
		return "`` " + said + " ``"
	}
	return "`" + said + "`"
}

// withinWord reports whether a letter or number stands right beside a node.
func (m rewriting) withinWord(n ast.Node) bool {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	if t, ok := n.PreviousSibling().(*ast.Text); ok && !t.SoftLineBreak() {
		if r, _ := utf8.DecodeLastRune(t.Value(m.source)); letter(r) {
			return true
		}
	}
	t, ok := n.NextSibling().(*ast.Text)
	if !ok {
		return false
	}
	r, _ := utf8.DecodeRune(t.Value(m.source))
	return letter(r)
}

// marks are what could be taken for Markdown, and counts what could be for the number of a list.
var (
	marks  = regexp.MustCompile("[][\\\\*_`#~()!|+-]")
	counts = regexp.MustCompile(`^(\d+)([.)])`)
)

// escapeMarks writes text in which nothing is Markdown any more; what comes in may have escapes.
func escapeMarks(written []byte) string {
	plain := string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(written))))
	said := counts.ReplaceAllString(marks.ReplaceAllString(plain, `\$0`), `$1\$2`)
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(said)
}
