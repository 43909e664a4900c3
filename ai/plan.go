package ai

import (
	"context"
	"hash/fnv"
	"regexp"
	"slices"
	"time"
	"unicode"

	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

// plan says which message is read in which part. It holds no text: a first pass over the channel makes it,
// and a second one, which may stop in the middle and be taken up again, fills the parts.
type plan struct {
	messages int // that stand, those that are not read too
	sizes    []int
	at       map[incident.MessageID]int   // the part of a message, of its first piece
	more     map[incident.MessageID][]int // the parts of the other pieces of a long one
	split    map[incident.MessageID]bool  // threads that lie in several parts
}

func (p *plan) parts() int { return len(p.sizes) }

// pieces are the parts in which a message is read, in order; none when it is not read.
func (p *plan) pieces(id incident.MessageID) []int {
	first, ok := p.at[id]
	if !ok {
		return nil
	}
	return append([]int{first}, p.more[id]...)
}

// lineTokens is what a message costs besides its words: its id, its time, its author, punctuation.
const lineTokens = 22

// planned is a message to be read, or a piece of a long one.
type planned struct {
	id     incident.MessageID
	at     time.Time
	thread int // which thread it is in, by the order in which threads begin; a message alone is one, too
	tokens int
}

// block is what stays together: a thread with all its replies, if it is not too long.
type block struct {
	at     time.Time
	tokens int
	lines  []planned
}

// planFor reads the channel through and decides what is read together. Numbering people here, in the order
// of the channel, gives them the same aliases whenever it is read again.
func planFor(ctx context.Context, m *material.Material, since time.Time, most int, tokens func(string) int, who *people) (*plan, error) {
	p := &plan{at: map[incident.MessageID]int{}, more: map[incident.MessageID][]int{}, split: map[incident.MessageID]bool{}}
	threads := map[incident.MessageID]int{}
	var lines []planned
	var heard repeats
	for said, err := range m.Said() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if !said.At.After(since) {
			continue
		}
		p.messages++
		if saysNothing(said) || said.Bot && heard.again(said) {
			continue
		}
		who.as(said.Author)
		for _, id := range material.Mentioned(said.Text) {
			who.as(id)
		}
		root := said.Thread
		if root == "" {
			root = said.ID
		}
		thread, ok := threads[root]
		if !ok {
			thread = len(threads)
			threads[root] = thread
		}
		all := tokens(said.Plain)
		for _, f := range said.Files {
			all += tokens(f.Name)
		}
		half := max(most/2, 1) // the pieces of a message are half a part at most
		n := max((all+half-1)/half, 1)
		for range n {
			lines = append(lines, planned{id: said.ID, at: said.At, thread: thread, tokens: all/n + lineTokens})
		}
	}
	blocks := together(lines, most, p.split, threads)
	p.place(blocks, cuts(blocks, most))
	return p, nil
}

// together makes blocks of lines: one for each thread, in the order in which they begin, and several for one
// that is longer than a part.
func together(lines []planned, most int, split map[incident.MessageID]bool, threads map[incident.MessageID]int) []block {
	slices.SortStableFunc(lines, func(a, b planned) int { return a.thread - b.thread })
	long := map[int]bool{}
	var blocks []block
	for i, line := range lines {
		last := len(blocks) - 1
		switch {
		case i > 0 && lines[i-1].thread == line.thread && blocks[last].tokens+line.tokens <= most:
			blocks[last].tokens += line.tokens
			blocks[last].lines = append(blocks[last].lines, line)
		default:
			if i > 0 && lines[i-1].thread == line.thread {
				long[line.thread] = true
			}
			blocks = append(blocks, block{at: line.at, tokens: line.tokens, lines: []planned{line}})
		}
	}
	for root, thread := range threads {
		if long[thread] {
			split[root] = true
		}
	}
	return blocks
}

// cuts says where parts begin: each is as long as allowed, or ends up to a quarter sooner where the silence
// is longest.
func cuts(blocks []block, most int) []int {
	var begins []int
	for from := 0; from < len(blocks); {
		begins = append(begins, from)
		total, end := 0, from
		best, silence := 0, time.Duration(-1)
		for end < len(blocks) && (end == from || total+blocks[end].tokens <= most) {
			total += blocks[end].tokens
			end++
			if end == len(blocks) || total < most*3/4 {
				continue
			}
			if gap := blocks[end].at.Sub(blocks[end-1].at); gap >= silence {
				best, silence = end, gap
			}
		}
		if end == len(blocks) || best == 0 {
			best = end
		}
		from = best
	}
	return begins
}

// place writes down which part each line has come to lie in.
func (p *plan) place(blocks []block, begins []int) {
	p.sizes = make([]int, len(begins))
	part := -1
	for i, b := range blocks {
		if part+1 < len(begins) && begins[part+1] == i {
			part++
		}
		for _, line := range b.lines {
			p.sizes[part]++
			if _, known := p.at[line.id]; known {
				p.more[line.id] = append(p.more[line.id], part)
			} else {
				p.at[line.id] = part
			}
		}
	}
}

// saysNothing reports whether a message holds no word and no file: emoji, punctuation.
func saysNothing(said material.Said) bool {
	if len(said.Files) > 0 {
		return false
	}
	for _, r := range emojiCode.ReplaceAllString(said.Plain, "") {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

var emojiCode = regexp.MustCompile(`:[a-z0-9_+'-]+:`)

// repeats knows what programs have posted: an alert that fires every minute is read a few times, not a
// thousand.
type repeats struct{ posts map[uint64]int }

// again reports whether a program's message says no more than earlier ones: the very same, or the third of
// a kind in which only figures differ.
func (r *repeats) again(said material.Said) bool {
	const enough = 3
	if r.posts == nil {
		r.posts = map[uint64]int{}
	}
	hash := func(kind, text string) uint64 {
		h := fnv.New64a()
		_, _ = h.Write([]byte(kind + "\x00" + string(said.Author) + "\x00" + text))
		return h.Sum64()
	}
	same, like := hash("same", said.Plain), hash("like", figures.ReplaceAllString(said.Plain, "0"))
	r.posts[same]++
	if r.posts[same] > 1 {
		return true
	}
	r.posts[like]++
	return r.posts[like] > enough
}

var figures = regexp.MustCompile(`[0-9a-f]*[0-9][0-9a-f]*`)
