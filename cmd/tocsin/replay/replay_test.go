package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
)

// outage is a recording of a real outage that is not part of this repository.
const outage = "../../../../shared/data/prow-outage-2019-02-05.json"

func TestReplay_a_real_outage(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(outage); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the recording is not here")
	}
	var recorded exported
	decode(t, outage, &recorded)

	got, markdown := replay(t, options{file: outage})
	if diff := cmp.Diff(recorded.Messages, got.Messages, cmpopts.IgnoreFields(line{}, "EditedAt", "DeletedAt")); diff != "" {
		t.Errorf("the messages changed on their way (-recorded +exported)\n%s", diff)
	}
	if got.Incident.Status != "closed" || got.Incident.DeclaredBy != "Katharine" || got.Incident.DeclaredAt != "2019-02-05T16:27:00Z" {
		t.Errorf("the incident: %+v", got.Incident)
	}
	for _, want := range []string{"# INC-1: #testing-ops, 5 February 2019", "5 February 2019 at 16:27 UTC Katharine declared", "stevekuznetsov: 48 messages"} {
		if !strings.Contains(markdown, want) {
			t.Errorf("the draft lacks %q:\n%s", want, markdown)
		}
	}
}

func TestReplay_what_may_stand_in_a_recording(t *testing.T) {
	t.Parallel()
	got, markdown := replay(t, options{file: "testdata/corners.json"})
	if got.Incident.Title != "Odd <people> & odd texts" || got.Incident.Severity != "SEV1" {
		t.Errorf("the incident: %+v", got.Incident)
	}
	want := []line{
		{TS: "1700000000.000001", User: "tocsin", Text: "I go by the bot's own name", EditedAt: "2023-11-14T22:15:00Z"},
		{TS: "1700000001.000000", User: "Tocsin", Text: "<!channel> <@U123> <https://x.example|y> &amp; `z`", ThreadTS: "1700000000.000001"},
		{TS: "1700000002.500000", User: "slackbot", DeletedAt: "2023-11-14T22:30:00Z"},
		{TS: "1700000003.000000", User: "Ada Lovelace"},
		{TS: "1700000004.000000", User: "ada.lovelace", Text: "several\nlines\n```and code```"},
		{TS: "1700000005.000000", User: "person-1", Text: "in a thread from before"},
		{TS: "1700000006.500000", User: "alert bot", Text: "CPU is hot"},
		{TS: "1700000007.000000", User: "no", Text: "out of order"},
		{TS: "1700000008.000000", User: "Müller Łódź 🦀", Text: "raw <b> && 🔥"},
	}
	if diff := cmp.Diff(want, got.Messages); diff != "" {
		t.Errorf("messages (-want +got)\n%s", diff)
	}
	if len(got.Timeline) != 4 || got.Timeline[1].Kind != "message" || got.Timeline[1].TS != "1700000000.000001" {
		t.Errorf("the timeline is not: declared, the message with the 📌, resolved, closed: %+v", got.Timeline)
	}
	if got.Incident.ClosedAt != "2023-11-14T22:30:00Z" {
		t.Errorf("it was closed at %s and not when the last thing happened", got.Incident.ClosedAt)
	}
	if !strings.Contains(markdown, "Replayed from corners.json: declared, resolved and closed by the replay") {
		t.Errorf("the draft does not say what is made up:\n%s", markdown)
	}
	if !strings.Contains(markdown, "raw \\<b> && 🔥") && !strings.Contains(markdown, "Müller Łódź 🦀: 1 message") {
		t.Errorf("the draft lacks Müller:\n%s", markdown)
	}
}

func TestReplay_plays_its_own_export_to_the_same_end(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	first, _ := replay(t, options{file: "testdata/corners.json", out: out})
	second, _ := replay(t, options{file: filepath.Join(out, "INC-1.json")})
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("(-first +second)\n%s", diff)
	}
}

func TestReplay_long_recordings_and_long_texts(t *testing.T) {
	t.Parallel()
	var recorded exported
	for i := range 2*ahead + 7 {
		m := line{TS: fmt.Sprintf("17000%05d.%06d", i/3, i%3), User: fmt.Sprintf("Person %d", i%40), Text: fmt.Sprintf("message %d", i)}
		switch {
		case i%10 == 3:
			m.ThreadTS = recorded.Messages[i-3].TS
		case i == 100:
			m.Text = strings.Repeat("🔥", 40_000)
		}
		recorded.Messages = append(recorded.Messages, m)
	}
	data, err := json.Marshal(map[string]any{"messages": recorded.Messages})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "long.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	got, _ := replay(t, options{file: file})
	if diff := cmp.Diff(recorded.Messages, got.Messages); diff != "" {
		t.Errorf("(-recorded +exported)\n%s", diff)
	}
}

