package extract_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/ai/material"
	"github.com/tocsin-bot/tocsin/incident"
)

// long is a channel of n messages that talk about nothing in particular, some of them in threads.
func long(n int) *material.Material {
	words := strings.Fields(`the checkout page is slow for me too on orders-db-2 and we see nothing in payment worker logs since the deploy
		some pods maybe a queue looks odd customers ask about it nice thanks looking at grafana shows 42% v1.2.3 what about the other region
		my laptop was asleep can you share that graph again here is the link to our board lunch soon anybody there who else knows this part
		of the code let me read it first one restarted node errors went away but came again so not that then`)
	random := rand.New(rand.NewPCG(1, 2))
	m := &material.Material{}
	m.Record.People = map[incident.PersonID]incident.Person{}
	for i := range 40 {
		id := incident.PersonID(fmt.Sprintf("U%d", i))
		m.Record.People[id] = incident.Person{ID: id, Name: fmt.Sprintf("Person %d", i)}
	}
	root := incident.MessageID("")
	for i := range n {
		text := ""
		for range 4 + random.IntN(14) {
			text += words[random.IntN(len(words))] + " "
		}
		at := time.Date(2026, 3, 1, 0, 0, i*7, 0, time.UTC)
		one := incident.Message{
			ID: incident.MessageID(fmt.Sprintf("%d.000001", at.Unix())), Author: incident.PersonID(fmt.Sprintf("U%d", random.IntN(40))),
			At: at, Text: strings.TrimSpace(text),
		}
		if i%5 == 0 {
			root = one.ID
		} else if i%3 == 0 {
			one.Thread = root
		}
		m.Record.Messages = append(m.Record.Messages, one)
	}
	return m
}

func BenchmarkSummarise_10000_messages(b *testing.B) {
	m := long(10_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := extract.Summarise(context.Background(), m); err != nil {
			b.Fatal(err)
		}
	}
}
