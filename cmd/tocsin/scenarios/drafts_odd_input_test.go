package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// alertsManifest is another app, which only posts.
const alertsManifest = `
display_information: {name: Alerts}
features: {bot_user: {display_name: alerts, always_online: true}}
oauth_config: {scopes: {bot: [chat:write]}}
settings: {socket_mode_enabled: true}
`

// drafted closes the incident and returns what is drafted of it; nothing may be stuck.
func (w *world) drafted(room *slacksim.Room) (summary *slacksim.Message, document string) {
	w.t.Helper()
	w.app.Saw()
	w.ada.Types(room, "/incident close all is well")
	summary = room.Shows("Draft summary of INC-1")
	document = room.AwaitCanvas("INC-1")
	w.quiet()
	for _, state := range w.query(`select key || ' ' || state || ' ' || problem from surface where state <> 'shown'`) {
		w.t.Errorf("not shown: %s", state)
	}
	return summary, document
}

func TestDrafts_channels_with_nothing_to_read(t *testing.T) {
	for name, say := range map[string]func(*world, *slacksim.Room){
		"empty": func(*world, *slacksim.Room) {},
		"only another bot's posts": func(w *world, room *slacksim.Room) {
			alerts, err := w.Install([]byte(alertsManifest))
			if err != nil {
				w.t.Fatal(err)
			}
			w.ada.Invites(alerts.Person(), room)
			for n := range 40 {
				_, _, err := slack.New(alerts.BotToken, slack.OptionAPIURL(w.APIURL())).
					PostMessageContext(w.t.Context(), room.ID(), slack.MsgOptionText(fmt.Sprintf("ALERT checkout 5xx %d%%", n), false))
				if err != nil {
					w.t.Fatal(err)
				}
			}
		},
		"only emoji and images": func(w *world, room *slacksim.Room) {
			w.ada.Says(room, ":fire: :fire:")
			w.ada.Says(room, "🔥🔥🔥")
			w.ada.Uploads(room, "graph.png", []byte("png"))
		},
	} {
		for with, change := range map[string][]func(*serveOptions){"": nil, " with a model": {asks(model(t, reader.Answer))}} {
			t.Run(name+with, func(t *testing.T) {
				w := workspace(t, slacksim.Options{})
				w.serve(change...)
				room := w.declares(w.ada, "checkout is down")
				room.AwaitMember(w.ada)
				say(w, room)
				w.app.Saw()
				if told := w.ada.Types(room, "/incident catchup"); told == nil || !strings.Contains(told.Text(), "INC-1") {
					t.Errorf("the catch-up is %v", told)
				}
				w.ada.Clicks(room.Card(), "Update")
				w.ada.Modal().Dismisses()
				_, document := w.drafted(room)
				if document == "" {
					t.Error("no document")
				}
			})
		}
	}
}

func TestDrafts_a_message_of_forty_thousand_characters(t *testing.T) {
	for with, change := range map[string][]func(*serveOptions){"without a model": nil, "with one": {asks(model(t, reader.Answer))}} {
		t.Run(with, func(t *testing.T) {
			w := workspace(t, slacksim.Options{})
			w.serve(change...)
			room := w.declares(w.ada, "checkout is down")
			room.AwaitMember(w.ada)
			w.ada.Says(room, "Cause: we should alert, TODO: "+strings.Repeat("the log of payments-gw says E_CERT_EXPIRED at 02:41 ", 760)+"\n"+strings.Repeat("x", 200))
			w.ada.Types(room, "/incident followup "+strings.Repeat("alert much earlier ", 60))
			w.ada.Modal().Dismisses()
			w.drafted(room)
		})
	}
}

func TestDrafts_many_languages_and_directions(t *testing.T) {
	said := []string{
		"Причина: сертификат payments-gw истёк в 02:41", "السبب: انتهت صلاحية شهادة payments-gw الساعة 02:41", "סיבה: פג תוקף התעודה של payments-gw",
		"原因:payments-gw 的证书在 02:41 过期", "原因：payments-gwの証明書が02:41に失効しました", "कारण: payments-gw का प्रमाणपत्र समाप्त हो गया",
		"원인: payments-gw 인증서가 02:41에 만료됨", "Ursache: das Zertifikat von payments-gw ist um 02:41 abgelaufen", "Causa: el certificado de payments-gw caducó",
		"สาเหตุ: ใบรับรองหมดอายุ", "\u202eevil\u202c override \u202eesrever", "Z̸̡̛a̷l̴g̵o̶ t̸e̷x̴t̵", "👩‍👩‍👧‍👦 family 🏳️‍🌈", "```\n## not a heading\n```", "## a heading\n# and another", "| a | b |\n|---|---|\n| 1 | 2 |", "<script>alert(1)</script> & <!channel> <@U000> [x](javascript:alert(1))",
	}
	for with, change := range map[string][]func(*serveOptions){"without a model": nil, "with one": {asks(model(t, reader.Answer))}} {
		t.Run(with, func(t *testing.T) {
			w := workspace(t, slacksim.Options{})
			bot := w.serve(change...)
			room := w.declares(w.ada, "결제가 안 됩니다 الدفع معطل 🔥")
			room.AwaitMember(w.ada)
			for _, text := range said {
				m := w.ada.Says(room, text)
				w.ada.Reacts(m, "pushpin")
			}
			w.ada.Says(room, "TODO: \u202e alert \u2066earlier\u2069 <!here> `x` *y* \\ [z](https://evil.example)")
			_, document := w.drafted(room)
			w.once(room, "Draft summary of INC-1")
			before := bot.postmortem(t)
			w.ada.Types(room, "/incident postmortem")
			w.ada.Types(room, "/incident postmortem again")
			w.quiet()
			if after := bot.postmortem(t); after != before && len(w.query(`select edited_by from postmortem_draft where version > 1 and markdown <> machine`)) > 0 {
				t.Errorf("what nobody edited is taken for people's words:\n%s\n--- before\n%s", after, before)
			}
			if strings.Count(document, "\n## ") != strings.Count(room.Canvas(), "\n## ") {
				t.Error("there are other sections than before")
			}
		})
	}
}

func TestDrafts_a_thread_of_nine_hundred_replies(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve(asks(model(t, reader.Answer)))
	room := w.declares(w.ada, "checkout is down")
	room.AwaitMember(w.ada)
	root := w.ada.Says(room, "looking here")
	for n := range 900 {
		switch n {
		case 90:
			w.ada.Replies(root, "Cause: the certificate of edge-7 expired")
		case 450:
			w.ada.Replies(root, "Did: renewed the certificate of edge-7 by hand at 03:10")
		default:
			w.ada.Replies(root, fmt.Sprintf("node %d says hello", n))
		}
	}
	summary, _ := w.drafted(room)
	summary.Shows("the certificate of edge-7 expired")
	summary.Shows("renewed the certificate of edge-7 by hand")
}
