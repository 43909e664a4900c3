package cite_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/ai/cite"
)

// channel is a recorded or written conversation and what is true about it.
type channel struct {
	name     string
	messages map[string]cite.Message
	order    []string // ids
	people   []string
	truths   []truth
}

// truth is a claim that a careful person wrote, with its citations.
type truth struct {
	text  string
	cited []cite.Cited
	ids   []string
}

// recording is looked for beside the project; without it one channel less is measured.
const recording = "../../../shared/data/prow-outage-2019-02-05.json"

func channels(t testing.TB) []*channel {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no channels: %v", err)
	}
	var all []*channel
	for _, file := range files {
		ch := &channel{name: strings.TrimSuffix(filepath.Base(file), ".txt"), messages: map[string]cite.Message{}}
		if ch.name == "prow" && !ch.readRecording(t) {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		ch.read(t, string(text))
		all = append(all, ch)
	}
	return all
}

func (ch *channel) readRecording(t testing.TB) bool {
	raw, err := os.ReadFile(recording)
	if err != nil {
		return false
	}
	var rec struct {
		Messages []struct{ User, TS, Text string }
	}
	if err := json.Unmarshal(raw, &rec); err != nil {
		t.Fatal(err)
	}
	for _, m := range rec.Messages {
		seconds, err := strconv.ParseFloat(m.TS, 64)
		if err != nil {
			t.Fatal(err)
		}
		ch.add(m.TS, cite.Message{Text: m.Text, Author: m.User, At: time.Unix(int64(seconds), 0).UTC()})
	}
	ch.mention()
	return true
}

func (ch *channel) add(id string, m cite.Message) {
	ch.messages[id] = m
	ch.order = append(ch.order, id)
	for _, p := range ch.people {
		if p == m.Author {
			return
		}
	}
	ch.people = append(ch.people, m.Author)
}

// bots are the programs that write in the channels.
var bots = []string{"prow", "Grafana", "grafana", "deploybot", "alertbot", "pagerbot", "incident-bot"}

// humans are those who wrote, without bots.
func (ch *channel) humans() []string {
	return slices.DeleteFunc(slices.Clone(ch.people), func(p string) bool { return slices.Contains(bots, p) })
}

// mention fills in who is mentioned, as the caller of the checker does.
func (ch *channel) mention() {
	for id, m := range ch.messages {
		for _, p := range ch.people {
			if strings.Contains(m.Text, "@"+p) {
				m.Names = append(m.Names, p)
			}
		}
		ch.messages[id] = m
	}
}

var head = regexp.MustCompile(`^== (\S+) (\S+Z) (.+)$`)

func (ch *channel) read(t testing.TB, text string) {
	messages, claims, found := strings.Cut(text, "== claims\n")
	if !found {
		t.Fatalf("%s: no claims", ch.name)
	}
	lines := strings.Split(messages, "\n")
	for i := 0; i+1 < len(lines); i++ {
		m := head.FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		at, err := time.Parse(time.RFC3339, m[2])
		if err != nil {
			t.Fatal(err)
		}
		ch.add(m[1], cite.Message{Text: lines[i+1], Author: m[3], At: at})
	}
	ch.mention()
	for line := range strings.Lines(claims) {
		line = strings.TrimSpace(line)
		cites, isCite := strings.CutPrefix(line, "< ")
		switch {
		case line == "":
		case !isCite:
			ch.truths = append(ch.truths, truth{text: line})
		default:
			id, quote, _ := strings.Cut(cites, ": ")
			m, ok := ch.messages[id]
			if !ok {
				t.Fatalf("%s: no message %s", ch.name, id)
			}
			last := &ch.truths[len(ch.truths)-1]
			last.cited = append(last.cited, cite.Cited{Message: m, Quote: quote})
			last.ids = append(last.ids, id)
		}
	}
}