func TestReplay_robots_alone(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	err := run(t.Context(), options{
		file: "testdata/robots.json", title: "Too hot", severity: "sev3", database: pgtest.New(t, nil),
		stdout: &stdout, stderr: &stderr,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# INC-1: Too hot", "SEV3", "alert bot", "deploys"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("the draft on standard output lacks %q:\n%s", want, stdout.String())
		}
	}
	if !strings.Contains(stderr.String(), "2 messages by 2 people") {
		t.Errorf("it told:\n%s", stderr.String())
	}
}

func TestReplay_refuses(t *testing.T) {
	t.Parallel()
	const good = "testdata/robots.json"
	for name, test := range map[string]struct {
		options
		says   string
		status int
	}{
		"a file that is not there":    {options{file: "testdata/none.json"}, "there is no file testdata/none.json", complain.StatusFailed},
		"a folder":                    {options{file: "testdata"}, "is a directory", complain.StatusFailed},
		"a severity nobody knows":     {options{file: good, severity: "SEV9"}, `--severity is "SEV9"`, complain.StatusUsage},
		"a title of nothing":          {options{file: good, title: " \u200b "}, "--title has nothing in it", complain.StatusUsage},
		"a title too long":            {options{file: good, title: strings.Repeat("x", 121)}, "--title has 121 characters", complain.StatusUsage},
		"to write where it cannot be": {options{file: good, out: good + "/below"}, "not a directory", complain.StatusFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := test.options
			o.stdout, o.stderr = t.Output(), t.Output()
			err := run(t.Context(), o)
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("error: %v, without %q", err, test.says)
			}
			if got := complain.Status(err); got != test.status {
				t.Errorf("exit status %d, not %d", got, test.status)
			}
		})
	}
}

func TestReplay_stops_when_it_is_told_to(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	interrupting := writer(func(text []byte) {
		if bytes.Contains(text, []byte("the bot")) { // the last thing that is started
			cancel()
		}
	})
	err := run(ctx, options{file: "testdata/corners.json", out: t.TempDir(), database: pgtest.New(t, nil), stdout: t.Output(), stderr: interrupting})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error: %v", err)
	}
}

func TestPlay_compare(t *testing.T) {
	t.Parallel()
	rec, err := read("r.json", []byte(`{"messages": [
		{"user": "Ada", "ts": "1700000000.000001", "text": "a"}, {"user": "Bob", "ts": "1700000001.000001", "text": "b"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	p := &play{rec: rec}
	for name, test := range map[string]struct{ export, says string }{
		"a lost message":     {`{"messages": []}`, "message 1 (line 2) is missing"},
		"a message too many": {`{"messages": [{"ts": "1700000000.000000"}]}`, `its ts should be "1700000000.000001" and is "1700000000.000000"`},
		"another author":     {`{"messages": [{"ts": "1700000000.000001", "user": "Bob", "text": "a"}]}`, `its user should be "Ada"`},
		"another text":       {`{"messages": [{"ts": "1700000000.000001", "user": "Ada", "text": "A"}]}`, `its text should be "a" and is "A"`},
		"a deletion":         {`{"messages": [{"ts": "1700000000.000001", "user": "Ada", "text": "a", "deleted_at": "2023-11-14T22:30:00Z"}]}`, "it was deleted at"},
		"no JSON":            {`{`, "cannot be read"},
	} {
		t.Run("notices "+name, func(t *testing.T) {
			t.Parallel()
			if err := p.compare([]byte(test.export)); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("it says %v, without %q", err, test.says)
			}
		})
	}
}

// exported is what the tests look at in an export; it can be played again.
type exported struct {
	Incident struct {
		Title      string `json:"title"`
		Severity   string `json:"severity"`
		Status     string `json:"status"`
		DeclaredBy string `json:"declared_by"`
		DeclaredAt string `json:"declared_at"`
		ClosedAt   string `json:"closed_at"`
	} `json:"incident"`
	Timeline []struct {
		Kind string `json:"kind"`
		TS   string `json:"ts"`
	} `json:"timeline"`
	Messages []line `json:"messages"`
}

// line is a message in an export, or in a recording.
type line struct {
	TS        string `json:"ts"`
	User      string `json:"user"`
	Text      string `json:"text"`
	ThreadTS  string `json:"thread_ts,omitempty"`
	EditedAt  string `json:"edited_at,omitempty"`
	DeletedAt string `json:"deleted_at,omitempty"`
}

// replay plays a file and returns what came out.
func replay(t *testing.T, o options) (got exported, markdown string) {
	t.Helper()
	if o.out == "" {
		o.out = filepath.Join(t.TempDir(), "new")
	}
	o.database, o.stdout, o.stderr = pgtest.New(t, nil), t.Output(), t.Output()
	if err := run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	decode(t, filepath.Join(o.out, "INC-1.json"), &got)
	data, err := os.ReadFile(filepath.Join(o.out, "INC-1.md"))
	if err != nil {
		t.Fatal(err)
	}
	return got, string(data)
}

func decode(t *testing.T, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// writer does something with each write.
type writer func(text []byte)

func (w writer) Write(text []byte) (int, error) {
	w(text)
	return len(text), nil
}
