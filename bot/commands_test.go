package bot

import (
	"testing"
)

func TestCommands_are_those_that_help_names(t *testing.T) {
	t.Parallel()
	for _, word := range commandWords() {
		if verbs[word].do == nil {
			t.Errorf("help names %s, and there is no such command", word)
		}
	}
	if len(commandWords()) != len(verbs) {
		t.Errorf("help names %v, and there are %d", commandWords(), len(verbs))
	}
}

func TestPlain_is_what_a_person_meant(t *testing.T) {
	t.Parallel()
	for typed, meant := range map[string]string{
		"checkout is down":                      "checkout is down",
		"  a &lt;b&gt; &amp; c  ":               "a <b> & c",
		"<@U1|ada> in <#C1|general>":            "@ada in #general",
		"<!channel> <!here>":                    "@channel @here",
		"<https://evil.example|slack.com> down": "https://evil.example down",
		"<!subteam^S1|@oncall> 1 < 2":           "@oncall 1 < 2",
		"unclosed <@U1":                         "unclosed <@U1",
		"&amp;lt;":                              "&lt;",
	} {
		if got := plain(typed); got != meant {
			t.Errorf("plain(%q) = %q, want %q", typed, got, meant)
		}
	}
}

func TestTimestamp_is_exact(t *testing.T) {
	t.Parallel()
	if got := timestamp("1549384024.000001").time().UnixMicro(); got != 1549384024000001 {
		t.Errorf("read as %d µs", got)
	}
	if !timestamp("").time().IsZero() || !timestamp("now").time().IsZero() {
		t.Error("what is no timestamp has an instant")
	}
}
