package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
)

var update = flag.Bool("update", false, "write the golden file instead of comparing with it")

// outage is a real channel and its real postmortem. It lies beside the checkout, where there is one.
const outage = "../../../../shared/data/prow-outage-2019-02-05.json"

// The channels in testdata are made up. Twelve were written before any phrase was listed, cdn_loop,
// gcp_quota and office_badge after, each with the facts that an author of a postmortem would state. Nothing was
// changed for the sake of wrong_revenue: it tells how a channel nobody knows fares. floors are what must
// be found in each, a little below what is.
var floors = map[string]struct{ rows, facts, actions, wrong int }{
	"bad_deploy_flag":     {9, 3, 3, 1},
	"cdn_loop":            {5, 1, 2, 1},
	"db_failover":         {11, 3, 1, 1},
	"disk_guesses":        {9, 3, 1, 1},
	"dns_night":           {9, 2, 2, 1},
	"expired_certificate": {8, 2, 3, 2},
	"gcp_quota":           {8, 2, 2, 1},
	"lager_deutsch":       {4, 2, 0, 1}, // in a language without phrases
	"late_notifications":  {10, 2, 3, 1},
	"noisy_launch":        {9, 3, 2, 2}, // 11 rows in 2,000 messages
	"office_badge":        {6, 3, 2, 1},
	"payment_provider":    {9, 3, 3, 2},
	"phishing":            {11, 2, 3, 1},
	"threads_login":       {9, 3, 3, 1},
	"wrong_revenue":       {6, 3, 2, 1},
}

func TestEval(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) != len(floors) {
		t.Fatalf("%d channels, %d floors, %v", len(files), len(floors), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name+" names what it must", func(t *testing.T) {
			t.Parallel()
			floor, got := floors[name], read(t, file).Totals
			if got.RowsNamed < floor.rows || got.FactsNamed < floor.facts || got.ActionsFound < floor.actions || got.Wrong > floor.wrong {
				t.Errorf("%+v, floor %+v", got, floor)
			}
		})
	}
}

func TestEval_the_recorded_outage(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(outage); err != nil {
		t.Skip("the recording is not here: ", err)
	}
	r := read(t, outage)
	if got := r.Totals; got.RowsNamed < 7 || got.Rows != 9 || got.ActionsFound != 1 || got.Wrong > 3 {
		t.Errorf("%+v", got)
	}
	var summary strings.Builder
	for _, l := range r.Summary {
		fmt.Fprintf(&summary, "%s  %-8s  %s\n", l.At.Format("15:04Z"), l.Section, l.Text)
	}
	golden := filepath.Join("testdata", "recorded_outage.golden.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(summary.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), summary.String()); diff != "" {
		t.Errorf("(-golden +summary):\n%s", diff)
	}
	for _, fact := range []string{"wrong namespace", "in the default namespace", "manual rollback worked"} {
		if !strings.Contains(summary.String(), fact) {
			t.Errorf("the summary does not have %q:\n%s", fact, &summary)
		}
	}
}

// read evaluates a file, and checks what holds for every one.
func read(t *testing.T, file string) Report {
	t.Helper()
	r, _, err := of(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	if r.Totals.Lines > 25 || len(r.Timeline) > 40 {
		t.Errorf("%d lines of summary, %d of timeline", r.Totals.Lines, len(r.Timeline))
	}
	if r.Citations.Checked == 0 || len(r.Citations.Broken) > 0 {
		t.Errorf("citations: %+v", r.Citations)
	}
	return r
}

// keep writes a recording into a folder of the test.
func keep(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "outage.json")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

const messages = `"messages": [
  {"user": "Ada", "ts": "1700000000.000001", "text": "customers cannot pay, 40% of orders fail"},
  {"user": "Bo", "ts": "1700000300.000001", "text": "rolled back payment-api to v811"}]`

func TestEval_command(t *testing.T) {
	t.Parallel()
	runs := func(args ...string) (string, error) {
		cmd, out := NewCommand(), new(bytes.Buffer)
		cmd.SetArgs(args)
		cmd.SetOut(out)
		cmd.SetErr(out)
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		err := cmd.ExecuteContext(context.Background())
		return out.String(), err
	}
	t.Run("prints the line that each verdict rests on, and totals at the end", func(t *testing.T) {
		t.Parallel()
		out, err := runs("testdata/dns_night.json")
		if err != nil {
			t.Fatal(err)
		}
		for _, says := range []string{
			"✓ 23:48Z  signer VM found powered down\n        23:48Z  vm is off. powered down since oct 16  (summary)\n",
			"✓ root_cause (", "✓ monitor the age of the signatures (RRSIG)\n", "citations exist and are verbatim",
		} {
			if !strings.Contains(out, says) {
				t.Errorf("it does not say %q:\n%s", says, out)
			}
		}
		if last := out[strings.LastIndex(strings.TrimSpace(out), "\nTotals: "):]; strings.Count(last, "\n") > 4 {
			t.Errorf("it does not end with the totals:\n%s", out)
		}
	})
	t.Run("prints the summary of a file without facts, and says that it has none", func(t *testing.T) {
		t.Parallel()
		out, err := runs(keep(t, `{`+messages+`}`))
		if err != nil || !strings.Contains(out, "has no postmortem_facts") || !strings.Contains(out, "rolled back payment-api") {
			t.Errorf("%v\n%s", err, out)
		}
	})
	t.Run("takes facts of which any are missing, and others besides", func(t *testing.T) {
		t.Parallel()
		out, err := runs(keep(t, `{`+messages+`, "postmortem_facts": {"resolution": "rolled back to v811", "jobs": 7, "action_items": [], "mood": null}}`))
		if err != nil || !strings.Contains(out, "1 of 1 facts") || !strings.Contains(out, "0 of 0 rows") {
			t.Errorf("%v\n%s", err, out)
		}
	})
	t.Run("writes JSON", func(t *testing.T) {
		t.Parallel()
		out, err := runs("testdata/dns_night.json", "--format", "json")
		var r Report
		if err := errors.Join(err, json.Unmarshal([]byte(out), &r)); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if r.File != "dns_night.json" || r.Messages != 37 || len(r.Rows) != 10 || len(r.Summary) == 0 || !r.Facts {
			t.Errorf("%+v", r)
		}
	})
	t.Run("complains about what is no recording, or no facts", func(t *testing.T) {
		t.Parallel()
		for name, test := range map[string]struct {
			args []string
			says string
		}{
			"no file":        {[]string{filepath.Join(t.TempDir(), "nowhere.json")}, "there is no file"},
			"no JSON":        {[]string{keep(t, "hello")}, "is not JSON"},
			"no messages":    {[]string{keep(t, `{"a": 1}`)}, "no list called messages"},
			"facts a list":   {[]string{keep(t, `{`+messages+`, "postmortem_facts": []}`)}, "postmortem_facts is no object"},
			"timeline a map": {[]string{keep(t, `{`+messages+`, "postmortem_facts": {"timeline": {}}}`)}, "timeline is no list"},
			"a row of one":   {[]string{keep(t, `{`+messages+`, "postmortem_facts": {"timeline": [["16:00Z", "a"], ["b"]]}}`)}, "row 2"},
			"a row at noon":  {[]string{keep(t, `{`+messages+`, "postmortem_facts": {"timeline": [["noon", "a"]]}}`)}, `"noon" is no time`},
			"another format": {[]string{"testdata/dns_night.json", "--format", "xml"}, "there is text and json"},
		} {
			_, err := runs(test.args...)
			var c *complain.Complaint
			if !errors.As(err, &c) || !strings.Contains(c.Reason+c.Hint, test.says) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
