package demo

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

func TestScreen_fits_a_narrow_terminal(t *testing.T) {
	t.Parallel()
	const long = "Every payment since 02:30 fails with the same error 🔥, and nothing was deployed tonight. supercalifragilisticexpialidocious"
	for _, columns := range []int{34, 46, 80} {
		var out bytes.Buffer
		s := newScreen(&out)
		s.columns = columns
		s.heading("#inc-1-a-channel-with-quite-a-name")
		s.said("02:47", "Ada", long, false)
		s.said("02:47", "Watchman", long, true)
		s.direction(long)
		s.aside(long)
		s.typing("Ada", "/incident "+long, func() {})
		s.changed("Severity: "+long, "Next: "+long)
		s.box("a title that is longer than the box", []string{"Impact: " + long, "  ○ " + long, "[Take command] [Update]"})
		s.draft("# Title\n\n- **02:47** "+long+" ([message](https://x.example/y))\n\n| a | b |\n|---|---|\n| c | d |", func() {})
		for line := range strings.SplitSeq(out.String(), "\n") {
			if n := ansi.StringWidth(line); n > columns && !strings.HasPrefix(line, "  #") {
				t.Errorf("%d columns of %d: %q", n, columns, line)
			}
		}
		for _, word := range []string{"deployed", "Watchman", "Severity", "[Update]"} {
			if !strings.Contains(out.String(), word) {
				t.Errorf("with %d columns %q is lost:\n%s", columns, word, out.String())
			}
		}
	}
}

func TestNight(t *testing.T) {
	t.Parallel()
	got := night("today 12:05 AM, today 2:47 AM, today 12:30 PM, today 3:07 PM, 2:47 AM")
	if want := "00:05, 02:47, 12:30, 15:07, 02:47"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEnter(t *testing.T) {
	t.Parallel()
	lines := strings.Split("What is broken? [checkout]\nHow bad is it?\n  ○ 🔴 SEV1 – all\n  ◉ 🟠 SEV2 – some\nWhy? (optional): [A sentence]", "\n")
	lines = enter(lines, "How bad is it?", "SEV1")
	lines = enter(lines, "Why?", "nobody can pay")
	want := strings.Split("What is broken? [checkout]\nHow bad is it?\n  ◉ 🔴 SEV1 – all\n  ○ 🟠 SEV2 – some\nWhy? nobody can pay", "\n")
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestQuestions_keep_an_answer_of_several_lines_together(t *testing.T) {
	t.Parallel()
	lines := questions(strings.Split("What is broken? [checkout]\nWhat do we do? (optional): [Found it.\nA new one is in.]\nA hint", "\n"))
	want := []string{"What is broken? [checkout]", "What do we do? (optional): [Found it.\nA new one is in.]", "A hint"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestNewOn(t *testing.T) {
	t.Parallel()
	was := []string{"INC-1", "Severity: SEV2 – some", "Status: investigating", "Next: wait", "[A]"}
	facts, next := newOn([]string{"INC-1", "Severity: SEV1 – all of it", "Status: investigating", "Last update: 02:50", "Next: run", "[B]"}, was)
	if facts != "Severity: SEV1 · Last update: 02:50" || next != "Next: run" {
		t.Errorf("facts %q, next %q", facts, next)
	}
}
