package telemetry_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/internal/telemetry"
)

// dangerous are texts with a secret in them. The part between « and » is the secret: it must go, and
// what is around it must stay.
var dangerous = map[string]string{
	"a bot token":                "token xoxb-«1234567890-0987654321-AbCdEfGhIjKl» was refused",
	"an app-level token":         "xapp-«1-A012-345-deadbeef»",
	"a user token":               `"xoxp-«1-2-3»"`,
	"a rotated token":            "xoxe.xoxb-«1-Mi0yLTEyMzQ» ends",
	"a response address":         "post https://hooks.slack.com/«commands/T1/123/abcDEF»: timeout",
	"one of a click":             `{"url":"https://hooks.slack.com/«actions/T1/9/zyx»","n":1}`,
	"one as Slack writes JSON":   `{"href":"https:\/\/hooks.slack.com\/«commands\/T1\/123\/abcDEF»","team":1}`,
	"one by its name":            `"response_url":"«https:\/\/example.com\/any\/R1»","team":1`,
	"one in a form":              `response_url=«http://127.0.0.1:8099/any/R1/secret»&method=POST`,
	"one of the simulator":       `post "http://127.0.0.1:8099/commands/«T1/R1-secret»": EOF`,
	"a webhook":                  "https://hooks.slack.com/«services/T1/B1/xyz» is set",
	"a trigger id":               "trigger «1234567890.0987654321.0123456789abcdef0123456789abcdef» expired",
	"a trigger id by its name":   `"trigger_id":"«short»","x":1`,
	"a trigger id in a form":     "trigger_id=«13345224609.738474920.8088930838d88f008e0»&view=1",
	"a trigger id in the log":    `trigger_id="«a.77»" n=1`,
	"a socket's ticket":          "dial wss://wss-primary.slack.com/link/?ticket=«123-abc»&app_id=A1: refused",
	"a ticket in JSON":           `{"ticket":"«123-abc»","app_id":"A1"}`,
	"a password":                 "connect postgres://tocsin:«hunter2»@db:5432/tocsin: refused",
	"a password with a slash":    "postgresql://tocsin:«hun/ter@2»@db/tocsin",
	"a password elsewhere":       "https://ada:«hunter2»@proxy:3128/ok",
	"a password among settings":  "host=db password=«hunter2» user=tocsin",
	"a quoted one":               `host=db password=«'hunter two'» user=tocsin`,
	"a password in JSON":         `{"password":"«hunter two»","user":"tocsin"}`,
	"a password in a query":      "postgres://db/tocsin?user=tocsin&password=«hunter2»&sslmode=disable",
	"a header":                   "Authorization: Bearer «abcdefgh.12345678» sent",
	"a password after a colon":   `PGPASSWORD=«hunter2»`,
	"several":                    "xoxb-«1-a» and xapp-«1-b»",
	"a token that ends the text": "Bearer xoxb-«1-2-abc»",
}

var harmless = []string{
	"the bot token begins with xoxb-…",
	"http://127.0.0.1:9464/metrics is served; mail ada@example.com",
	"password authentication failed for user \"tocsin\"",
	"message 1730000000.000100 in C024BE91L",
	"postgres://localhost:5432/tocsin",
	"postgres://tocsin@localhost:5432/tocsin",
	"ticket INC-42",
	"https://example.slack.com/archives/C1/p1730000000000100?thread_ts=1730000000.000100&cid=C1",
}

func TestRedact(t *testing.T) {
	t.Parallel()
	for name, marked := range dangerous {
		t.Run("hides "+name, func(t *testing.T) {
			t.Parallel()
			text, gone, stays := unmark(marked)
			checkClean(t, telemetry.Redact(text), gone, stays)
		})
	}
	for _, text := range harmless {
		t.Run("leaves "+text, func(t *testing.T) {
			t.Parallel()
			if got := telemetry.Redact(text); got != text {
				t.Errorf("became %s", got)
			}
		})
	}
}

// thing is logged as a value whose secret is inside.
type thing struct{ Inner *inner }

type inner struct{ Text string }

func (t thing) String() string { return "thing " + t.Inner.Text }

func TestNewLogger_hides_secrets(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"text", "json"} {
		for name, marked := range dangerous {
			t.Run(format+"/"+name, func(t *testing.T) {
				t.Parallel()
				text, gone, _ := unmark(marked)
				var out bytes.Buffer
				log := telemetry.NewLogger(&out, slog.LevelDebug, format)
				log.Info(text) //nolint:sloglint // somebody will write such a message one day
				log.Info("m", slog.String("said", text))
				log.Info("m", slog.Any("err", fmt.Errorf("call: %w", errors.New(text))))
				log.Info("m", slog.Group("a", slog.Group("b", slog.String("c", text))))
				log.With(slog.String("bound", text)).WithGroup("g").Info("m", slog.String("x", "y"))
				log.Info("m", slog.Any("thing", thing{&inner{text}}))
				log.Info("m", slog.Any("bytes", []byte(text)))
				log.Info("m", slog.Any("map", map[string]any{"k": []string{text}}))
				// JSON writes bytes as base64, which is no form anybody reads a token in.
				checkClean(t, out.String(), gone, nil)
				if lines := strings.Count(out.String(), "\n"); lines != 8 {
					t.Errorf("8 records became %d lines:\n%s", lines, &out)
				}
			})
		}
	}
}

func TestNewLogger(t *testing.T) {
	t.Parallel()

	t.Run("leaves out what is less severe", func(t *testing.T) {
		t.Parallel()
		var out bytes.Buffer
		telemetry.NewLogger(&out, slog.LevelWarn, "text").Info("not this")
		if out.Len() > 0 {
			t.Error(out.String())
		}
	})

	t.Run("writes UTC", func(t *testing.T) {
		t.Parallel()
		var out bytes.Buffer
		record := slog.NewRecord(time.Date(2026, 11, 20, 2, 47, 0, 0, time.FixedZone("", 3600)), slog.LevelInfo, "woken", 0)
		if err := telemetry.NewLogger(&out, slog.LevelInfo, "text").Handler().Handle(t.Context(), record); err != nil {
			t.Fatal(err)
		}
		if want := "time=2026-11-20T01:47:00.000Z level=INFO msg=woken\n"; out.String() != want {
			t.Errorf("wrote %q, not %q", out.String(), want)
		}
	})
}

// unmark takes the marks off and returns the text, the secrets in it, and the words around them.
func unmark(marked string) (text string, gone, stays []string) {
	for rest := marked; ; {
		before, after, found := strings.Cut(rest, "«")
		stays = append(stays, before)
		text += before
		if !found {
			return text, gone, stays
		}
		secret, after, _ := strings.Cut(after, "»")
		gone, text, rest = append(gone, secret), text+secret, after
	}
}

func checkClean(t *testing.T, got string, gone, stays []string) {
	t.Helper()
	for _, secret := range gone {
		if strings.Contains(got, secret) {
			t.Errorf("%q is in %s", secret, got)
		}
	}
	for _, words := range stays {
		if !strings.Contains(got, words) {
			t.Errorf("%q is gone from %s", words, got)
		}
	}
}
