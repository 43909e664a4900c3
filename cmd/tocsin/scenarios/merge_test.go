package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// second has somebody declare another incident, and returns its channel.
func (w *world) second(who *slacksim.Person, title string, more ...any) *slacksim.Room {
	w.t.Helper()
	who.Types(w.Channel("general"), "/incident")
	who.Fills(who.Modal(), append([]any{"What is broken?", title}, more...)...).Submits()
	room := w.ChannelNamed("inc-2")
	w.quiet()
	who.Modal().Dismisses()
	return room
}

func TestMerge_moves_people_over_and_links_both(t *testing.T) {
	w := open(t)
	shop := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	cards := w.second(w.grace, "cards are declined")
	w.bob.Joins(cards)
	w.bob.Says(cards, "since 02:40")
	w.quiet()
	announced := w.incidents.Shows("cards are declined")

	w.grace.Types(cards, "/incident merge INC-1 the same deploy")
	cards.Shows("Part of INC-1").Shows("the same deploy")
	cards.Card().Shows("part of INC-1 → #" + shop.Name())
	shop.Shows("INC-2 is part of this one, says @Grace Hopper").Shows("cards are declined").Shows("#" + cards.Name())
	shop.AwaitMember(w.bob)
	shop.AwaitMember(w.grace)
	announced.Shows("part of INC-1")
	w.quiet()
	w.once(shop, "INC-2 is part of this one")
	if got := w.query("select number::text from incident where counts"); !slices.Equal(got, []string{"1"}) {
		t.Errorf("counted as incidents are %q", got)
	}
	if got := w.query("select distinct incident::text from activity"); !slices.Equal(got, []string{"1"}) {
		t.Errorf("people worked on %q", got)
	}
	w.grace.Types(cards, "/incident severity SEV1").Shows("INC-2 is part of INC-1")
	w.ada.Types(w.Channel("general"), "/incident list").Shows("1 incident open")

	w.grace.Clicks(cards.Card(), "Reopen")
	cards.Shows("Reopened by")
	announced.Shows("investigating")
	w.quiet()
	if got := w.query("select status from incident where number = 2 and merged_into is null"); !slices.Equal(got, []string{"investigating"}) {
		t.Errorf("reopened, it is %q", got)
	}
}

func TestMerge_asks_which_when_none_is_named(t *testing.T) {
	w := open(t)
	shop := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	w.ada.Types(shop, "/incident merge").Shows("No other incident is open")
	w.ada.Types(shop, "/incident merge INC-1").Shows("cannot be part of itself")
	w.ada.Types(shop, "/incident merge INC-9").Shows("There is no INC-9 that you may see")
	cards := w.second(w.grace, "cards are declined")
	w.grace.Types(cards, "/incident merge")
	w.grace.Fills(w.grace.Modal(), "Which incident is this one part of?", "INC-1 checkout is down").Submits()
	cards.Card().Shows("part of INC-1")
	w.ada.Types(shop, "/incident merge INC-2").Shows("INC-2 is merged")
}

func TestMerge_keeps_what_is_private_private(t *testing.T) {
	w := open(t)
	shop := w.declares(w.ada, "checkout is down")
	w.ada.Modal().Dismisses()
	vault := w.second(w.grace, "somebody reads our mail", "Who may know?", []string{"Private"})
	w.bob.Joins(shop)
	w.quiet()
	announced := w.incidents.Shows("checkout is down")

	w.grace.Types(vault, "/incident merge INC-1").Shows("INC-2 is private and INC-1 is not")
	w.ada.Types(shop, "/incident merge INC-2").Shows("There is no INC-2 that you may see")
	w.grace.Joins(shop)
	w.grace.Types(shop, "/incident merge INC-2")
	shop.Card().Shows("part of another incident")
	announced.Shows("part of another incident")
	vault.Shows("INC-1 is part of this one")
	w.ada.Types(shop, "/incident severity SEV1").Shows("INC-1 is part of another incident")
	w.quiet()
	for _, room := range []*slacksim.Room{shop, w.incidents} {
		for _, text := range room.Texts() {
			if strings.Contains(text, "mail") || strings.Contains(text, "INC-2") {
				t.Errorf("#%s tells of the private one:\n%s", room.Name(), text)
			}
		}
	}
	if vault.Has(w.bob) || vault.Has(w.ada) {
		t.Error("people of the public one are in the private channel")
	}
}
