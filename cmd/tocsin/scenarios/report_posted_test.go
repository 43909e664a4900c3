package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestReport_is_posted_once_by_two_bots(t *testing.T) {
	t.Parallel()
	w := leadsWorld(t)
	leads := w.leads()
	w.start()
	w.start()
	w.app.Connected(2)
	w.reported()
	said := leads.Shows("in week 46")
	w.quiet()
	if all, replies := leads.Messages(), said.Thread(); len(all) != 1+len(replies) {
		t.Errorf("%d messages in %s, %d of them in the thread", len(all), leads.Name(), len(replies))
	}
	if n := strings.Count(said.Text(), "[image: "); n != 3 {
		t.Errorf("%d pictures:\n%s", n, said.Text())
	}
	var titles []string
	for _, reply := range said.Thread() {
		title, _, _ := strings.Cut(reply.Text(), "\n")
		titles = append(titles, title)
	}
	if len(titles) != len(slices.Compact(slices.Clone(titles))) || !strings.Contains(strings.Join(titles, "|"), "Who carried it") || len(titles) < 5 {
		t.Errorf("the thread is %q", titles)
	}
}

func TestReport_waits_for_its_channel(t *testing.T) {
	t.Parallel()
	w := leadsWorld(t)
	w.serve()
	w.reported()
	w.quiet()
	if kept := w.query(sqlNoticesKept); !slices.Equal(kept, []string{"notice surface channel stuck"}) {
		t.Errorf("kept is %q", kept)
	}
	leads := w.PrivateChannel("leads", w.ada) // the bot cannot see it
	w.soonAgain()
	w.quiet()
	if len(leads.Messages()) > 0 {
		t.Error("posted where the bot is not")
	}
	w.ada.Invites(w.app.Person(), leads)
	w.soonAgain()
	leads.Shows("in week 46")
	w.quiet()
	if kept := w.query(sqlNoticesKept); slices.ContainsFunc(kept, func(s string) bool { return !strings.HasSuffix(s, " shown") }) {
		t.Errorf("kept is %q", kept)
	}
}

// soonAgain lets what is tried again in a minute be tried now.
func (w *world) soonAgain() {
	w.t.Helper()
	w.query(`update notice_surface set retry_at = null returning key`)
	w.query(`update river_job set scheduled_at = now(), state = 'available' where kind = 'notice' and state in ('available', 'scheduled', 'retryable') returning id::text`)
}

func TestReport_without_pictures_where_Slack_takes_none(t *testing.T) {
	t.Parallel()
	w := leadsWorld(t)
	leads := w.leads()
	w.Fault("files.getUploadURLExternal", slacksim.Fault{Error: "file_uploads_disabled"})
	w.serve()
	w.reported()
	said := leads.Shows("in week 46")
	if strings.Contains(said.Text(), "[image") {
		t.Error("there are pictures")
	}
	said.InThread("How mature")
}

func TestReport_waits_until_Slack_has_looked_into_its_pictures(t *testing.T) {
	t.Parallel()
	w := leadsWorld(t)
	leads := w.leads()
	release := w.HoldFiles()
	looked := make(chan struct{}, 100)
	w.OnCall(func(c slacksim.Call) {
		if c.Method == "files.info" && c.Phase == slacksim.After {
			looked <- struct{}{}
		}
	})
	w.serve()
	w.reported()
	for range 4 { // of three files: it has come back to them
		<-looked
	}
	if len(leads.Messages()) > 0 {
		t.Error("it did not wait")
	}
	release()
	if said := leads.Shows("in week 46"); !strings.Contains(said.Text(), "[image") {
		t.Error("there are no pictures")
	}
}

func TestReport_for_oneself(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve()
	general := w.Channel("general")
	w.ada.Types(general, "/incident report next week")
	w.ada.Sees("is no week or month")
	w.ada.Types(general, "/incident report 2199-W01")
	w.ada.Sees("has not begun")
	w.ada.Types(general, "/incident report last week")
	w.ada.Sees("Nothing broke")
	w.ada.Types(general, "/incident report me")
	w.ada.Sees("direct message")
	w.quiet()

	direct := w.Direct(w.ada, w.app.Person())
	own := direct.Shows("No incident asked for your time")
	w.ada.Clicks(own, "Every Monday")
	own.Shows("Stop")
	if wants := w.query(`select id from person where figures`); !slices.Equal(wants, []string{w.ada.ID}) {
		t.Errorf("wanted by %q", wants)
	}
	w.ada.Clicks(own, "Stop")
	own.Shows("Every Monday")
	w.quiet()
	if n := len(direct.Messages()); n != 1 {
		t.Errorf("%d messages", n)
	}
}
