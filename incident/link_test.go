package incident

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestAddress_takes_web_addresses_and_nothing_else(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		" https://grafana.example/d/checkout?from=now-1h&to=now#p ": "https://grafana.example/d/checkout?from=now-1h&to=now#p",
		"HTTP://wiki.example":                "http://wiki.example",
		"https://x.example/a|b?q=<c>":        "https://x.example/a%7Cb?q=%3Cc%3E",
		"https://x.example/?q=a|b`c\"":       "https://x.example/?q=a%7Cb%60c%22",
		"https://bücher.example/größe":       "https://bücher.example/größe",
		"http://10.0.0.1:3000/":              "http://10.0.0.1:3000/",
		"javascript:alert(1)":                "",
		"ftp://x.example":                    "",
		"grafana.example/d/1":                "",
		"https://":                           "",
		"https:///path":                      "",
		"https://ada:secret@x.example":       "",
		"https://slack.com@evil.example":     "",
		"https://x.example/a b":              "",
		"https://x.example/\u202egnp.exe":    "",
		"https://x.example/\nhttps://y":      "",
		"":                                   "",
		"https://x.example/" + long(MaxText): "",
	} {
		got, err := Address(typed)
		var refusal *Refusal
		if got != want || (want == "") != errors.As(err, &refusal) {
			t.Errorf("%q is %q, %v; want %q", typed, got, err, want)
		}
	}
}

func long(n int) string { return strings.Repeat("x", n) }

func TestAddLink(t *testing.T) {
	t.Parallel()
	act := Act{By: "ada", At: time.Date(2026, 1, 15, 2, 47, 0, 0, time.UTC)}
	first, out, err := addLink(act, nil, "https://grafana.example/d/checkout/?from=now", "")
	if err != nil || first.Title != "grafana.example/d/checkout" || len(out.Entries) != 1 || out.Entries[0].What != first.Address {
		t.Errorf("without a title it is %+v, told as %+v (%v)", first, out, err)
	}
	first.ID = 1
	if _, _, err := addLink(act, []Link{*first}, first.Address, ""); err == nil {
		t.Error("the same is kept twice")
	}
	named, out, err := addLink(act, []Link{*first}, first.Address, "the  board\u202e")
	if err != nil || named.ID != 1 || named.Title != "the board" || len(out.Entries) != 0 {
		t.Errorf("with another title it is %+v, told as %+v (%v)", named, out, err)
	}
	first.remove(act)
	if again, _, err := addLink(act, []Link{*first}, first.Address, ""); err != nil || again.ID != 0 {
		t.Errorf("what was removed cannot be added again: %v", err)
	}
	var full []Link
	for range MaxLinks {
		full = append(full, Link{Address: "https://x.example"})
	}
	if _, _, err := addLink(act, full, "https://y.example", ""); err == nil {
		t.Error("there is no limit")
	}
}

func TestCallURL(t *testing.T) {
	t.Parallel()
	inc := &Incident{Number: 42}
	for template, want := range map[string]string{
		"":                                       "",
		"https://meet.example/{incident}":        "https://meet.example/INC-42",
		"https://meet.example/j?room={incident}": "https://meet.example/j?room=INC-42",
		"https://meet.example/the-room":          "https://meet.example/the-room",
	} {
		if err := CheckCallURL(template); err != nil {
			t.Errorf("%q is refused: %v", template, err)
		}
		if got := (Rules{CallURL: template}).Call(inc); got != want {
			t.Errorf("%q gives %q", template, got)
		}
	}
	for _, template := range []string{"meet.example", "zoommtg://x/{incident}", "https://{incident}.meet.example", "https://meet.example/{slug}", "https://me:pw@meet.example/{incident}", "https://meet.example/{"} {
		if CheckCallURL(template) == nil {
			t.Errorf("%q is taken", template)
		}
	}
}
