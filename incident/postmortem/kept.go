package postmortem

import (
	"math/bits"
	"strings"
	"unicode"
)

// maxCompared is how many words of either text are compared at most: a thousand pages, and half a
// second.
const maxCompared = 150_000

// Kept counts how many words of a machine's text still stand in the text as it is now, in order, and
// how many words it had. What the machine asks people, and the line on what made the text, are not
// counted: the one is there to be replaced, the other stays by itself.
func Kept(machine, now string) (kept, words int) {
	a, b := wordsOf(machine), wordsOf(now)
	words = len(a)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b, kept = a[1:], b[1:], kept+1
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b, kept = a[:len(a)-1], b[:len(b)-1], kept+1
	}
	a, b = a[:min(len(a), maxCompared)], b[:min(len(b), maxCompared)]
	return kept + longestCommon(a, b), words
}

// wordsOf are the words of a text. Marks alone, such as those of a list, are none.
func wordsOf(markdown string) []string {
	var words []string
	for _, line := range lines(markdown) {
		if strings.Contains(line, Question) || strings.HasPrefix(line, Provenance) {
			continue
		}
		for _, word := range strings.Fields(line) {
			if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
				words = append(words, word)
			}
		}
	}
	return words
}

// longestCommon is the length of the longest common subsequence, 64 words at a time: 10,000 words
// against 10,000 others take some milliseconds.
//
// Source: Hyyrö, "Bit-parallel LCS-length computation revisited" (2004). A zero bit in row stands for a
// word of a at which the common subsequence grows.
func longestCommon(a, b []string) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	places := map[string][]int{}
	for i, word := range a {
		places[word] = append(places[word], i)
	}
	row := make([]uint64, (len(a)+63)/64)
	for i := range row {
		row[i] = ^uint64(0)
	}
	match := make([]uint64, len(row))
	for _, word := range b {
		at := places[word]
		if len(at) == 0 {
			continue
		}
		for _, i := range at {
			match[i/64] |= 1 << (i % 64)
		}
		var carry uint64
		for i, v := range row {
			u := v & match[i]
			var sum uint64
			sum, carry = bits.Add64(v, u, carry)
			row[i] = sum | (v - u)
		}
		for _, i := range at {
			match[i/64] = 0
		}
	}
	n := 0
	for i := range len(a) {
		if row[i/64]>>(i%64)&1 == 0 {
			n++
		}
	}
	return n
}
