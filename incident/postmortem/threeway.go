package postmortem

import (
	"regexp"
	"slices"
	"strings"
)

// threeWay merges lines that two have changed, as diff3 does, but for two things: changes that lie side
// by side without sharing a line are both taken, and so are lines that both put in at one place.
//
// Source: Khanna, Kunal, Pierce, "A Formal Investigation of Diff3" (2007).
type threeWay struct {
	base, ours, theirs []string // in units
	// refused are theirs where ours stayed.
	refused []string

	out []string
	at  int // lines of base that are dealt with
}

func (t *threeWay) merge() []string {
	mine, yours := diff(t.base, t.ours), diff(t.base, t.theirs)
	for len(mine) > 0 || len(yours) > 0 {
		switch {
		case len(yours) == 0 || len(mine) > 0 && before(mine[0], yours[0]):
			if len(yours) > 0 && bothAdd(mine[0], yours[0]) {
				t.both(mine[0], yours[0])
				mine, yours = mine[1:], yours[1:]
				continue
			}
			t.take(mine[0], t.ours)
			mine = mine[1:]
		case len(mine) == 0 || before(yours[0], mine[0]):
			t.take(yours[0], t.theirs)
			yours = yours[1:]
		default:
			mine, yours = t.clash(mine, yours)
		}
	}
	return append(t.out, t.base[t.at:]...)
}

// before reports whether a change ends where another begins, or earlier.
func before(a, b hunk) bool {
	return a.until <= b.from && (a.from < b.from || a.until < b.until || bothAdd(a, b))
}

// bothAdd reports whether two changes put lines in at one place and take none away.
func bothAdd(a, b hunk) bool {
	return a.from == a.until && b.from == b.until && a.from == b.from
}

// take makes one side's change.
func (t *threeWay) take(h hunk, side []string) {
	t.out = append(t.out, t.base[t.at:h.from]...)
	t.out = append(t.out, side[h.newFrom:h.newUntil]...)
	t.at = h.until
}

// both puts in what both put in at one place: people's lines first, and no line twice.
func (t *threeWay) both(mine, yours hunk) {
	t.take(mine, t.ours)
	ours, theirs := t.ours[mine.newFrom:mine.newUntil], t.theirs[yours.newFrom:yours.newUntil]
	if !slices.ContainsFunc(theirs, func(line string) bool { return !blank(line) && !slices.Contains(ours, line) }) {
		return
	}
	if !blank(ours[len(ours)-1]) && !blank(theirs[0]) && !item.MatchString(theirs[0]) {
		t.out = append(t.out, "") // or two paragraphs would be drawn into one
	}
	t.out = append(t.out, theirs...)
}

// item begins a line that no paragraph above can draw to itself.
var item = regexp.MustCompile("^ *([-*+>|#]|\\d+[.)]|```|~~~)")

// clash keeps people's lines where changes of both share lines, and the machine's for the telling. It
// returns the changes that are left.
func (t *threeWay) clash(mine, yours []hunk) ([]hunk, []hunk) {
	from := min(mine[0].from, yours[0].from)
	until := max(mine[0].until, yours[0].until)
	m, y := 1, 1
	for more := true; more; {
		more = false
		for ; m < len(mine) && mine[m].from < until; m++ {
			until, more = max(until, mine[m].until), true
		}
		for ; y < len(yours) && yours[y].from < until; y++ {
			until, more = max(until, yours[y].until), true
		}
	}
	ours := span(t.ours, mine[:m], from, until)
	theirs := span(t.theirs, yours[:y], from, until)
	t.out = append(t.out, t.base[t.at:from]...)
	t.out = append(t.out, ours...)
	t.at = until
	switch {
	case equal(ours, theirs):
	case len(trim(theirs)) == 0:
		left := slices.DeleteFunc(slices.Clone(t.base[from:until]), func(line string) bool { return strings.Contains(line, Question) })
		if len(trim(left)) > 0 { // a question that was answered is nobody's loss
			t.refused = append(append(t.refused, "_The new draft leaves out:_", ""), left...)
		}
	default:
		t.refused = append(t.refused, theirs...)
	}
	return mine[m:], yours[y:]
}

// span are the lines of a side that stand for base[from:until], of which hunks are its changes.
func span(side []string, hunks []hunk, from, until int) []string {
	first, last := hunks[0], hunks[len(hunks)-1]
	return side[first.newFrom-(first.from-from) : last.newUntil+(until-last.until)]
}
