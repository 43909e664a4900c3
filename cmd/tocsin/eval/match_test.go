package eval

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/ai/extract"
	"github.com/tocsin-bot/tocsin/ai/words"
	"github.com/tocsin-bot/tocsin/incident"
)

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

func judgeOf(lines ...string) *judge {
	var x extract.Extract
	for i, text := range lines {
		x.Claims = append(x.Claims, incident.Claim{
			At: noon.Add(time.Duration(i) * time.Hour), Text: text, Cites: []incident.Cite{{Message: incident.MessageID(text)}},
		})
	}
	return newJudge(x, words.English, map[string]bool{"prow": true})
}

func TestJudge_row(t *testing.T) {
	t.Parallel()
	const said = "restarted the signer, the zone is valid"
	for name, test := range map[string]struct {
		row   string
		apart time.Duration
		named bool
	}{
		"a quarter of the words within 2 minutes": {"signer boots slowly overnight", 2 * time.Minute, true},
		"a quarter is too little later":           {"signer boots slowly overnight", 3 * time.Minute, false},
		"a third within 5 minutes":                {"signer boots slowly", -5 * time.Minute, true},
		"a third is too little later":             {"signer boots slowly", 6 * time.Minute, false},
		"half within 10 minutes":                  {"signer boots", 10 * time.Minute, true},
		"nothing after that":                      {"restarted the signer, the zone is valid", 11 * time.Minute, false},
		"no words, no name":                       {"bart arrives", 0, false},
		"words that are everywhere count nothing": {"prow deploys", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := judgeOf(said, "prow prow").row(row{noon.Add(test.apart), test.row}); (got != nil) != test.named {
				t.Errorf("named by %+v", got)
			}
		})
	}
}

func TestJudge_fact(t *testing.T) {
	t.Parallel()
	j := judgeOf("the signer was powered down", "signatures expired at night", "lunch is ready", "the signer again")
	if lines, share, named := j.fact("the signer was powered down, so signatures expired"); !named || share != 1 || len(lines) != 2 {
		t.Errorf("%d lines, %v, %v", len(lines), share, named)
	}
	if _, _, named := j.fact("the signer of certificates lost its licence and its disk"); named {
		t.Error("one shared word names a fact")
	}
}

func TestJudge_action(t *testing.T) {
	t.Parallel()
	proposals := []incident.FollowUp{{Title: "we should watch the disk"}, {Title: "alert on the age of signatures"}}
	j := judgeOf()
	if got := j.action("an alert when signatures age", proposals); got != 1 {
		t.Errorf("found %d", got)
	}
	if got := j.action("replace the disk of the signer in Leeds", proposals); got != -1 {
		t.Errorf("one shared word finds %d", got)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first time.Time
		rows  string
		want  []string
	}{
		"a time is on the day of the messages":  {noon, `[["11:47Z","a"],["12:10","b"]]`, []string{"2026-03-03T11:47:00Z", "2026-03-03T12:10:00Z"}},
		"rows cross midnight":                   {noon.Add(11 * time.Hour), `[["22:50Z","a"],["23:59Z","b"],["00:10Z","c"],["09:00Z","d"]]`, []string{"2026-03-03T22:50:00Z", "2026-03-03T23:59:00Z", "2026-03-04T00:10:00Z", "2026-03-04T09:00:00Z"}},
		"a row before the midnight of the rest": {noon.Add(12*time.Hour + time.Minute), `[["23:58Z","a"],["00:05Z","b"]]`, []string{"2026-03-03T23:58:00Z", "2026-03-04T00:05:00Z"}},
		"a full timestamp is what it says":      {noon, `[["2026-03-01T10:00:00+02:00","a"],["2026-03-05 07:00","b"]]`, []string{"2026-03-01T08:00:00Z", "2026-03-05T07:00:00Z"}},
		"a time after one is on its day":        {noon, `[["2026-03-05T10:00:00Z","a"],["11:00Z","b"]]`, []string{"2026-03-05T10:00:00Z", "2026-03-05T11:00:00Z"}},
		"rows a little out of order stay":       {noon, `[["12:30Z","a"],["12:10Z","b"],["12:40Z","c"]]`, []string{"2026-03-03T12:30:00Z", "2026-03-03T12:10:00Z", "2026-03-03T12:40:00Z"}},
		"an offset is taken into account":       {noon, `[["14:00+02:00","a"]]`, []string{"2026-03-03T12:00:00Z"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var rows []json.RawMessage
			if err := json.Unmarshal([]byte(test.rows), &rows); err != nil {
				t.Fatal(err)
			}
			d := dates{last: test.first}
			for i, raw := range rows {
				got, err := d.row(raw)
				if err != nil || got.at.Format(time.RFC3339) != test.want[i] {
					t.Errorf("row %d is at %v, not %s (%v)", i+1, got.at, test.want[i], err)
				}
			}
		})
	}
}

func TestCheck_finds_citations_that_are_broken(t *testing.T) {
	t.Parallel()
	c := channel{plain: map[incident.MessageID]string{"1": "the signer was off"}}
	claim := func(message, quote string) incident.Claim {
		return incident.Claim{Text: "x", Cites: []incident.Cite{{Message: incident.MessageID(message), Quote: quote}}}
	}
	for name, test := range map[string]struct {
		claim  incident.Claim
		broken int
	}{
		"verbatim":   {claim("1", "signer  was off"), 0},
		"other word": {claim("1", "signer is off"), 1},
		"no message": {claim("2", "signer"), 1},
		"no words":   {claim("1", ""), 1},
		"no cite":    {incident.Claim{Text: "x"}, 1},
	} {
		if got := c.check(extract.Extract{Claims: []incident.Claim{test.claim}}); len(got.Broken) != test.broken {
			t.Errorf("%s: %v", name, got.Broken)
		}
	}
}
