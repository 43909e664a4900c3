package extract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

// monotonous is a channel of n messages that are put together from few pieces, so that no two are the
// same and none is new; once holds those that are said once, by where they stand.
func monotonous(n int, once map[int]string) *material.Material {
	things := []string{"the scanner", "label-printer-3", "the conveyor", "gate-12", "the scale", "the sorter", "the dock door", "tablet-9"}
	states := []string{"is stuck", "works again", "shows error 17", "is slow", "drops its connection", "is fine as far as I see", "prints as it should", "answers late", "still fails"}
	places := []string{"in hall B", "for the night shift", "behind the ramp", "since we moved it", "says the foreman", "on the second try", "after a reset"}
	m := channel()
	for i := range n {
		text := fmt.Sprintf("%s %s %s, photo %d", things[i%8], states[i/5%9], places[i/3%7], i)
		if i%83 == 0 {
			text = fmt.Sprintf("rebooted reader-%d, and %s %s", i, things[i/83%8], states[i/249%9])
		}
		if said := once[i]; said != "" {
			text = said
		}
		say(m, tuesday.Add(time.Duration(i)*9*time.Second), []string{"ada", "bo", "cy"}[i%3], false, text)
	}
	return m
}

func TestSummarise_of_a_monotonous_channel(t *testing.T) {
	t.Parallel()
	for _, size := range []int{2_000, 10_000} {
		for name, said := range map[string][]string{
			"in phrases of ours": {"found it: the licence of the badge server expired at midnight", "rolled back the badge server to 8.2 by hand", "decided to order spare readers every spring"},
			"in other words":     {"the badge server's licence is from last year", "put the old badge image onto every reader manually", "we order spare readers each spring, that is settled"},
		} {
			t.Run(fmt.Sprintf("%d messages, %s", size, name), func(t *testing.T) {
				t.Parallel()
				m := monotonous(size, map[int]string{size / 10: said[0], size / 2: said[1], size * 9 / 10: said[2]})
				x := summarise(t, m)
				for _, fact := range said {
					if section(x, fact) == "" {
						t.Errorf("%q is not in\n%s", fact, all(x))
					}
				}
				if len(x.FollowUps) > 0 {
					t.Errorf("proposed: %q", titles(x))
				}
				if n := repeated(x.Claims); n > 2 {
					t.Errorf("one thing is said %d times:\n%s", n, all(x))
				}
				if n := inSection(x, incident.SectionStatus); 2*n > extract.MaxClaims {
					t.Errorf("%d lines say how things stood:\n%s", n, all(x))
				}
			})
		}
	}
}

func TestSummarise_of_lines_that_differ_in_figures_has_the_first_and_the_last(t *testing.T) {
	t.Parallel()
	lines := []string{"ada: customers cannot pay, 40% of orders fail"}
	for i := range 20 {
		lines = append(lines, fmt.Sprintf("bo: replica orders-db-2 is still behind, lag %d seconds", 900-40*i))
	}
	text := all(summarise(t, channel(lines...)))
	for lag, want := range map[string]bool{"lag 900 ": true, "lag 500 ": false, "lag 140 ": true} {
		if strings.Contains(text, lag) != want {
			t.Errorf("it has %q: %t\n%s", lag, !want, text)
		}
	}
}

func TestSummarise_tells_what_is_denied_from_what_repeats_it(t *testing.T) {
	t.Parallel()
	lines := []string{"ada: customers cannot pay, 40% of orders fail"}
	for i := range 6 {
		lines = append(lines, fmt.Sprintf("bo: search on node %d does not work", 20+i))
	}
	lines = append(lines, "cy: search on node 23 works", "bo: search on node 27 does not work")
	if text := all(summarise(t, channel(lines...))); !strings.Contains(text, "node 23 works") {
		t.Errorf("the good news is not in\n%s", text)
	}
}

// repeated is how often the lines say the same thing, but for figures.
func repeated(claims []incident.Claim) int {
	times, most := map[string]int{}, 0
	for _, c := range claims {
		kind := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return -1
			}
			return r
		}, c.Text)
		times[kind]++
		most = max(most, times[kind])
	}
	return most
}

func inSection(x extract.Extract, section incident.Section) int {
	n := 0
	for _, c := range x.Claims {
		if c.Section == section {
			n++
		}
	}
	return n
}
