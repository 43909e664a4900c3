package postmortem_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tocsin-bot/tocsin/incident/postmortem"
)

// doc is a document of sections, each given as its heading and its lines.
func doc(sections ...string) string {
	var b strings.Builder
	b.WriteString("# INC-42\n\n_Draft, first._\n")
	for _, s := range sections {
		heading, text, _ := strings.Cut(s, "\n")
		b.WriteString("\n## " + heading + "\n\n" + text + "\n")
	}
	return b.String()
}

func TestMerge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		base, ours, theirs string
		merged, differs    string
	}{
		"a section nobody changed follows the machine": {
			base: doc("A\none", "B\nx"), ours: doc("A\nours", "B\nx"), theirs: doc("A\none", "B\ny"),
			merged: doc("A\nours", "B\ny"),
		},
		"lines only the machine changed follow it": {
			base: doc("A\n1\n2\n3"), ours: doc("A\n1\n2\nthree"), theirs: doc("A\n1\nnew\n2\n3"),
			merged: doc("A\n1\nnew\n2\nthree"),
		},
		"lines side by side are both taken": {
			base: doc("A\n- 1\n- 2"), ours: doc("A\n- one\n- 2"), theirs: doc("A\n- 1\n- two"),
			merged: doc("A\n- one\n- two"),
		},
		"a line of a list is followed beside one that people changed": {
			base:   doc("A\n- **Severity:** SEV2\n- **Type:** service\n- **Channel:** x"),
			ours:   doc("A\n- **Severity:** SEV2\n- **Type:** our service\n- **Channel:** x"),
			theirs: doc("A\n- **Severity:** SEV1\n- **Type:** a service\n- **Channel:** y"),
			merged: doc("A\n- **Severity:** SEV1\n- **Type:** our service\n- **Channel:** y"), differs: "### A\n\n- **Type:** a service",
		},
		"where both changed a line people's stays": {
			base: doc("A\n1\n2\n3", "B\nx"), ours: doc("A\n1\nours\n3", "B\nx"), theirs: doc("A\n1\ntheirs\n3", "B\ny"),
			merged: doc("A\n1\nours\n3", "B\ny"), differs: "### A\n\ntheirs",
		},
		"an answer stays in the place of the question": {
			base: doc("A\n✏️ _Why?_"), ours: doc("A\nThe disk."), theirs: doc("A\n- disk full ([02:50](x))\n\n✏️ _Why?_"),
			merged: doc("A\n- disk full ([02:50](x))\n\nThe disk."),
		},
		"an answer stays when the machine asks no more": {
			base: doc("A\n1\n\n✏️ _Why?_"), ours: doc("A\n1\n\nThe disk."), theirs: doc("A\n1\n2"),
			merged: doc("A\n1\n\nThe disk."), differs: "### A\n\n2",
		},
		"an answer stays when the machine only stops asking": {
			base: doc("A\n1\n\n✏️ _Why?_\n\n2"), ours: doc("A\n1\n\nThe disk.\n\n2"), theirs: doc("A\n1\n\n2"),
			merged: doc("A\n1\n\nThe disk.\n\n2"),
		},
		"lines both add at one place both stand": {
			base: doc("A\n- 1"), ours: doc("A\n- 1\n- ours"), theirs: doc("A\n- 1\n- theirs"),
			merged: doc("A\n- 1\n- ours\n- theirs"),
		},
		"paragraphs both add stay two": {
			base: doc("A\n1", "B\nx"), ours: doc("A\n1\nours", "B\nx"), theirs: doc("A\n1\ntheirs", "B\nx"),
			merged: doc("A\n1\nours\n\ntheirs", "B\nx"),
		},
		"a line both add stands once": {
			base: doc("A\n- 1"), ours: doc("A\n- 1\n- 2\n- ours"), theirs: doc("A\n- 1\n- 2"),
			merged: doc("A\n- 1\n- 2\n- ours"),
		},
		"a line that people took out stays out": {
			base: doc("A\n1\n2\n3"), ours: doc("A\n1\n3"), theirs: doc("A\n1\n2\n3\n4"),
			merged: doc("A\n1\n3\n4"),
		},
		"a changed line that the machine takes out stays": {
			base: doc("A\n1\n2\n3"), ours: doc("A\n1\nours\n3"), theirs: doc("A\n1\n3"),
			merged: doc("A\n1\nours\n3"), differs: "### A\n\n_The new draft leaves out:_\n\n2",
		},
		"a section that people took out stays out": {
			base: doc("A\n1", "B\nx", "C\nz"), ours: doc("A\nours", "C\nz"), theirs: doc("A\n1", "B\nx", "C\nnew"),
			merged: doc("A\nours", "C\nnew"),
		},
		"a section that people took out is named when it reads otherwise": {
			base: doc("A\n1", "B\nx"), ours: doc("A\n1"), theirs: doc("A\n1", "B\ny"),
			merged: doc("A\n1"), differs: "### B\n\n_This section was taken out. The new draft of it reads:_\n\ny",
		},
		"a section that people added stays at its place": {
			base: doc("A\n1", "B\nx"), ours: doc("A\n1", "Ours\no", "B\nx"), theirs: doc("A\n2", "New\nn", "B\ny"),
			merged: doc("A\n2", "Ours\no", "New\nn", "B\ny"),
		},
		"a section that the machine gives up goes": {
			base: doc("A\n1", "B\nx"), ours: doc("A\nours", "B\nx"), theirs: doc("A\n1"),
			merged: doc("A\nours"),
		},
		"a section that the machine gives up stays once people changed it": {
			base: doc("A\n1", "B\nx"), ours: doc("A\n1", "B\nours"), theirs: doc("A\n2"),
			merged: doc("A\n2", "B\nours"),
		},
		"a heading that people changed is theirs": {
			base: doc("A\n1", "B\nx"), ours: doc("A\n1", "Bee\nx"), theirs: doc("A\n2", "B\nx"),
			merged: doc("A\n2", "Bee\nx"),
		},
		"the order of people stays": {
			base: doc("A\n1", "B\nx", "C\nz"), ours: doc("C\nz", "A\n1", "B\nx"), theirs: doc("B\ny", "A\n2", "C\nz"),
			merged: doc("C\nz", "A\n2", "B\ny"),
		},
		"the order of the machine is followed when people left it": {
			base: doc("A\n1", "B\nx"), ours: doc("A\nours", "B\nx"), theirs: doc("B\nx", "A\n1"),
			merged: doc("B\nx", "A\nours"),
		},
		"line breaks of another kind change nothing": {
			base: doc("A\n1", "B\nx"), ours: strings.ReplaceAll(doc("A\nours", "B\nx"), "\n", "\r\n"), theirs: doc("A\n1", "B\ny"),
			merged: doc("A\nours", "B\ny"),
		},
		"headings in code are none": {
			base: doc("A\n```\n## B\n```", "C\nx"), ours: doc("A\n```\n## B\n```\nours", "C\nx"), theirs: doc("A\n```\n## B\n```", "C\ny"),
			merged: doc("A\n```\n## B\n```\nours", "C\ny"),
		},
		"code that both changed is not torn": {
			base: doc("A\n```\n1\n2\n```\nand\nx"), ours: doc("A\n```\nours\n2\n```\nand\nx"), theirs: doc("A\n```\n1\ntheirs\n```\nand\ny"),
			merged: doc("A\n```\nours\n2\n```\nand\ny"), differs: "### A\n\n```\n1\ntheirs\n```",
		},
		"code left open does not swallow what the machine adds": {
			base: doc("A\n1", "B\nx"), ours: doc("A\n1", "B\nx\n```\nlog"), theirs: doc("A\n2", "B\nx", "C\nz"),
			merged: doc("A\n2", "B\nx\n```\nlog\n```", "C\nz"),
		},
		"text above the first section is merged as well": {
			base: "# INC-1: T\n\nx\n\n## A\n\n1\n", ours: "# INC-1: Tea\n\nx\n\n## A\n\n1\n", theirs: "# INC-1: T2\n\ny\n\n## A\n\n1\n",
			merged: "# INC-1: Tea\n\ny\n\n## A\n\n1\n", differs: "### Above the first section\n\n**INC-1: T2**",
		},
		"everything taken out": {
			base: doc("A\n1"), ours: "", theirs: doc("A\n2"),
			merged: "", differs: "### A\n\n_This section was taken out. The new draft of it reads:_\n\n2",
		},
		"nothing before": {
			base: "", ours: "## A\n\nours\n", theirs: "## B\n\nx\n",
			merged: "## A\n\nours\n\n## B\n\nx\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			merged, differs := postmortem.Merge(c.base, c.ours, c.theirs)
			if diff := cmp.Diff(c.merged, merged); diff != "" {
				t.Errorf("merged (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.differs, differs); diff != "" {
				t.Errorf("differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMerge_always_says_what_made_the_newest_text(t *testing.T) {
	t.Parallel()
	const base = "# T\n\n_Draft, first._\n\n## A\n\n1\n"
	theirs := strings.Replace(base, "first", "second", 1)
	for ours, want := range map[string]string{
		base + "\nours\n": theirs + "\nours\n",
		strings.Replace(base, "first._", "first._ Read by Ada.", 1): strings.Replace(theirs, "second._", "second._ Read by Ada.", 1),
		strings.Replace(base, "first._", "first, and Ada._", 1):     strings.Replace(theirs, "second._", "second._\n\n_Draft, first, and Ada._", 1),
		strings.Replace(base, "_Draft, first._", "Final.", 1):       strings.Replace(theirs, "_Draft, second._", "Final.", 1),
	} {
		merged, _ := postmortem.Merge(base, ours, theirs)
		if diff := cmp.Diff(want, merged); diff != "" {
			t.Errorf("%q (-want +got):\n%s", ours, diff)
		}
	}
}

// texts are documents of few different lines, so that those of two have much in common.
func texts() *rapid.Generator[string] {
	line := rapid.SampledFrom([]string{
		"## A", "## B", "## C", "## D", "## A ##", "", "", "one", "two", "three", "- item", "```", "~~~", "````", "停止 👩‍🚒", "# T", "- a b", "- a c", "- a d e", "- a d f", "    ## no", "_Draft, x._",
	})
	return rapid.Custom(func(t *rapid.T) string {
		ends := rapid.SampledFrom([]string{"\n", "\n", "\r\n"}).Draw(t, "ends")
		text := strings.Join(rapid.SliceOfN(line, 0, 25).Draw(t, "lines"), ends)
		if rapid.Bool().Draw(t, "ended") {
			text += ends
		}
		return text
	})
}

func TestMerge_of_one_side_is_that_side(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		base, other := texts().Draw(rt, "base"), texts().Draw(rt, "other")
		if merged, differs := postmortem.Merge(base, base, other); merged != other || differs != "" {
			rt.Fatalf("the machine's alone: %q, %q", merged, differs)
		}
		if merged, differs := postmortem.Merge(base, other, base); merged != other || differs != "" {
			rt.Fatalf("people's alone: %q, %q", merged, differs)
		}
		if _, differs := postmortem.Merge(base, other, other); differs != "" {
			rt.Fatalf("both the same differ: %q", differs)
		}
	})
}

func TestMerge_loses_nothing_that_people_added(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		base, theirs := texts().Draw(rt, "base"), texts().Draw(rt, "theirs")
		ours, added := edited(rt, base)
		merged, differs := postmortem.Merge(base, ours, theirs)
		for _, line := range added {
			if !slices.Contains(strings.Split(merged, "\n"), line) {
				rt.Fatalf("%q is lost:\n%q\n+ %q\n+ %q\n= %q", line, base, ours, theirs, merged)
			}
		}
		if strings.Contains(differs, "added by") {
			rt.Fatalf("people's words differ from themselves: %q", differs)
		}
	})
}

