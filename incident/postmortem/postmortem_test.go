package postmortem_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/incident/postmortem"
)

const page = "# INC-42\n\n_Draft, by a machine._\n\n## Summary\n\nIt broke.\n\n## Code\n\n```\n## not a heading\n```\n\n" +
	"## Überblick ##\n\n~~~~\n~~~\n## nor this\n~~~~\ntext\n\n## Last"

func TestTitles(t *testing.T) {
	t.Parallel()
	for markdown, want := range map[string][]string{
		page:                          {"Summary", "Code", "Überblick", "Last"},
		"":                            nil,
		"no heading":                  nil,
		"##":                          {""},
		"## A\r\n\r\nx\r\n## B\r\n":   {"A", "B"},
		"   ## A\n    ## code\n##B\n": {"A"},
		"# A\n### B\n## C#\n## D #":   {"C#", "D"},
		"``` a`b\n## A":               {"A"},
		"````\n```\n## A\n````\n## B": {"B"},
		"> ```\n## A\n> ```":          {"A"},
		"## A\n```\n## never closed":  {"A"},
		"## A\n## A":                  {"A", "A"},
	} {
		if diff := cmp.Diff(want, postmortem.Titles(markdown)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", markdown, diff)
		}
	}
}

func TestSection(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Summary": "It broke.", "Code": "```\n## not a heading\n```", "Überblick": "~~~~\n~~~\n## nor this\n~~~~\ntext", "Last": "",
	} {
		if got, ok := postmortem.Section(page, title); !ok || got != want {
			t.Errorf("%s is %q, %v", title, got, ok)
		}
	}
	if _, ok := postmortem.Section(page, "not a heading"); ok {
		t.Error("found a heading in code")
	}
	if got, _ := postmortem.Section("## A\r\n\r\none\r\ntwo\r\n", "A"); got != "one\ntwo" {
		t.Errorf("got %q", got)
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	want := []bool{false, true, true, true, false, true, true}
	if diff := cmp.Diff(want, postmortem.Code("a\r\n```go\r\n~~~\r\n```\r\n## B\n~~~\nopen")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReplace(t *testing.T) {
	t.Parallel()
	t.Run("leaves the rest", func(t *testing.T) {
		t.Parallel()
		got := postmortem.Replace(page, "Summary", "\nA key\nwas lost.\n\n")
		if want := strings.Replace(page, "It broke.", "A key\nwas lost.", 1) + "\n"; got != want {
			t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
		}
	})
	t.Run("adds a heading that is not there", func(t *testing.T) {
		t.Parallel()
		if got := postmortem.Replace("## A\n\nx", "B", "y"); got != "## A\n\nx\n\n## B\n\ny\n" {
			t.Errorf("got %q", got)
		}
		if got := postmortem.Replace("", "B", "y"); got != "## B\n\ny\n" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("changes nothing for the same text", func(t *testing.T) {
		t.Parallel()
		if got := postmortem.Replace("##  A\n\n\nx  \n\n\n", "A", "x  "); got != "##  A\n\n\nx  \n\n\n" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("closes code that was left open", func(t *testing.T) {
		t.Parallel()
		got := postmortem.Replace("## A\n\n## B\n", "A", "````\nx")
		if diff := cmp.Diff([]string{"A", "B"}, postmortem.Titles(got)); diff != "" {
			t.Errorf("%q: %s", got, diff)
		}
	})
	t.Run("is read back as it was written", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(rt *rapid.T) {
			markdown := texts().Draw(rt, "markdown")
			text := rapid.StringMatching("[a-zü \n]*").Draw(rt, "text")
			got, ok := postmortem.Section(postmortem.Replace(markdown, "A", text), "A")
			if want := strings.Trim(text, "\n"); !ok || strings.TrimSpace(got) != strings.TrimSpace(want) {
				rt.Fatalf("got %q, %v", got, ok)
			}
		})
	})
}

func TestKept(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		machine, now string
		kept, words  int
	}{
		{"", "", 0, 0},
		{"", "a b", 0, 0},
		{"a b c", "", 0, 3},
		{"a b c", "a b c", 3, 3},
		{"a b c", "x a y b z c", 3, 3},
		{"a b c d", "d c b a", 1, 4},
		{"a b c d e f", "a x c y e f", 4, 6},
		{"- a\n- b", "* a | b", 2, 2},
		{"a\n✏️ _What broke?_\n", "a the disk", 1, 1},
		{"_Draft, by x_\na", "_Draft, by y_\na", 1, 1},
	} {
		if kept, words := postmortem.Kept(c.machine, c.now); kept != c.kept || words != c.words {
			t.Errorf("%q, %q: %d of %d, want %d of %d", c.machine, c.now, kept, words, c.kept, c.words)
		}
	}
}

func TestKept_counts_the_longest_common_subsequence(t *testing.T) {
	t.Parallel()
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 0, 200)
	rapid.Check(t, func(rt *rapid.T) {
		a, b := words.Draw(rt, "a"), words.Draw(rt, "b")
		if got, _ := postmortem.Kept(strings.Join(a, " "), strings.Join(b, " ")); got != commonByTable(a, b) {
			rt.Fatalf("%d, want %d", got, commonByTable(a, b))
		}
	})
}

// commonByTable is the textbook's way.
func commonByTable(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if row[j+1] = max(above, row[j]); x == y {
				row[j+1] = diagonal + 1
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

// Nothing in common but much alike is the worst that can be compared.
func BenchmarkKept_10_000_words(b *testing.B) {
	words := make([]string, 10_000)
	for i := range words {
		words[i] = string(rune('a' + i*i%26))
	}
	machine := strings.Join(words, " ")
	slices.Reverse(words)
	now := strings.Join(words, " ")
	for b.Loop() {
		postmortem.Kept(machine, now)
	}
}
