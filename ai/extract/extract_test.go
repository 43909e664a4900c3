package extract_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/incident"
)

func TestSummarise(t *testing.T) {
	t.Parallel()
	night := []string{
		"pager!: [FIRING] CheckoutErrors payment-api",
		"ada: customers cannot pay, 40% of orders fail since 02:40",
		"bo: maybe the cdn change from yesterday?",
		"bo: looking",
		"pager!: [FIRING] CheckoutErrors payment-api",
		"cy: lol",
		"ada: cdn is fine, hit rate unchanged",
		"bo: found it: the connection pool of payment-api is exhausted, 50 of 50 in use",
		"ada: should we roll back v812?",
		"cy: do it",
		"cy: rolled back payment-api to v811",
		"pager!: [FIRING] CheckoutErrors payment-api",
		"ada: checkout works again, errors back to 0.1%",
		"bo: thanks!",
	}
	t.Run("says each thing under what it is about", func(t *testing.T) {
		t.Parallel()
		x := summarise(t, channel(night...))
		for text, want := range map[string]incident.Section{
			"customers cannot pay":     incident.SectionImpact,
			"pool of payment-api":      incident.SectionCause,
			"rolled back payment-api":  incident.SectionAction,
			"should we roll back v812": incident.SectionDecision,
			"checkout works again":     incident.SectionStatus,
		} {
			if got := section(x, text); got != want {
				t.Errorf("%q is under %q, not %q", text, got, want)
			}
		}
		if x.Messages != len(night) {
			t.Errorf("%d messages were read", x.Messages)
		}
	})
	t.Run("cites who agreed beside what was proposed", func(t *testing.T) {
		t.Parallel()
		for _, c := range summarise(t, channel(night...)).Claims {
			if c.Section == incident.SectionDecision && (len(c.Cites) != 2 || c.Cites[1].Quote != "do it") {
				t.Errorf("%q cites %v", c.Text, c.Cites)
			}
		}
	})
	t.Run("is ordered by section, then time", func(t *testing.T) {
		t.Parallel()
		order := map[incident.Section]int{}
		for i, s := range incident.Sections() {
			order[s] = i
		}
		claims := summarise(t, channel(night...)).Claims
		for i, c := range claims[1:] {
			before := claims[i]
			if order[c.Section] < order[before.Section] || c.Section == before.Section && c.At.Before(before.At) {
				t.Errorf("%q comes after %q", c.Text, before.Text)
			}
		}
	})
	t.Run("leaves chatter and what bots repeat", func(t *testing.T) {
		t.Parallel()
		x := summarise(t, channel(night...))
		text := all(x)
		for _, noise := range []string{"lol", "looking", "thanks!"} {
			if strings.Contains(text, noise+"\n") {
				t.Errorf("it says %q", noise)
			}
		}
		alerts := 0
		for _, c := range x.Moments {
			if strings.Contains(c.Text, "[FIRING]") {
				alerts++
			}
		}
		if alerts > 1 {
			t.Errorf("the same alert is there %d times", alerts)
		}
	})
	t.Run("states no guess as a cause", func(t *testing.T) {
		t.Parallel()
		for _, guess := range []string{
			"I guess it's because of the new sidecar, it leaks memory", "could be a deadlock in the worker", "is it caused by the deploy?",
			"maybe the disk is full because of the logs", "I suspect the certificate expired",
		} {
			if got := section(summarise(t, channel("ada: checkout is down, all orders fail", "bo: "+guess, "ada: users see 500s")), guess); got == incident.SectionCause {
				t.Errorf("%q is stated as a cause", guess)
			}
		}
	})
	t.Run("takes back a cause that was ruled out", func(t *testing.T) {
		t.Parallel()
		x := summarise(t, channel("ada: checkout is down, all orders fail", "bo: found it, the new coupon service is leaking connections",
			"cy: no, the coupon service is innocent, those connections are idle", "bo: verified: the search index is corrupted, every query crashes"))
		if got := section(x, "leaking connections"); got == incident.SectionCause {
			t.Error("the coupon service is still the cause")
		}
		if got := section(x, "search index is corrupted"); got != incident.SectionCause {
			t.Errorf("what was verified is under %q", got)
		}
	})
	t.Run("always has what people pinned", func(t *testing.T) {
		t.Parallel()
		m := channel(append(night, "cy: banana")...)
		m.Record.Reactions = []incident.Reaction{{Message: m.Record.Messages[len(night)].ID, By: "UADA", Name: "pushpin"}}
		if text := all(summarise(t, m)); !strings.Contains(text, "banana") {
			t.Errorf("the pinned message is not there:\n%s", text)
		}
	})
	t.Run("never has what was deleted", func(t *testing.T) {
		t.Parallel()
		m := channel(night...)
		for i := range m.Record.Messages {
			if i%2 == 1 {
				m.Record.Messages[i].DeletedAt = tuesday.Add(time.Hour)
			}
		}
		if text := all(summarise(t, m)); strings.Contains(text, "customers cannot pay") || strings.Contains(text, "exhausted") {
			t.Errorf("deleted words are quoted:\n%s", text)
		}
	})
	t.Run("hides credentials", func(t *testing.T) {
		t.Parallel()
		m := channel("ada: customers cannot pay, token hunter2 was revoked")
		m.Mask = func(s string) string { return strings.ReplaceAll(s, "hunter2", "[secret]") }
		if text := all(summarise(t, m)); strings.Contains(text, "hunter2") || !strings.Contains(text, "[secret]") {
			t.Errorf("it says:\n%s", text)
		}
	})
	t.Run("is the same every time", func(t *testing.T) {
		t.Parallel()
		if a, b := fmt.Sprint(summarise(t, channel(night...))), fmt.Sprint(summarise(t, channel(night...))); a != b {
			t.Errorf("first\n%s\nthen\n%s", a, b)
		}
	})
}

