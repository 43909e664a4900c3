package mrkdwn_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/mrkdwn"
)

func TestRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		stored string
		want   []mrkdwn.Piece
	}{
		"entities are resolved":     {"a &lt;b&gt; &amp;amp; c", []mrkdwn.Piece{{Text: "a <b> &amp; c"}}},
		"a person":                  {"<@U1> look", []mrkdwn.Piece{{Kind: mrkdwn.Person, ID: "U1"}, {Text: " look"}}},
		"a person with a label":     {"<@U1|ada>", []mrkdwn.Piece{{Kind: mrkdwn.Person, ID: "U1", Text: "ada"}}},
		"a channel":                 {"<#C1|general>", []mrkdwn.Piece{{Kind: mrkdwn.Channel, ID: "C1", Text: "general"}}},
		"a user group":              {"<!subteam^S1|@payments>", []mrkdwn.Piece{{Kind: mrkdwn.Group, ID: "S1", Text: "payments"}}},
		"everybody":                 {"<!here> <!channel|@channel>", []mrkdwn.Piece{{Kind: mrkdwn.Everyone, Text: "here"}, {Text: " "}, {Kind: mrkdwn.Everyone, Text: "channel"}}},
		"a link":                    {"<https://x.example/a?b=1&amp;c=2>", []mrkdwn.Piece{{Kind: mrkdwn.Link, URL: "https://x.example/a?b=1&c=2"}}},
		"a labelled link":           {"<https://evil.example|slack.com>", []mrkdwn.Piece{{Kind: mrkdwn.Link, URL: "https://evil.example", Text: "slack.com"}}},
		"a date":                    {"<!date^0^{date} {time}|then>", []mrkdwn.Piece{{Kind: mrkdwn.Date, At: time.Unix(0, 0).UTC(), Text: "then"}}},
		"code":                      {"run `a &lt; b` now", []mrkdwn.Piece{{Text: "run "}, {Kind: mrkdwn.Code, Text: "a < b"}, {Text: " now"}}},
		"a fence":                   {"```\nx := <@U1|ada>\n```", []mrkdwn.Piece{{Kind: mrkdwn.Fence, Text: "x := @ada"}}},
		"a lone backtick":           {"it`s", []mrkdwn.Piece{{Text: "it`s"}}},
		"a fence that never ends":   {"```oops", []mrkdwn.Piece{{Text: "```oops"}}},
		"what is no token":          {"<> <b>bold</b> 1 < 2", []mrkdwn.Piece{{Text: "<> <b>bold</b> 1 < 2"}}},
		"code does not cross lines": {"`a\nb`", []mrkdwn.Piece{{Text: "`a\nb`"}}},
	}
	for name, test := range tests {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, mrkdwn.Read(test.stored)); diff != "" {
				t.Errorf("Read(%q) (-want +got):\n%s", test.stored, diff)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	names := func(id string) string { return map[string]string{"U1": "Ada"}[id] }
	tests := map[string]string{
		"<@U1> and <@U2|bob> and <@U3>":                     "@Ada and @bob and @U3",
		"see <https://evil.example|slack.com>":              "see slack.com (https://evil.example)",
		"see <http://x.example|x.example>":                  "see http://x.example",
		"mail <mailto:ada@x.example|ada@x.example>":         "mail ada@x.example",
		"<!channel> in <#C1|ops> until <!date^0^{time}|x>!": "@channel in #ops until 1 Jan 1970 00:00 UTC!",
		"`rm -rf /` &amp; pray":                             "rm -rf / & pray",
		"```curl <https://x.example/a>```":                  "curl https://x.example/a",
	}
	for stored, want := range tests {
		if got := mrkdwn.Plain(stored, names); got != want {
			t.Errorf("Plain(%q) = %q, want %q", stored, got, want)
		}
	}
}

// Whatever is stored is read to its end, and text without markup comes out as it went in.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"", "a", "`", "``", "```", "<", "<>", "<@>", "<!date^x>", "<!date^>", "```<```", "`<@U1`>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		pieces := mrkdwn.Read(s)
		if !strings.ContainsAny(s, "`<&") && s != "" && (len(pieces) != 1 || pieces[0].Text != s) {
			t.Errorf("Read(%q) = %v", s, pieces)
		}
	})
}
