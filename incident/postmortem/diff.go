package postmortem

import (
	"slices"
	"strings"
)

// hunk says that lines from..until of the old text became lines newFrom..newUntil of the new one.
type hunk struct{ from, until, newFrom, newUntil int }

// diff finds what became of a text, by patience: lines that occur once on either side anchor the
// comparison, then again between the anchors, and last lines that begin alike. Unlike a shortest edit it never pairs up lines merely
// because both are blank, and it takes n log n steps.
func diff(old, now []string) []hunk {
	d := differ{old: old, now: now}
	d.between(0, len(old), 0, len(now))
	return d.hunks
}

type differ struct {
	old, now []string
	hunks    []hunk
}

// between compares old[a:b] with now[x:y].
func (d *differ) between(a, b, x, y int) {
	for a < b && x < y && d.old[a] == d.now[x] {
		a, x = a+1, x+1
	}
	// What is the same at the end needs no hunk.
	for a < b && x < y && d.old[b-1] == d.now[y-1] {
		b, y = b-1, y-1
	}
	if a == b && x == y {
		return
	}
	anchors, changed := d.anchors(a, b, x, y, func(line string) string { return line }), false
	if len(anchors) == 0 {
		anchors, changed = d.anchors(a, b, x, y, opening), true
	}
	if len(anchors) == 0 {
		d.hunks = append(d.hunks, hunk{a, b, x, y})
		return
	}
	for _, at := range anchors {
		d.between(a, at.old, x, at.now)
		if changed {
			d.hunks = append(d.hunks, hunk{at.old, at.old + 1, at.now, at.now + 1})
		}
		a, x = at.old+1, at.now+1
	}
	d.between(a, b, x, y)
}

// opening is how a line begins: two lines with one opening, such as "- **Severity:**", are one line that
// was changed. It is empty for a line that is nothing besides.
func opening(line string) string {
	words := strings.Fields(line)
	if len(words) < 3 {
		return ""
	}
	return words[0] + " " + words[1]
}

// pair is a line of the old text and its like in the new one.
type pair struct{ old, now int }

// anchors are the most lines, in the order of both texts, whose key occurs once in each stretch.
func (d *differ) anchors(a, b, x, y int, key func(line string) string) []pair {
	type places struct{ olds, nows, now int }
	seen := map[string]places{}
	for i := a; i < b; i++ {
		p := seen[key(d.old[i])]
		p.olds++
		seen[key(d.old[i])] = p
	}
	for i := x; i < y; i++ {
		p := seen[key(d.now[i])]
		p.nows, p.now = p.nows+1, i
		seen[key(d.now[i])] = p
	}
	var once []pair
	for i := a; i < b; i++ {
		k := key(d.old[i])
		if p := seen[k]; k != "" && p.olds == 1 && p.nows == 1 {
			once = append(once, pair{i, p.now})
		}
	}
	return longestRising(once)
}

// longestRising keeps the longest part of pairs whose places in the new text rise too.
func longestRising(pairs []pair) []pair {
	var tails []int // tails[n] ends the best run of n+1 pairs
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n, _ := slices.BinarySearchFunc(tails, p.now, func(tail, now int) int { return pairs[tail].now - now })
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	if len(tails) == 0 {
		return nil
	}
	var run []pair
	for i := tails[len(tails)-1]; i >= 0; i = before[i] {
		run = append(run, pairs[i])
	}
	slices.Reverse(run)
	return run
}
