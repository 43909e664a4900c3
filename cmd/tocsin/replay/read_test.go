package replay

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
)

func TestRead_bad_input(t *testing.T) {
	t.Parallel()
	messages := func(list string) string { return `{"messages": [` + list + `]}` }
	const good = `{"user": "Ada", "ts": "1700000000.000001", "text": "a"}`
	for name, test := range map[string]struct{ file, says string }{
		"empty":                      {"", "r.json is empty"},
		"blank":                      {" \n\n", "r.json is empty"},
		"cut off in a text":          {"{\"messages\": [\n{\"user\": \"Ad", "r.json ends in the middle (line 2)"},
		"cut off after a message":    {"{\"messages\": [\n" + good + ",\n", "r.json ends in the middle (line 2)"},
		"not JSON":                   {"hello\n", "r.json is not JSON: line 1: invalid character 'h'"},
		"JSON and more":              {messages(good) + "\n\n{}", "r.json is not JSON: line 3: invalid character '{' after top-level value"},
		"a list":                     {"[" + good + "]", "no object"},
		"null":                       {"null", "no object"},
		"no messages key":            {`{"channel": "ops"}`, "no list called messages"},
		"messages that are no list":  {`{"messages": {"a": 1}}`, "messages is no list"},
		"messages that are null":     {`{"messages": null}`, "messages is no list"},
		"no messages":                {messages(""), "there is nothing to play"},
		"only Slack's own":           {messages(`{"subtype": "channel_join", "user": "A", "ts": "1700000000.000001", "text": "x"}`), "written by Slack itself"},
		"a message that is a text":   {messages(good + `, "hello"`), "message 2 (line 1) cannot be read: it is no object"},
		"a text that is a number":    {messages(`{"user": "A", "ts": "1700000000.000001", "text": 7}`), "its text is a number"},
		"no text":                    {messages(`{"user": "A", "ts": "1700000000.000001"}`), "message 1 (line 1) has no text"},
		"no user":                    {messages(`{"user": " ", "ts": "1700000000.000001", "text": "a"}`), "has no user"},
		"no ts":                      {messages(`{"user": "A", "text": "a"}`), "has no ts"},
		"a ts that is null":          {messages(`{"user": "A", "ts": null, "text": "a"}`), "has no ts"},
		"a ts in words":              {messages(`{"user": "A", "ts": "noon", "text": "a"}`), "the ts noon, which is not seconds since 1970"},
		"a ts in milliseconds":       {messages(`{"user": "A", "ts": "1700000000000", "text": "a"}`), "the ts 1700000000000, which"},
		"a ts too exact":             {messages(`{"user": "A", "ts": "1700000000.1234567", "text": "a"}`), "which is not seconds"},
		"a negative ts":              {messages(`{"user": "A", "ts": "-170000000.000001", "text": "a"}`), "which is not seconds"},
		"a ts twice":                 {messages(good + ",\n" + good), "message 2 (line 2) has the same ts as message 1, 1700000000.000001"},
		"a ts twice, written in two": {messages(`{"user": "A", "ts": "1700000000", "text": "a"}, {"user": "A", "ts": 1700000000.0, "text": "b"}`), "has the same ts"},
		"a thread_ts in words":       {messages(`{"user": "A", "ts": "1700000000.000001", "text": "a", "thread_ts": "that one"}`), "the thread_ts that one, which"},
		"an answer before":           {messages(`{"user": "A", "ts": "1700000000.000001", "text": "a", "thread_ts": "1700000009.000000"}`), "younger than itself"},
		"an answer to an answer": {messages(good + `, {"user": "A", "ts": "1700000001.000001", "text": "b", "thread_ts": "1700000000.000001"},
			{"user": "A", "ts": "1700000002.000001", "text": "c", "thread_ts": "1700000001.000001"}`), "answers message 2, which is an answer itself"},
		"a NUL":                    {messages(`{"user": "A", "ts": "1700000000.000001", "text": "a\u0000b"}`), "NUL character"},
		"a text of two megabytes":  {messages(`{"user": "A", "ts": "1700000000.000001", "text": "` + strings.Repeat("x", 2<<20) + `"}`), "2097152 bytes"},
		"more wrong than is shown": {messages(strings.Repeat(`{"user": "A"},`, 7) + good), "and 2 more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read("r.json", []byte(test.file))
			var complaint *complain.Complaint
			if !errors.As(err, &complaint) {
				t.Fatalf("no complaint: %v", err)
			}
			if !strings.Contains(complaint.Reason, test.says) {
				t.Errorf("it says %q, without %q", complaint.Reason, test.says)
			}
		})
	}
}

