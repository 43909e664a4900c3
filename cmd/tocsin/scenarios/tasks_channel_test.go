package scenarios

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestTasks_are_given_taken_and_done_in_the_channel(t *testing.T) {
	w := open(t)
	ada, grace, bob := w.ada, w.grace, w.bob
	room := w.declares(ada, "checkout is down")
	grace.Joins(room)
	bob.Joins(room)

	ada.Types(room, "/incident task roll back <41> & tell @here @Grace Hopper 20m")
	task := room.Shows("roll back <41> & tell @here")
	task.Shows("@Grace Hopper does it · by")
	task.Shows("given by @Ada Lovelace")

	bob.Clicks(task, "Take it")
	task.Shows("@Bob Kahn does it")
	bob.Replies(task, "41 is going back now")
	bob.ClicksTwice(task, "Done")
	task.Shows("done by @Bob Kahn")
	grace.Clicks(task, "Not done yet")
	task.Shows("[Done]")
	grace.Clicks(task, "Edit")
	grace.Fills(grace.Modal(), "What is to be done now?", "roll back 41 for good", "Not needed any more?", "Drop it").Submits()
	task.Shows("dropped by @Grace Hopper")

	w.quiet()
	told := w.query("select what || ' by ' || by || ' for ' || person from timeline_entry where kind = 'task' order by id")
	want := []string{"added by ADA for GRACE", "taken by BOB for BOB", "done by BOB for BOB", "reopened by GRACE for BOB", "dropped by GRACE for BOB"}
	names := strings.NewReplacer(ada.ID, "ADA", grace.ID, "GRACE", bob.ID, "BOB")
	if got := names.Replace(strings.Join(told, "\n")); got != strings.Join(want, "\n") {
		t.Errorf("the timeline tells of the task:\n%s", got)
	}
	if n := len(slices.DeleteFunc(room.Texts(), func(m string) bool { return !strings.Contains(m, "roll back") })); n != 1 {
		t.Errorf("the task has %d messages in the channel:\n%s", n, strings.Join(room.Texts(), "\n"))
	}
	timeline := ada.Types(room, "/incident timeline").Text()
	if !strings.Contains(timeline, "task taken · @Bob Kahn") {
		t.Errorf("the timeline does not say who took the task:\n%s", timeline)
	}
}

func TestTasks_ring_whoever_gets_one_later(t *testing.T) {
	w := open(t)
	ada, grace := w.ada, w.grace
	room := w.declares(ada, "checkout is down")
	grace.Joins(room)
	ada.Types(room, "/incident task roll back 41 @Grace Hopper")
	room.Shows("@Grace Hopper does it") // the message names her
	ada.Types(room, "/incident task call the bank")
	bank := room.Shows("call the bank")
	ada.Clicks(bank, "Edit")
	ada.Fills(ada.Modal(), "Who does it?", grace).Submits()
	room.Shows("@Ada Lovelace gave a task to @Grace Hopper.").Shows("call the bank")
	bank.Shows("@Grace Hopper does it")
	ada.Clicks(bank, "Take it")
	bank.Shows("@Ada Lovelace does it") // she knows
	w.quiet()
	w.once(room, "gave a task to")
}

func TestTasks_bring_whoever_gets_one_into_the_channel(t *testing.T) {
	w := open(t)
	ada, grace, bob := w.ada, w.grace, w.bob
	room := w.declares(ada, "checkout is down")
	ada.Types(room, "/incident task roll back 41 @Grace Hopper")
	room.AwaitMember(grace)
	bank := room.Shows("roll back 41")
	ada.Clicks(bank, "Edit")
	ada.Fills(ada.Modal(), "Who does it?", bob).Submits()
	room.AwaitMember(bob)

	secret := w.second(ada, "keys leaked", "Who may know?", "Private")
	ada.Types(secret, "/incident task change the keys @Grace Hopper")
	secret.Shows("@Grace Hopper does it")
	w.quiet()
	if slices.Contains(secret.Members(), grace.Name) {
		t.Error("a task has brought somebody into a private incident")
	}
}