// edited is a document in which lines were added, taken out and replaced; and the lines added.
func edited(t *rapid.T, markdown string) (string, []string) {
	lines := strings.Split(markdown, "\n")
	var added []string
	for i := range rapid.IntRange(1, 5).Draw(t, "edits") {
		at := rapid.IntRange(0, len(lines)).Draw(t, "at")
		if at < len(lines) && rapid.Bool().Draw(t, "takes out") {
			lines = slices.Delete(lines, at, at+1)
		}
		line := fmt.Sprintf("added by Ada, %d", i)
		if rapid.Bool().Draw(t, "as a section") {
			line = "## " + line
		}
		at = min(at, len(lines))
		lines = slices.Insert(lines, at, line)
		added = append(added, line)
	}
	added = slices.DeleteFunc(added, func(line string) bool { return !slices.Contains(lines, line) })
	return strings.Join(lines, "\n"), added
}

// Drafting again with nothing new must not change what stands.
func TestMerge_done_twice_is_done_once(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		base, theirs := texts().Draw(rt, "base"), texts().Draw(rt, "theirs")
		ours, _ := edited(rt, base)
		merged, _ := postmortem.Merge(base, ours, theirs)
		if again, differs := postmortem.Merge(theirs, merged, theirs); again != merged || differs != "" {
			rt.Fatalf("%q became %q, %q", merged, again, differs)
		}
	})
}
