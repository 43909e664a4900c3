package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestHome_somebody_declares_from_it_and_finds_the_way_to_the_channel_there(t *testing.T) {
	w := open(t)
	home := w.ada.OpensHome(w.app)
	home.Shows("No incident is open.").Shows("Nothing waits for you.")
	w.ada.Clicks(home, "Declare an incident")
	form := w.ada.Modal()
	w.ada.Chooses(form, "What is broken?", "checkout is down") // which has the form looked over
	w.ada.Fills(form, "How bad is it?", "SEV1").Submits()
	form.Shows("INC-1 is open")
	home.Shows("INC-1 checkout is down").Shows("#inc-1-checkout-down")

	w.grace.OpensHome(w.app).Shows("INC-1 checkout is down")
	w.ada.Clicks(home, "Panel")
	w.ada.Modal().Shows("INC-1 checkout is down")
	w.ada.Clicks(w.ada.Modal(), "Take command")
	home.Shows("Incident commander of INC-1")
	w.ada.Modal().Dismisses()
	w.ada.Clicks(home, "Help")
	w.ada.Modal().Shows("/incident list")
}

func TestHome_shows_what_is_ones_own_and_has_it_done(t *testing.T) {
	w := open(t)
	room := w.declares(w.ada, "checkout is down")
	w.grace.Joins(room)
	w.ada.Types(room, "/incident task roll back 41 @Grace Hopper 20m")
	w.ada.Types(room, "/incident followup alert on it")
	w.ada.Fills(w.ada.Modal(), "Who does it?", w.grace).Submits()
	task := room.Shows("roll back 41")
	room.Shows("alert on it")

	home := w.grace.OpensHome(w.app)
	home.Shows("1 task").Shows("roll back 41").Shows("1 follow-up").Shows("alert on it")
	w.grace.Clicks(home, "Edit") // the first of them
	w.grace.Fills(w.grace.Modal(), "What is to be done now?", "roll back 41 for good").Submits()
	home.Shows("roll back 41 for good")
	w.grace.ClicksTwice(home, "Done")
	task.Shows("done by @Grace Hopper")
	home.Shows("Yours to do after")
	w.quiet()
	if strings.Contains(home.Text(), "roll back") {
		t.Errorf("what is done is still there:\n%s", home.Text())
	}
	w.grace.Clicks(home, "Done")
	room.Shows("says that a follow-up is done")
	home.Shows("Nothing waits for you.")

	w.ada.Types(room, "/incident task somebody else's")
	w.quiet()
	if strings.Contains(w.grace.OpensHome(w.app).Text(), "somebody else's") {
		t.Error("Home shows a task that is not one's own")
	}
}

func TestHome_keeps_private_incidents_to_those_in_them(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	admin := w.Person("Amy Admin")
	w.serve(func(o *serve.Options) { o.Config.Access.Admins = []string{admin.ID} })
	room := w.declares(w.ada, "somebody is in the vault", "Who may know?", "Private")
	w.ada.Invites(w.bob, room)
	w.ada.Types(room, "/incident task call the guard @Grace Hopper")
	w.ada.Types(room, "/incident task change the locks @Bob Kahn")
	w.quiet()
	w.grace.OpensHome(w.app).Shows("No incident is open.").Shows("Nothing waits for you.")
	admin.OpensHome(w.app).Shows("somebody is in the vault")
	w.ada.OpensHome(w.app).Shows("somebody is in the vault")
	home := w.bob.OpensHome(w.app)
	home.Shows("somebody is in the vault").Shows("change the locks")

	w.ada.Kicks(w.bob, room)
	w.quiet()
	w.bob.Clicks(home, "Done") // on what he still sees
	w.bob.Modal().Shows("You cannot see that incident any more.")
	home.Shows("Nothing waits for you.").Shows("No incident is open.")
	if strings.Contains(home.Text(), "vault") {
		t.Errorf("somebody who was thrown out still sees it:\n%s", home.Text())
	}
}

func TestHome_is_kind_to_a_guest_and_shows_a_drill_as_one(t *testing.T) {
	w := open(t)
	guest := w.Person("Gus Visitor", slacksim.PersonOptions{Guest: slacksim.MultiChannelGuest})
	w.declares(w.ada, "the mail is slow")
	w.ada.Modal().Dismisses()
	w.ada.Types(w.Channel("general"), "/incident checkout is down")
	w.ada.Fills(w.ada.Modal(), "Is it real?", "It is a drill").Submits()
	room := w.ChannelNamed("drill-2")
	home := guest.OpensHome(w.app)
	home.Shows("incidents are declared by members").Shows("Tell any member what is broken").Shows("No incident is open that you are in.")
	w.ada.Invites(guest, room)
	w.quiet()
	guest.Clicks(home, "Refresh")
	home.Shows("DRILL INC-2 checkout is down")
	if text := home.Text(); strings.Contains(text, "the mail") || strings.Contains(text, "[Declare") || strings.Contains(text, "[Panel]") {
		t.Errorf("a guest sees:\n%s", text)
	}
}

func TestHome_of_somebody_who_left_stops_nothing(t *testing.T) {
	w := open(t)
	w.bob.OpensHome(w.app).Shows("No incident is open.")
	w.bob.OpensHome(w.app)
	w.bob.Deactivates()
	w.declares(w.ada, "checkout is down").Card().Shows("checkout is down")
	w.quiet()
	if left := w.query("select kind from river_job where state not in ('completed', 'available', 'scheduled') and kind = 'home'"); len(left) != 0 {
		t.Errorf("%d drawings of Home are left over", len(left))
	}
}
