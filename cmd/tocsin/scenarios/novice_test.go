package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// novice joined on Monday. They can read, press what a text names, and answer a question with a sentence; they know
// nothing of incidents.
type novice struct {
	*slacksim.Person
	w    *world
	room *slacksim.Room
}

// maxSteps is more than any incident takes that gets anywhere.
const maxSteps = 20

// order is something that a text tells a person to do.
type order struct{ verb, what string }

// orders are what a text tells to press, to choose and to type, in the order in which it does.
func orders(text string) []order {
	var all []order
	lower := strings.ToLower(text)
	for at := 0; at < len(text); at++ {
		for _, verb := range []string{"press ", "choose ", "type "} {
			if strings.HasPrefix(lower[at:], verb) && (at == 0 || text[at-1] == ' ') {
				all = append(all, order{strings.TrimSpace(verb), text[at+len(verb):]})
			}
		}
	}
	return all
}

// labelIn is the longest of some labels that a text begins with; empty when it begins with none.
func labelIn(text string, labels []string) string {
	longest := ""
	for _, label := range labels {
		if strings.HasPrefix(text, label) && len(label) > len(longest) {
			longest = label
		}
	}
	return longest
}

// next is the line of the card that says what to do now.
func (n *novice) next() string {
	_, after, ok := strings.Cut(n.room.Card().Text(), "Next: ")
	if !ok {
		return ""
	}
	line, _, _ := strings.Cut(after, "\n")
	return line
}

// closed reports whether the card says that it is over.
func (n *novice) closed() bool { return strings.Contains(n.room.Card().Text(), "Closed") }

// followsNext does what the Next line says, and nothing else, until the incident is closed.
func (n *novice) followsNext() {
	t := n.w.t
	for range maxSteps {
		n.w.quiet()
		if n.closed() {
			return
		}
		line := n.next()
		todo := orders(line)
		if len(todo) == 0 {
			t.Fatalf("Next says nothing that one could do: %q", line)
		}
		for i, o := range todo {
			switch o.verb {
			case "choose": // was said of the form before it
			case "type":
				n.types(o.what)
			default:
				then := ""
				if i+1 < len(todo) && todo[i+1].verb == "choose" {
					then = todo[i+1].what
				}
				n.presses(line, o.what, then)
			}
			n.w.quiet()
			if n.next() != line {
				break
			}
		}
		if !n.closed() && n.next() == line {
			t.Fatalf("Next was done as it says, and says the same again: %q", line)
		}
	}
	t.Fatalf("the incident does not end; the card says:\n%s", n.room.Card().Text())
}

// types types a command that a text names, and something of their own behind it where the text asks for that.
func (n *novice) types(text string) {
	switch words := strings.Fields(strings.NewReplacer(".", " ", ",", " ", ":", " ").Replace(text)); {
	case words[0] == "/invite":
		n.Invites(n.w.grace, n.room)
		return
	case words[0] == "/incident" && len(words) > 1:
		n.Types(n.room, "/incident "+words[1]+" look at the deploy that broke it")
	default:
		n.w.t.Fatalf("Next names no command: %q", text)
	}
	n.fills("")
}

// presses presses the button of the card that a text names.
func (n *novice) presses(line, text, choose string) {
	button := labelIn(text, n.room.Card().Buttons())
	if button == "" {
		n.w.t.Fatalf("Next names what is not on the screen: %q; there is %q", line, n.room.Card().Buttons())
	}
	n.Clicks(n.room.Card(), button)
	n.fills(choose)
}

