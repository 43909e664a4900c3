package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/tocsin-bot/tocsin/ai"
	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/ai/redact"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/openaisim"
	"github.com/tocsin-bot/tocsin/internal/openaisim/honest"
)

const (
	modelTakes = 2 * time.Second
	atOnce     = 8
)

// facts are said once each in a long channel, so far into it, and must be in its summary.
var facts = []struct {
	at   float64
	says string
}{
	{0.10, "FACT the certificate of payments-gw expired at 02:41"},
	{0.50, "FACT rolled back payments-gw to 4.7.1 by hand"},
	{0.90, "FACT decided to renew all certificates monthly from now on"},
}

func isFact(text string) bool { return strings.HasPrefix(text, "FACT ") }

// drafting measures what writing the drafts of a long channel costs, without a model and with one that
// always takes the same time.
func drafting(ctx context.Context, b *bench) error {
	messages := b.size(10_000, 2_000)
	said := &chatter{messages: messages}
	plain, err := draftWith(ctx, said, nil)
	if err != nil {
		return err
	}
	t := &table{
		title:   fmt.Sprintf("Drafts of a channel of %s messages", thousands(messages)),
		columns: []string{"figure", "", "raw limit", "aim", "ratio"},
	}
	t.row("without a model: wall", ms(plain.wall), "", "under 1 s")
	t.row("without a model: CPU", ms(plain.cpu), "")
	t.row("without a model: heap at its peak beyond the start", megabytes(plain.heap), "")
	t.row("facts at 10, 50 and 90 % in the postmortem, no model", fmt.Sprintf("%d of %d", plain.facts, len(facts)), "")

	sim, err := openaisim.Start()
	if err != nil {
		return err
	}
	defer sim.Close()
	reader := honest.Reader{
		Section: func(text string) string {
			if isFact(text) || strings.HasPrefix(text, "restarted ") {
				return "action"
			}
			return ""
		},
		First: isFact,
	}
	sim.Answer(func(r openaisim.Request) openaisim.Reply { return reader.Answer(r).After(modelTakes) })
	client, err := llm.New(llm.Options{BaseURL: sim.URL(), Key: "none", Model: "gpt-4o-mini", Timeout: time.Minute, HTTP: http.DefaultTransport})
	if err != nil {
		return err
	}
	asked, err := draftWith(ctx, said, client)
	if err != nil {
		return err
	}
	if asked.facts != len(facts) {
		return fmt.Errorf("%d of %d facts are in the summary", asked.facts, len(facts))
	}
	calls := sim.Requests()
	maps := 0
	for _, c := range calls {
		if strings.Contains(c.System(), "`follow_ups`") {
			maps++
		}
	}
	rounds := int(math.Ceil(float64(maps)/atOnce)) + levels(maps)
	ideal := time.Duration(rounds) * modelTakes
	t.row(fmt.Sprintf("with a model of %s a call, %d at once: wall", modelTakes, atOnce), ms(asked.wall), ms(ideal), "", ratio(asked.wall.Seconds(), ideal.Seconds()))
	t.row(fmt.Sprintf("calls: %d parts, %d in all", maps, len(calls)), fmt.Sprintf("%d rounds", rounds), "")
	t.row("with a model: our own CPU, the simulated model's included", ms(asked.cpu), "")
	t.row("with a model: heap at its peak beyond the start", megabytes(asked.heap), "")
	t.row("facts at 10, 50 and 90 % in the summary", fmt.Sprintf("%d of %d", asked.facts, len(facts)), "", "all")
	t.print(b.out)
	return nil
}

// levels is how many calls can only follow on one another beside the reading of parts: those that join
// claims, ten parts at a time, and the one about what can be learned.
func levels(parts int) int {
	joining := 0
	for groups := parts; groups > 1; joining++ {
		groups = (groups + 9) / 10
	}
	return joining + 1
}

// drafted is what drafting has cost.
type drafted struct {
	wall, cpu time.Duration
	heap      uint64
	facts     int
}