func TestRead_names_the_lines(t *testing.T) {
	t.Parallel()
	_, err := read("r.json", []byte("{\n \"a\": [],\n \"messages\": [\n  {\n   \"user\": \"A\"},\n\n  {\"user\": \"B\"}\n ]}"))
	want := "r.json cannot be played:\nmessage 1 (line 4) has no ts\nmessage 2 (line 7) has no ts"
	if err == nil || err.Error() != want {
		t.Errorf("it says %v\nand should %s", err, want)
	}
}

func TestRead_takes_what_may_stand_in_a_recording(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/corners.json")
	if err != nil {
		t.Fatal(err)
	}
	rec, err := read("corners.json", append([]byte("\ufeff"), data...))
	if err != nil {
		t.Fatal(err)
	}
	type line struct{ TS, Thread, User, Text string }
	var got []line
	for _, m := range rec.messages {
		got = append(got, line{m.ts, m.thread, m.author.name, m.text})
	}
	want := []line{
		{"1700000000.000001", "", "tocsin", "I go by the bot's own name"},
		{"1700000001.000000", "1700000000.000001", "Tocsin", "<!channel> <@U123> <https://x.example|y> &amp; `z`"},
		{"1700000002.500000", "", "slackbot", "taken back"},
		{"1700000003.000000", "", "Ada Lovelace", ""},
		{"1700000004.000000", "", "ada.lovelace", "several\nlines\n```and code```"},
		{"1700000005.000000", "", "person-1", "in a thread from before"},
		{"1700000006.500000", "", "alert bot", "CPU is hot"},
		{"1700000007.000000", "", "no", "out of order"},
		{"1700000008.000000", "", "Müller Łódź 🦀", "raw <b> && 🔥"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if rec.title != "Odd <people> & odd texts" || rec.channel != "ops" || rec.severity != "sev1" {
		t.Errorf("title %q, channel %q, severity %q", rec.title, rec.channel, rec.severity)
	}
	if !rec.messages[6].author.bot || rec.messages[0].author.bot {
		t.Error("the alert bot is the only bot")
	}
	if at := rec.messages[0].editedAt; !at.Equal(time.Unix(1700000100, 0)) {
		t.Errorf("the first was edited at %v", at)
	}
	if n := len(rec.messages[0].reactions); n != 1 {
		t.Errorf("the first has %d kinds of reactions, not one", n)
	}
	if n := len(rec.notes); n != 3 { // the order, Slack's own entry, the thread from before
		t.Errorf("notes: %q", rec.notes)
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"testdata/corners.json", "testdata/robots.json"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	f.Add([]byte(`{"messages":[{}], "messages": []}`))
	f.Add([]byte(`{"messages":[1,"",null,{"ts":{},"edited":{"ts":[]}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		rec, err := read("fuzz.json", data)
		if (rec == nil) == (err == nil) {
			t.Fatalf("read gives %v and %v", rec, err)
		}
		if rec == nil {
			return
		}
		if len(rec.messages) == 0 || rec.ends().Before(instant(rec.last().ts)) {
			t.Fatal("a recording has messages, and ends with the last or later")
		}
		for i, m := range rec.messages {
			if i > 0 && m.ts <= rec.messages[i-1].ts {
				t.Fatalf("%s does not come after %s", m.ts, rec.messages[i-1].ts)
			}
		}
	})
}
