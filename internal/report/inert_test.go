package report_test

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gmtext "github.com/yuin/goldmark/text"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/chart"
	"github.com/tocsin-bot/tocsin/internal/report"
)

// attacked is a report in which everything that anybody could have typed is that.
func attacked(typed string) load.Report {
	r := sample(true)
	for i := range r.Teams {
		r.Teams[i].Name = typed
	}
	for i := range r.People {
		r.People[i].Name, r.People[i].Team = typed, typed
	}
	for i := range r.Key {
		r.Key[i].Name, r.Key[i].MostName = typed, []string{typed}
	}
	for i := range r.Lines {
		if !r.Lines[i].Private {
			l := &r.Lines[i]
			l.Title, l.Type, l.Service, l.Cause, l.Severity = typed, typed, typed, typed, incident.SeverityName(typed)
		}
	}
	for i := range r.Recurring {
		r.Recurring[i].Name = typed
	}
	for i := range r.FollowUps.ByTeam {
		r.FollowUps.ByTeam[i].Team = typed
	}
	for i := range r.Incidents.BySeverity {
		r.Incidents.BySeverity[i].Name = typed
	}
	for i := range r.Incidents.ByType {
		r.Incidents.ByType[i].Name = typed
	}
	return r
}

var nasty = []string{
	hostile, "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "](https://evil.example)", "![x](https://evil.example/x.png)",
	"| --- |\n| a |", "# heading", "- list", "1. list", "```", "~~gone~~", "https://evil.example/", "www.evil.example", "eve@evil.example",
	"&lt;b&gt;", "\x1b[31mred\x1b]8;;https://evil.example\x07", "back\\slash\\", "$x$ $1 $y$", "==", "\u202egnol", "a_b_ _c_",
}

func TestMarkdown_shows_what_people_typed_and_does_nothing_with_it(t *testing.T) {
	t.Parallel()
	md := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	shape := func(source []byte) map[string]int {
		kinds := map[string]int{}
		_ = ast.Walk(md.Parse(gmtext.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering && n.Kind() != ast.KindText {
				kinds[n.Kind().String()]++
			}
			if l, ok := n.(*ast.Link); ok && !strings.HasPrefix(string(l.Destination), "https://shop.slack.example/archives/") {
				t.Errorf("a link to %s", l.Destination)
			}
			return ast.WalkContinue, nil
		})
		return kinds
	}
	plain := shape(written(t, func(w io.Writer) error { return report.Markdown(w, attacked("harmless")) }))
	for _, typed := range nasty {
		got := shape(written(t, func(w io.Writer) error { return report.Markdown(w, attacked(typed)) }))
		for kind, n := range got {
			if plain[kind] != n {
				t.Errorf("%q makes %d of %s out of %d", typed, n, kind, plain[kind])
			}
		}
	}
}

var tag = regexp.MustCompile(`<[a-zA-Z!/][^>]*>`)

func TestHTML_shows_what_people_typed_and_does_nothing_with_it(t *testing.T) {
	t.Parallel()
	tags := func(typed string) string {
		page := written(t, func(w io.Writer) error {
			return report.HTML(w, attacked(typed), []chart.Picture{{Name: "hours", Alt: typed, PNG: []byte("PNG")}})
		})
		found := tag.FindAllString(string(page), -1)
		for i, f := range found {
			if strings.HasPrefix(f, "<img") {
				found[i] = "<img>" // the alt text is what was typed
			}
		}
		return strings.Join(found, "\n")
	}
	plain := tags("harmless")
	for _, typed := range nasty {
		if got := tags(typed); got != plain {
			t.Errorf("%q changes the page's tags", typed)
		}
	}
}

// Whatever the page asks for is in it.
func TestHTML_asks_nobody_for_anything(t *testing.T) {
	t.Parallel()
	pictures, err := chart.Pictures(sample(true))
	if err != nil {
		t.Fatal(err)
	}
	page := string(written(t, func(w io.Writer) error { return report.HTML(w, sample(true), pictures) }))
	if n := strings.Count(page, `src="data:image/png;base64,`); n != 3 {
		t.Errorf("there are %d pictures in it", n)
	}
	for _, what := range []string{"<script", "<link", "@import", "url(", "<iframe", "javascript:", `src="http`, "#ZgotmplZ"} {
		if strings.Contains(page, what) {
			t.Errorf("it has %s", what)
		}
	}
	if strings.Count(page, "<img ") != strings.Count(page, ` alt="`) || strings.Contains(page, `alt=""`) {
		t.Error("a picture says nothing to those who cannot see it")
	}
	for _, th := range regexp.MustCompile(`<th[ >][^>]*`).FindAllString(page, -1) {
		if !strings.Contains(th, "scope=") {
			t.Errorf("%s has no scope", th)
		}
	}
}

