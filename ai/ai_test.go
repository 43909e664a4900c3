package ai_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/ai"
	"github.com/tocsin-bot/tocsin/incident"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

func drafted(t testing.TB, rec incident.Record) incident.Draft {
	t.Helper()
	d, err := ai.FromTimeline{Link: link, Now: func() time.Time { return at(96) }}.Draft(context.Background(), rec, words())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFromTimeline_Draft_reads_as_before(t *testing.T) {
	t.Parallel()
	for name, rec := range map[string]incident.Record{
		"night_in_the_shop": shop(),
		"several_days":      days(),
		"nothing_said":      silent(),
		"recorded_channel":  recorded(),
		"odd_texts":         odd(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name+".golden.md", drafted(t, rec).Markdown)
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (make golden writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s has changed (-want +got):\n%s", file, diff)
	}
}

func TestFromTimeline_Draft_says_what_made_it(t *testing.T) {
	t.Parallel()
	d := drafted(t, shop())
	d.Markdown = ""
	want := incident.Draft{Number: 42, MadeBy: ai.MadeByTimeline, MadeAt: at(96), Messages: 7}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFromTimeline_Draft_never_quotes_a_deleted_message(t *testing.T) {
	t.Parallel()
	if text := drafted(t, shop()).Markdown; strings.Contains(text, "fault") || strings.Contains(text, "angry") || strings.Contains(text, "Eve") {
		t.Errorf("it does:\n%s", text)
	}
}

func TestFromTimeline_Draft_without_links_and_names_still_reads(t *testing.T) {
	t.Parallel()
	rec := shop()
	rec.People = nil
	d, err := ai.FromTimeline{}.Draft(context.Background(), rec, incident.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(d.Markdown, "](") || strings.Contains(d.Markdown, "()") || !strings.Contains(d.Markdown, "U0ADA declared") {
		t.Errorf("%s", d.Markdown)
	}
	if d.MadeAt.IsZero() {
		t.Error("it does not know when it was made")
	}
}

func TestFromTimeline_Draft_ends_with_its_context(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (ai.FromTimeline{}).Draft(ctx, shop(), words()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A channel of a long day must not become a digest of a thousand lines.
func TestFromTimeline_Draft_of_a_long_channel_stays_readable(t *testing.T) {
	t.Parallel()
	rec := recorded()
	rec.Messages = nil
	for i := range 10_000 {
		rec.Messages = append(rec.Messages, said(700*i, "katharine", "still at it, see https://x.example/log"))
	}
	text := drafted(t, rec).Markdown
	if lines := strings.Count(text, "\n"); lines > 400 {
		t.Errorf("%d lines", lines)
	}
	if !strings.Contains(text, "katharine: 10000 messages") {
		t.Error("the messages are not all counted")
	}
}

func TestFromTimeline_Draft_cuts_long_messages_between_words(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		strings.Repeat("word ", 40) + "end":                                          "begins: “" + strings.TrimSpace(strings.Repeat("word ", 28)) + "…”",
		strings.Repeat("word ", 20) + "https://x.example/" + strings.Repeat("a", 90): "begins: “" + strings.TrimSpace(strings.Repeat("word ", 20)) + "…”",
		strings.Repeat("停", 200):                                                     "begins: “" + strings.Repeat("停", 140) + "…”",
		"<https://x.example/" + strings.Repeat("a", 200) + "> then":                  "begins: “…”",
	} {
		rec := recorded()
		rec.Messages = []incident.Message{said(0, "katharine", text)}
		if got := drafted(t, rec).Markdown; !strings.Contains(got, want) {
			t.Errorf("%q: want %s in\n%s", text, want, got)
		}
	}
}