func TestTasks_are_made_of_messages(t *testing.T) {
	w := open(t)
	ada, grace := w.ada, w.grace
	room := w.declares(ada, "checkout is down")
	grace.Joins(room)
	said := ada.Says(room, "somebody must call the bank\nit opens at nine")

	grace.ShortcutOn(said, "Make it a task")
	grace.Fills(grace.Modal(), "Who does it?", ada, "By when?", time.Date(2030, 1, 2, 9, 0, 0, 0, time.UTC))
	first, second := grace.Modal().SubmitsTwice()
	if first.Errors != nil || second.Errors != nil {
		t.Errorf("the form sent twice: %+v, then %+v", first, second)
	}
	room.Shows("🔧 somebody must call the bank").Shows("from a message")

	grace.ShortcutOn(said, "Make it a follow-up")
	grace.Fills(grace.Modal(), "What will be done?", "have the bank's number at hand").Submits()
	room.Shows("recorded a follow-up")
	ada.Types(room, "/incident task")
	ada.Modal().Shows("somebody must call the bank").Shows("@Ada Lovelace does it")
	ada.Modal().Dismisses()

	w.quiet()
	if got := w.query("select title from task"); !slices.Equal(got, []string{"somebody must call the bank"}) {
		t.Errorf("the tasks are %q", got)
	}
	if got := w.query("select cites -> 0 ->> 'message' from follow_up"); len(got) != 1 || got[0] == "" {
		t.Errorf("the follow-up does not know the message it was made of: %q", got)
	}

	elsewhere := ada.Says(w.incidents, "what a day")
	ada.ShortcutOn(elsewhere, "Make it a task")
	ada.Sees("this is no incident's channel")
}

func TestTasks_left_over_become_follow_ups(t *testing.T) {
	w := open(t)
	ada := w.ada
	room := w.declares(ada, "checkout is down")
	ada.Types(room, "/incident task warm the cache")
	ada.Types(room, "/incident task call the bank")
	ada.Types(room, "/incident task thank the bank")
	cache, bank := room.Shows("warm the cache"), room.Shows("call the bank")
	thanks := room.Shows("thank the bank")
	ada.Types(room, "/incident resolve")
	cache.Shows("[Make it a follow-up]")
	ada.ClicksTwice(cache, "Make it a follow-up")
	cache.Shows("a follow-up now")
	room.Shows("recorded a follow-up").Shows("warm the cache")

	ada.Types(room, "/incident task")
	ada.Clicks(ada.Modal(), "Make all of them follow-ups")
	ada.Modal().Shows("No task is open")
	bank.Shows("a follow-up now")
	thanks.Shows("a follow-up now")
	ada.Modal().Dismisses()
	ada.Types(room, "/incident close it is done")
	room.Card().Shows("Closed")
	ada.Types(room, "/incident task one more thing")
	ada.Sees("there is nothing to do now")
	w.quiet()
	if got := w.query("select title from follow_up where state = 'open' order by id"); !slices.Equal(got, []string{"warm the cache", "call the bank", "thank the bank"}) {
		t.Errorf("the follow-ups are %q", got)
	}
}

func TestTasks_of_a_person_keep_private_incidents_private(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	bot := w.serve()
	ada, grace, bob := w.ada, w.grace, w.bob
	room := w.declares(ada, "a leak", "Who may know?", "Private")
	ada.Invites(grace, room)
	ada.Types(room, "/incident task rotate the keys @Grace Hopper")
	ada.Types(room, "/incident task call the lawyer @Bob Kahn 1h30m")
	task := room.Shows("rotate the keys")
	grace.Clicks(task, "Edit")
	grace.Fills(grace.Modal(), "What is to be done now?", "rotate all keys").Submits()
	task.Shows("rotate all keys")
	w.quiet()
	for who, want := range map[string]int{grace.ID: 1, bob.ID: 0} {
		tasks, err := bot.Store.TasksOf(t.Context(), incident.PersonID(who))
		if err != nil || len(tasks) != want {
			t.Errorf("%s has %d tasks of a private incident: %v", who, len(tasks), err)
		}
	}
	w.incidents.NeverShows("rotate")
}