func TestHTML_links_nowhere_else_than_to_addresses(t *testing.T) {
	t.Parallel()
	r := sample(true)
	for _, link := range []string{"javascript:alert(1)", "data:text/html,x", "https://evil.example/\" onclick=\"x", "//evil.example", "x"} {
		r.Lines[0].Link = link
		for form, write := range map[string]func(io.Writer) error{
			"HTML":     func(w io.Writer) error { return report.HTML(w, r, nil) },
			"Markdown": func(w io.Writer) error { return report.Markdown(w, r) },
			"text":     func(w io.Writer) error { return report.Text(w, r, report.Options{Colour: true}) },
		} {
			if got := written(t, write); strings.Contains(string(got), link+`"`) || strings.Contains(string(got), "("+link) || strings.Contains(string(got), ";"+link) {
				t.Errorf("%s links to %s", form, link)
			}
		}
	}
}

func TestText_fits(t *testing.T) {
	t.Parallel()
	for _, width := range []int{60, 80, 100, 200} {
		for _, typed := range append(nasty, strings.Repeat("long ", 30), strings.Repeat("w", 130), strings.Repeat("決", 60)) {
			for name, r := range map[string]load.Report{"sample": sample(true), "attacked": attacked(typed)} {
				got := written(t, func(w io.Writer) error { return report.Text(w, r, report.Options{Width: width}) })
				for _, line := range strings.Split(string(got), "\n") {
					if n := ansi.StringWidth(line); n > width && !strings.Contains(line, "https://shop") {
						t.Fatalf("%s of %q in %d columns has %d: %s", name, typed, width, n, line)
					}
				}
			}
		}
	}
}

func TestText_without_colour_has_nothing_for_terminals(t *testing.T) {
	t.Parallel()
	for _, typed := range nasty {
		got := written(t, func(w io.Writer) error { return report.Text(w, attacked(typed), report.Options{}) })
		if i := strings.IndexFunc(string(got), func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }); i >= 0 {
			t.Errorf("%q leaves %q", typed, got[i])
		}
	}
}

// Of a private incident there is nothing to know, and nobody is named where people are not.
func TestForms_name_nobody_who_must_not_be(t *testing.T) {
	t.Parallel()
	r := sample(false)
	pictures, err := chart.Pictures(r)
	if err != nil {
		t.Fatal(err)
	}
	for i := range pictures {
		pictures[i].PNG = nil // its letters would be found in it by chance
	}
	for form, write := range map[string]func(io.Writer) error{
		"HTML":     func(w io.Writer) error { return report.HTML(w, r, pictures) },
		"Markdown": func(w io.Writer) error { return report.Markdown(w, r) },
		"text":     func(w io.Writer) error { return report.Text(w, r, report.Options{Colour: true}) },
		"JSON":     func(w io.Writer) error { return report.JSON(w, r) },
	} {
		got := string(written(t, write))
		for _, c := range crew {
			if strings.Contains(got, c.name) || strings.Contains(got, c.id) {
				t.Errorf("%s names %s", form, c.name)
			}
		}
		if strings.Contains(got, "417") {
			t.Errorf("%s has the number of the private incident", form)
		}
	}
}

func TestForms_of_reports_that_lack_something(t *testing.T) {
	t.Parallel()
	bare := sample(true)
	bare.Teams, bare.People, bare.Key, bare.Recurring, bare.Weeks, bare.Resolve = nil, nil, nil, nil, nil, nil
	bare.FollowUps, bare.Drafts, bare.Maturity, bare.Times, bare.Tax = load.FollowUps{}, load.Drafts{}, load.Maturity{Stage: load.TooFew}, load.Times{}, load.Tax{}
	bare.Incidents.BySeverity, bare.Incidents.ByType = nil, nil
	for _, r := range []load.Report{{}, bare} {
		pictures, err := chart.Pictures(r)
		if err != nil {
			t.Fatal(err)
		}
		for form, write := range map[string]func(io.Writer) error{
			"HTML":     func(w io.Writer) error { return report.HTML(w, r, pictures) },
			"Markdown": func(w io.Writer) error { return report.Markdown(w, r) },
			"text":     func(w io.Writer) error { return report.Text(w, r, report.Options{}) },
			"JSON":     func(w io.Writer) error { return report.JSON(w, r) },
		} {
			for _, word := range []string{"NaN", "Inf", "%!", "<nil>"} {
				if got := string(written(t, write)); strings.Contains(got, word) {
					t.Errorf("%s of %q says %s", form, r.Period.Name, word)
				}
			}
		}
	}
}