func draftWith(ctx context.Context, said *chatter, client *llm.Client) (d drafted, err error) {
	hide, err := redact.New()
	if err != nil {
		return d, err
	}
	w, err := ai.New(ai.Options{
		Client: client, Ledger: &forgetful{}, Redactor: hide, Parallel: atOnce, ChunkTokens: 7_000,
		Caps: llm.Caps{Calls: 1_000, Tokens: 100_000_000, Time: time.Hour, Cost: 100 * incident.Dollar},
	})
	if err != nil {
		return d, err
	}
	m := said.material(hide)
	if client != nil {
		client.Tokens("the tokenizer is loaded before the clock runs")
	}
	peak := watchHeap()
	cpu, began := cpuTime(), time.Now()
	var drafts incident.Drafts
	if client == nil {
		drafts, err = w.Extract(ctx, m)
	} else {
		drafts, err = w.Read(ctx, m, 1, nil)
	}
	d.wall, d.cpu = time.Since(began), cpuTime()-cpu
	d.heap = peak()
	if err != nil {
		return d, err
	}
	text := drafts.Postmortem
	if client != nil {
		text = ""
		for _, c := range drafts.Summary.Claims {
			text += c.Text + "\n"
		}
	}
	for _, f := range facts {
		if strings.Contains(text, f.says) {
			d.facts++
		}
	}
	return d, nil
}

// chatter is a channel that is made while it is read.
type chatter struct{ messages int }

func (c *chatter) material(hide *redact.Redactor) *material.Material {
	began := time.Date(2026, 1, 15, 2, 47, 0, 0, time.UTC)
	return &material.Material{
		Record: incident.Record{
			Incident: incident.Incident{Number: 1, Title: "Checkout is down", Status: incident.Closed, Severity: "SEV1", DeclaredAt: began, ClosedAt: began.Add(30 * time.Hour)},
			People:   map[incident.PersonID]incident.Person{"U0ADA": {ID: "U0ADA", Name: "Ada"}, "U0BEN": {ID: "U0BEN", Name: "Ben"}},
		},
		Messages: func(yield func(incident.Message, error) bool) {
			for n := range c.messages {
				at := began.Add(time.Duration(n) * 10 * time.Second)
				m := incident.Message{ID: incident.MessageID(fmt.Sprintf("%d.%06d", at.Unix(), n)), At: at, Author: []incident.PersonID{"U0ADA", "U0BEN"}[n%2], Text: chat(n)}
				for _, f := range facts {
					if n == int(f.at*float64(c.messages)) {
						m.Text = f.says
					}
				}
				if !yield(m, nil) {
					return
				}
			}
		},
		Now: began.Add(31 * time.Hour), Mask: hide.Mask,
	}
}

// chat is what somebody says in the n-th message: no two are alike, and most are of no account.
func chat(n int) string {
	who := []string{"the queue", "payments-gw", "the cart service", "eu-west-1", "the edge cache", "checkout-7", "the card form", "search", "the mailer", "inventory-db"}
	does := []string{"answers slowly", "looks fine to me", "has 502s again", "shows nothing odd in the logs", "is at its usual load", "took a restart well", "drops connections", "waits for the lock", "recovers by itself", "is not the cause I think"}
	where := []string{"since the deploy", "in the canary", "on the dashboard", "for the Berlin office", "when I try it by hand", "after the flush", "for card payments only", "between the two restarts", "according to support", "in staging as well"}
	if n%97 == 0 {
		return fmt.Sprintf("restarted worker-%d, and %s %s", n, who[n%10], does[n/10%10])
	}
	return fmt.Sprintf("%s %s %s, graph %d", who[n%10], does[n/7%10], where[n/3%10], n)
}

// forgetful keeps no answer, so that every call is made.
type forgetful struct{}

func (*forgetful) Spent(context.Context, incident.Number) (incident.Spent, error) {
	return incident.Spent{}, nil
}

func (*forgetful) Answer(context.Context, incident.Number, string) ([]byte, bool, error) {
	return nil, false, nil
}
func (*forgetful) KeepCall(context.Context, incident.ModelCall, string, []byte) error { return nil }

// cpuTime is what this process has used of the processors so far.
func cpuTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(errors.Join(errors.New("bench: cannot ask for the CPU time"), err))
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