// fills answers the form that is open, if one is, with a sentence wherever there must be one, and with what the text
// says to choose.
func (n *novice) fills(choose string) {
	if !n.HasModal() {
		return
	}
	form := n.Modal()
	fields := form.Fields()
	if len(fields) == 0 {
		n.w.t.Fatalf("the novice stands before a window with nothing to fill in:\n%s", form.Text())
	}
	if choose != "" {
		n.Fills(form, fields[0], strings.Trim(strings.Fields(choose)[0], ".,;:"))
	}
	for range len(fields) + 1 {
		out := form.Submits()
		switch out.Kind {
		case slacksim.Closed:
			return
		case slacksim.Updated: // it tells the way
			form.Dismisses()
			return
		case slacksim.Refused:
		default:
			n.w.t.Fatalf("the form ended with %v %s:\n%s", out.Kind, out.Reason, n.Modal().Text())
		}
		for label := range out.Errors {
			n.Fills(form, label, answer(form, label))
		}
	}
	n.w.t.Fatalf("the form takes no answer:\n%s", form.Text())
}

// answer is a sentence where a question asks for one. Where there is something to choose, it is the last, which commits
// to least.
func answer(form *slacksim.Modal, question string) string {
	last := "nobody can pay since half past two"
	_, below, _ := strings.Cut(form.Text(), question+"\n")
	for line := range strings.Lines(below) {
		option, is := strings.CutPrefix(strings.TrimSpace(line), "○ ")
		if !is {
			break
		}
		last, _, _ = strings.Cut(option, " – ")
	}
	return last
}

// followsPanel opens the panel, and presses the button beside the first item that is not ticked, until the incident is
// closed.
func (n *novice) followsPanel() {
	t := n.w.t
	n.w.quiet()
	n.Types(n.room, "/incident")
	panel := n.Modal("INC-1")
	for range maxSteps {
		n.w.quiet()
		if n.closed() {
			return
		}
		before := panel.Text()
		_, todo, ok := strings.Cut(before, "⬜ ")
		if !ok {
			t.Fatalf("the panel has nothing left to do, and the incident is open:\n%s", before)
		}
		item, _, _ := strings.Cut(todo, "\n")
		_, label, beside := strings.Cut(todo, "[")
		label, _, _ = strings.Cut(label, "]")
		if further := strings.Index(todo, "⬜ "); !beside || further >= 0 && further < strings.Index(todo, "[") {
			t.Fatalf("there is nothing to press beside %q:\n%s", item, before)
		}
		n.Clicks(slacksim.Beside(panel, item), label)
		if n.Modal().ID() != panel.ID() {
			n.fills("")
		}
		n.w.quiet()
		if !n.closed() {
			panel.NoLongerShows("⬜ " + item)
		}
	}
	t.Fatalf("the incident does not end; the panel says:\n%s", panel.Text())
}

func TestNovice_runs_an_incident_by_what_Next_says(t *testing.T) {
	for name, answers := range map[string][]any{
		"in_the_open":  nil,
		"in_private":   {"Who may know?", []string{"private"}},
		"which_is_bad": {"How bad is it?", "SEV1"},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			n := novice{Person: w.bob, w: w, room: w.declares(w.bob, "checkout is down", answers...)}
			n.Modal().Dismisses()
			n.followsNext()
		})
	}
}

func TestNovice_runs_an_incident_by_the_panel(t *testing.T) {
	w := open(t)
	n := novice{Person: w.bob, w: w, room: w.declares(w.bob, "checkout is down")}
	n.Modal().Dismisses()
	n.followsPanel()
	ticked := n.room.Texts()
	for _, told := range []string{"is Incident commander", "Status update", "is Communications lead", "Note", "identified", "monitoring", "Resolved by", "recorded a follow-up", "Closed by"} {
		if !slices.ContainsFunc(ticked, func(text string) bool { return strings.Contains(text, told) }) {
			t.Errorf("an incident run by the panel lacks %q", told)
		}
	}
}

func TestNovice_begins_with_what_may_be_nothing(t *testing.T) {
	for name, follow := range map[string]func(*novice){"by_what_Next_says": (*novice).followsNext, "by_the_panel": (*novice).followsPanel} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			w.bob.Types(w.Channel("general"), "/incident triage checkout may be slow")
			n := novice{Person: w.bob, w: w}
			n.fills("")
			n.room = w.ChannelNamed("inc-")
			follow(&n)
		})
	}
}
