package ai_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/ai"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
)

// The seeded fact is said once among 10,000 messages. An honest model notes it wherever it stands, beside
// much that matters less, and everything that happens to its claim afterwards must leave it alive.
func TestWriter_Read_finds_what_was_said_once_in_10000_messages(t *testing.T) {
	t.Parallel()
	for _, percent := range []int{10, 50, 90} {
		t.Run(fmt.Sprintf("at_%d_%%", percent), func(t *testing.T) {
			t.Parallel()
			const fact = "root cause: the certificate of ldap-7.shop.example expired at 02:11"
			m := long(10_000, func(i int, text string) string {
				if i == 100*percent {
					return fact
				}
				return text
			})
			d := sit(t, func(o *ai.Options) { o.Parallel = 8 })
			d.model.Answer(func(r openaisim.Request) openaisim.Reply {
				var claims list
				for i, s := range lines(r) {
					seeded := strings.Contains(s.Text, "ldap-7")
					switch {
					case purpose(r) == "claims_that_matter" && (seeded || len(claims) < 5):
						claims = append(claims, object{"ids": list{s.ID}, "section": "status", "text": s.Text})
					case purpose(r) == "part_of_an_incident" && (seeded || i%40 == 0):
						claims = append(claims, claim("status", s))
					}
				}
				if len(claims) > 12 {
					at := slices.IndexFunc(claims, func(c any) bool { return strings.Contains(fmt.Sprint(c), "ldap-7") })
					if at > 0 {
						claims[0] = claims[at]
					}
				}
				return answer(r, claims)
			})
			var last incident.Reading
			drafts, err := d.Read(t.Context(), m, 1, func(r incident.Reading) {
				if r.Part < last.Part || r.Messages != 10_000 {
					t.Errorf("after %+v it tells %+v", last, r)
				}
				last = r
			})
			if err != nil {
				t.Fatal(err)
			}
			if !has(drafts.Summary.Claims, "ldap-7.shop.example expired") || len(drafts.Summary.Claims) > 25 {
				t.Errorf("%q", sentences(drafts.Summary.Claims))
			}
			if last.Part != last.Parts || last.Parts < 20 {
				t.Errorf("%+v", last)
			}
			read := map[string]bool{}
			for _, r := range d.model.Requests() {
				if purpose(r) == "part_of_an_incident" {
					for _, s := range lines(r) {
						read[s.Text] = true
					}
				}
			}
			if len(read) != 10_000 {
				t.Errorf("it has read %d messages", len(read))
			}
		})
	}
}

func TestWriter_Read_has_nothing_to_read(t *testing.T) {
	t.Parallel()
	bot := said(30, "B0BOT", ":tada:")
	bot.Bot = true
	gone := said(50, "U0ADA", "forget it")
	gone.DeletedAt = at(9)
	for name, messages := range map[string][]incident.Message{
		"in an empty channel":                  nil,
		"where only emoji were sent":           {said(10, "U0ADA", ":fire: :fire:"), said(20, "U0BEN", "🔥 …"), bot},
		"where all was deleted or only joined": {gone, said(60, "U0BEN", "<@U0BEN> has joined the channel")},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			d := sit(t)
			refused(t, d, channel(messages...), "nothing in the channel")
			if len(d.model.Requests()) != 0 {
				t.Error("it asked")
			}
			if drafts, err := d.Extract(t.Context(), channel(messages...)); err != nil || drafts.Postmortem == "" || drafts.Made.By != incident.MadeByTimeline {
				t.Errorf("%+v, %v", drafts.Made, err)
			}
		})
	}
}

func TestWriter_Read_reads_a_program_s_post_a_few_times_and_not_a_thousand(t *testing.T) {
	t.Parallel()
	var messages []incident.Message
	for i := range 1000 {
		m := said(60*i, "B0BOT", fmt.Sprintf("[FIRING:%d] checkout error rate is %d %%", i%3, i%97))
		m.Bot = true
		messages = append(messages, m)
	}
	d := sit(t)
	d.model.Answer(honest("FIRING"))
	drafts := d.read(t, channel(messages...))
	if n := len(lines(d.model.Requests()[0])); n != 3 {
		t.Errorf("it reads %d", n)
	}
	if drafts.Made.Messages != 1000 || len(drafts.Summary.Claims) == 0 {
		t.Errorf("%+v", drafts.Made)
	}
}

func TestWriter_Read_reads_all_of_a_message_of_40000_characters(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	for i := 0; log.Len() < 40_000; i++ {
		fmt.Fprintf(&log, "line %d: worker %d waits for the lock of table orders, mail ops%d@shop.example\n", i, i*7, i)
	}
	text := strings.TrimSpace(log.String()[:40_000])
	d := sit(t, func(o *ai.Options) { o.ChunkTokens = 4000 })
	d.model.Answer(honest("line 3:", "line 400:"))
	drafts := d.read(t, channel(said(10, "U0ADA", "here is the log"), said(20, "U0BEN", text), said(30, "U0ADA", "thanks")))
	var whole []string
	for _, r := range d.model.Requests() {
		size := 0
		for _, s := range lines(r) {
			if purpose(r) == "part_of_an_incident" {
				size += len(s.Text)
				whole = append(whole, s.Text)
			}
		}
		if size > 4000*4 {
			t.Errorf("a part of %d bytes", size)
		}
	}
	joined := strings.Join(whole, "\n")
	for i := range 400 {
		if !strings.Contains(joined, fmt.Sprintf("line %d: worker %d waits", i, i*7)) {
			t.Fatalf("line %d is missing", i)
		}
	}
	for _, c := range drafts.Summary.Claims {
		if c.Cites[0].Message != said(20, "", "").ID || !strings.Contains(text, c.Cites[0].Quote) {
			t.Errorf("it cites %+v", c.Cites)
		}
	}
}