func TestSummarise_odd_channels(t *testing.T) {
	t.Parallel()
	t.Run("says nothing of an empty one", func(t *testing.T) {
		t.Parallel()
		if x := summarise(t, channel()); len(x.Claims)+len(x.Moments)+len(x.FollowUps)+x.Messages != 0 {
			t.Errorf("%+v", x)
		}
	})
	t.Run("says nothing of emoji and images", func(t *testing.T) {
		t.Parallel()
		m := channel("ada: :fire:", "bo: 🔥🔥🔥", "ada: :eyes: :eyes:", "bo: ¯\\_(ツ)_/¯", "ada: …", "cy: 👩‍💻")
		image := say(m, tuesday.Add(time.Hour), "ada", false, "")
		image.Files = []incident.File{{ID: "F1", Name: "graph.png"}}
		if x := summarise(t, m); len(x.Claims) > 0 || len(x.FollowUps) > 0 {
			t.Errorf("%s", all(x))
		}
	})
	t.Run("says once what bots say a hundred times", func(t *testing.T) {
		t.Parallel()
		var lines []string
		for i := range 100 {
			lines = append(lines, fmt.Sprintf("pager!: [FIRING] disk of web-1 %d%% full https://alerts.example/%d", i, i))
		}
		if x := summarise(t, channel(append(lines, "ci!: bo deployed search v9")...)); len(x.Claims) > 3 {
			t.Errorf("%s", all(x))
		}
	})
	t.Run("cuts a message of 40,000 characters", func(t *testing.T) {
		t.Parallel()
		one := strings.Repeat("at com.example.Worker.run(Worker.java:42) error ", 830)
		for _, text := range []string{one, strings.ReplaceAll(one, " ", ""), strings.Repeat("界", 40_000), strings.ReplaceAll(one, "error", "error.")} {
			summarise(t, channel("ada: customers cannot pay", "bo: "+text, "ada: restarted the worker, works again"))
		}
	})
	t.Run("keeps a thread of 900 answers in bounds", func(t *testing.T) {
		t.Parallel()
		m := channel("ada: checkout is down for all customers")
		root := m.Record.Messages[0].ID
		for i := range 900 {
			text := fmt.Sprintf("node %d still shows errors, trying the next one", i)
			if i == 600 {
				text = "root cause: the license server rejects node 601, its certificate expired"
			}
			say(m, tuesday.Add(time.Duration(i+2)*time.Second), "bo", false, text).Thread = root
		}
		x := summarise(t, m)
		if section(x, "license server") != incident.SectionCause {
			t.Errorf("the cause is not in\n%s", all(x))
		}
		for _, c := range x.Claims {
			if strings.Contains(c.Text, "license") && c.Cites[0].Thread != root {
				t.Errorf("the citation has no thread: %+v", c.Cites)
			}
		}
	})
	t.Run("reads any script", func(t *testing.T) {
		t.Parallel()
		for _, lines := range [][]string{
			{"ada: الدفع لا يعمل منذ الساعة 02:40، كل الطلبات تفشل", "bo: أعدت تشغيل payment-api، 3 من 3 خوادم", "ada: عاد كل شيء للعمل الآن، شكرا"},
			{"ada: התשלומים נכשלים מאז 02:40 בכל השרתים", "bo: הפעלתי מחדש את payment-api", "ada: חזר לעבוד"},
			{"ada: 02:40から決済が全部失敗しています。payment-api のエラー率は 40% です。", "bo: payment-api を再起動しました。", "ada: 復旧しました"},
			{"ada: с 02:40 не проходят платежи, ошибка 502 на payment-api", "bo: перезапустил payment-api на всех серверах", "ada: всё снова работает"},
			{"ada: paiements en échec depuis 02h40, erreur 502 sur payment-api", "bo: j'ai redémarré payment-api sur les trois serveurs", "ada: tout remarche"},
			{"ada: ödemeler 02:40'tan beri başarısız, payment-api 502 veriyor", "bo: payment-api yeniden başlatıldı", "ada: düzeldi"},
			{"ada: การชำระเงินล้มเหลวตั้งแต่ 02:40 payment-api ตอบ 502", "bo: รีสตาร์ท payment-api แล้ว", "ada: กลับมาทำงานปกติ"},
			{"ada: 02:40 이후 결제가 모두 실패합니다 payment-api 502", "bo: payment-api 재시작했습니다", "ada: 복구되었습니다"},
			{"ada: 02:40 से भुगतान विफल हो रहे हैं, payment-api 502", "bo: payment-api को फिर से शुरू किया", "ada: अब ठीक है"},
			{"ada: οι πληρωμές αποτυγχάνουν από τις 02:40, payment-api 502", "bo: έκανα επανεκκίνηση του payment-api", "ada: όλα καλά"},
		} {
			if x := summarise(t, channel(lines...)); len(x.Moments) == 0 {
				t.Errorf("nothing is said of %q", lines[0])
			}
		}
	})
	t.Run("gives the error of the messages, and of the context", func(t *testing.T) {
		t.Parallel()
		m, broken := channel("ada: down"), errors.New("connection lost")
		m.Messages = func(yield func(incident.Message, error) bool) { yield(incident.Message{}, broken) }
		if _, err := extract.Summarise(context.Background(), m); !errors.Is(err, broken) {
			t.Errorf("%v", err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := extract.Summarise(ctx, channel("ada: down")); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
	t.Run("finds a fact at 10, 50 and 90 percent of 10,000 messages", func(t *testing.T) {
		t.Parallel()
		m := long(10_000)
		facts := map[int]string{
			1000: "root cause: the kiosk firmware rejects vouchers after midnight",
			5000: "decision: we switch the warehouse to paper slips until the scanner vendor answers",
			9000: "confirmed: turned off the tariff import, freight quotes are correct again",
		}
		for i, text := range facts {
			m.Record.Messages[i].Text = text
		}
		x := summarise(t, m)
		for _, text := range facts {
			if section(x, text) == "" {
				t.Errorf("%q did not survive", text)
			}
		}
	})
}

func TestSince_reads_what_came_after(t *testing.T) {
	t.Parallel()
	m := channel("ada: customers cannot pay", "bo: rolled back payment-api to v811", "ada: checkout works again")
	x, err := extract.Since(context.Background(), m, m.Record.Messages[0].At)
	if err != nil {
		t.Fatal(err)
	}
	if text := all(x); x.Messages != 2 || strings.Contains(text, "customers cannot pay") || !strings.Contains(text, "rolled back") {
		t.Errorf("%d messages:\n%s", x.Messages, text)
	}
}
