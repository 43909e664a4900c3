package main

import (
	"errors"
	"slices"
	"time"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// declaration is what became of one form that was sent.
type declaration struct {
	submitted time.Time
	acked     time.Duration // until the form said that the incident opens
	room      *slacksim.Room
	calls     []slacksim.Call // since the submission
	trips     []statement     // to the database, likewise
}

// The calls that a person waits for. Each counts as done when it was answered.

func (d *declaration) create() (slacksim.Call, error) {
	return d.first("conversations.create", "", "")
}

func (d *declaration) invite() (slacksim.Call, error) {
	return d.first("conversations.invite", "channel", d.room.ID())
}

// card is the first message in the channel.
func (d *declaration) card() (slacksim.Call, error) {
	return d.first("chat.postMessage", "channel", d.room.ID())
}

func (d *declaration) announcement(broadcast *slacksim.Room) (slacksim.Call, error) {
	return d.first("chat.postMessage", "channel", broadcast.ID())
}

// first is the first successful call of a method with an argument.
func (d *declaration) first(method, key, value string) (slacksim.Call, error) {
	for _, c := range d.calls {
		if c.Method == method && c.OK && c.Args[key] == value {
			return c, nil
		}
	}
	return slacksim.Call{}, errors.New("the bot made no call of " + method)
}

// since is how long after the submission a call was answered.
func (d *declaration) since(c slacksim.Call) time.Duration { return end(c).Sub(d.submitted) }

func end(c slacksim.Call) time.Time { return c.At.Add(c.Took) }

// inSequence is how many calls were made one after the other up to and including this one: the longest
// chain of calls of which each began when the one before had been answered.
func (d *declaration) inSequence(last slacksim.Call) int {
	calls := slices.Clone(d.calls)
	slices.SortFunc(calls, func(a, b slacksim.Call) int { return a.At.Compare(b.At) })
	longest := map[int]int{} // by the call's number, the longest chain that ends with it
	for i, c := range calls {
		longest[c.Seq] = 1
		for _, before := range calls[:i] {
			if !end(before).After(c.At) {
				longest[c.Seq] = max(longest[c.Seq], longest[before.Seq]+1)
			}
		}
	}
	return longest[last.Seq]
}