func TestWriter_Read_sees_messages_as_they_read_now(t *testing.T) {
	t.Parallel()
	m := shop()
	m.Record.Messages[1].DeletedAt = at(5)
	m.Record.Messages[2].Text, m.Record.Messages[2].EditedAt = "rolling back deploy 813 now", at(6)
	d := sit(t)
	d.model.Answer(honest("deploy"))
	drafts := d.read(t, m)
	if got := sentences(drafts.Summary.Claims); len(got) != 1 || !strings.Contains(got[0], "813") {
		t.Errorf("%q", got)
	}
	for _, r := range d.model.Requests() {
		if strings.Contains(r.User(), "PAYMENT_KEY") {
			t.Error("the model reads what was deleted")
		}
	}
	if strings.Contains(drafts.Postmortem, "PAYMENT") {
		t.Error("the postmortem quotes what was deleted")
	}
}

func TestWriter_Read_keeps_threads_together(t *testing.T) {
	t.Parallel()
	m := long(120, nil)
	root := m.Record.Messages[4]
	for i := 20; i < 120; i += 20 {
		m.Record.Messages[i].Thread = root.ID
		m.Record.Messages[i].Text = fmt.Sprintf("answer %d", i)
	}
	d := sit(t, small)
	d.model.Answer(honest("answer"))
	d.read(t, m)
	together := 0
	for _, r := range d.model.Requests() {
		id := ""
		for _, s := range lines(r) {
			if strings.Contains(s.Text, "shard 4 ") {
				id = s.ID
			}
			if strings.HasPrefix(s.Text, "answer") && purpose(r) == "part_of_an_incident" {
				if s.Reply != id || id == "" {
					t.Errorf("%+v answers nothing here", s)
				}
				together++
			}
		}
	}
	if together != 5 {
		t.Errorf("%d answers", together)
	}
}

func TestWriter_Read_splits_a_thread_of_900_replies_and_says_each_time_what_it_is_about(t *testing.T) {
	t.Parallel()
	m := long(901, nil)
	for i := 1; i < 901; i++ {
		m.Record.Messages[i].Thread = m.Record.Messages[0].ID
	}
	m.Record.Messages[0].Text = "who knows why the ledger is behind?"
	d := sit(t, func(o *ai.Options) { o.ChunkTokens = 2000 })
	d.model.Answer(honest("shard 7 ", "shard 800 "))
	drafts := d.read(t, m)
	parts := 0
	for _, r := range d.model.Requests() {
		if purpose(r) != "part_of_an_incident" {
			continue
		}
		parts++
		if all := lines(r); !strings.Contains(all[0].Text, "ledger") || all[1].Reply != all[0].ID {
			t.Errorf("a part begins %+v", all[:2])
		}
	}
	if parts < 5 {
		t.Errorf("%d parts", parts)
	}
	want := []string{"shard 7 ", "shard 800 "}
	var got []string
	for _, w := range want {
		if has(drafts.Summary.Claims, w) {
			got = append(got, w)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A part ends where nobody spoke for long, if there is such a place near its end.
func TestWriter_Read_cuts_at_silences(t *testing.T) {
	t.Parallel()
	m := long(60, nil)
	for i := 9; i < 60; i++ {
		m.Record.Messages[i].At = m.Record.Messages[i].At.Add(3600e9)
	}
	d := sit(t, func(o *ai.Options) { o.ChunkTokens = 420 })
	d.model.Answer(honest("shard 1 "))
	d.read(t, m)
	ends := func(words string) bool {
		return slices.ContainsFunc(d.model.Requests(), func(r openaisim.Request) bool {
			all := lines(r)
			return len(all) > 0 && strings.Contains(all[len(all)-1].Text, words)
		})
	}
	if !ends("shard 8 ") {
		for _, r := range d.model.Requests() {
			t.Log(r.User())
		}
		t.Error("no part ends at the silence")
	}
}

func TestWriter_Read_quotes_any_script(t *testing.T) {
	t.Parallel()
	texts := []string{
		"تم التراجع عن الإصدار 812 وعادت المدفوعات", "デプロイ812をロールバックしました", "откатили деплой 812, платежи снова работают",
		"החזרנו את גרסה 812 לאחור", "배포 812를 롤백했습니다", "我们回滚了部署812", "ย้อนกลับการปรับใช้ 812 แล้ว", "परिनियोजन 812 वापस लिया गया",
		"Wir haben Deploy 812 zurückgerollt", "επαναφέραμε την έκδοση 812",
	}
	var messages []incident.Message
	for i, text := range texts {
		messages = append(messages, said(20*i, "U0ADA", text))
	}
	d := sit(t)
	d.model.Answer(honest("812"))
	if diff := cmp.Diff(texts, sentences(d.read(t, channel(messages...)).Summary.Claims)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
