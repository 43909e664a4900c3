package demo

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
)

func TestDemo_plays_the_night_from_the_alarm_to_the_draft(t *testing.T) {
	t.Parallel()
	var screen bytes.Buffer
	out := filepath.Join(t.TempDir(), "new")
	if err := run(t.Context(), options{fast: true, exit: true, out: out, database: pgtest.New(t, nil), stdout: &screen}); err != nil {
		t.Fatalf("%v\n%s", err, screen.String())
	}
	inOrder(t, screen.String(),
		"0 of 14 payments went through",
		"Ada types /incident checkout is down",
		"Declare an incident", "What is broken? checkout is down", "Who may know? ☐", "[Declare]",
		"INC-1 is open → #inc-1-checkout-down",
		"the card, pinned", "Next: Someone press Take command.",
		"→ #incidents: INC-1 checkout is down",
		"Grace presses [Take command]", "@Grace is Incident commander",
		"Grace types /incident update", "Users see: Paying by card fails.",
		"↳ Ada", "Grace puts 📌 on Ada's reply",
		"Grace types /incident severity SEV1", "Severity raised from SEV2 to SEV1", "Reason: nobody can pay",
		"Status: investigating → identified",
		"Ada types /incident note", "Note by @Ada",
		"only Bob sees this", "You joined INC-1 22 min in.", "Bob presses [Catch me up]",
		"Catching up on INC-1", "certificate expired", "Asked the gateway for a new certificate.", "Bob Read it, thanks.",
		"Grace presses [Update]", "What do we do about it?", "The new certificate is in.", "We do:", "The new certificate is in.",
		"Status: identified → monitoring",
		"Resolved by @Grace",
		"Closed by @Grace",
		"Draft summary of INC-1", "Cause", "certificate expired", "What was done", "The new certificate is in.", "no model",
		"Follow-ups found for INC-1", "I'll mend the renewal job", "owner @Bob", "[Accept] [Edit] [Dismiss]", "we need an alert",
		"Postmortem draft of INC-1 is in this channel's canvas", "Closed 03:31 · resolved after 40 min",
		"Bob presses [Accept]", "accepted by @Bob", "Grace presses [Draft again]",
		"the canvas of #inc-1-checkout-down", "INC-1: checkout is down", "Ada declared “checkout is down” as SEV2.",
		"Follow-ups", "- [ ] I'll mend the renewal job",
		"The draft is in "+filepath.Join(out, "INC-1.md"),
	)
	draft, err := os.ReadFile(filepath.Join(out, "INC-1.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# INC-1: checkout is down", "03:02", "certificate expired", "Asked the gateway for a new certificate"} {
		if !strings.Contains(string(draft), want) {
			t.Errorf("the draft lacks %q:\n%s", want, draft)
		}
	}
	inOrder(t, string(draft), "You are right. Cards, PayPal", "Grace changed the severity from SEV2 to SEV1", "certificate expired")
	if !strings.Contains(string(draft), "https://tidewater.slack.example/archives/") || strings.Contains(string(draft), "slack.com") {
		t.Errorf("its links may lead to somebody's real workspace:\n%s", draft)
	}
	for line := range strings.SplitSeq(screen.String(), "\n") {
		if strings.Contains(line, out) {
			continue // a path stays whole
		}
		if n := ansi.StringWidth(line); n > 80 || line != ansi.Strip(line) {
			t.Errorf("no terminal, so it is neither coloured nor wider than 80 columns (%d): %q", n, line)
		}
	}
}

func TestDemo_stays_up_until_it_is_told_to_end(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var screen bytes.Buffer
	told := writer(func(text []byte) {
		screen.Write(text)
		if bytes.Contains(text, []byte("Join in: http://127.0.0.1:")) {
			cancel()
		}
	})
	if err := run(ctx, options{fast: true, out: t.TempDir(), database: pgtest.New(t, nil), stdout: told}); err != nil {
		t.Fatalf("%v\n%s", err, screen.String())
	}
	if ctx.Err() == nil {
		t.Errorf("it ended by itself:\n%s", screen.String())
	}
}

func TestDemo_can_be_interrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	told := writer(func(text []byte) {
		if bytes.Contains(text, []byte("Tidewater sells")) {
			cancel()
		}
	})
	err := run(ctx, options{out: t.TempDir(), database: pgtest.New(t, nil), stdout: told}) // not fast: it is in a pause
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error: %v", err)
	}
}

// inOrder checks that a text holds these parts, one after the other. Lines may be broken anywhere between words.
func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╭", " ", "─", " ").Replace(text)), " ")
	rest := flat
	for _, part := range parts {
		_, after, found := strings.Cut(rest, strings.Join(strings.Fields(part), " "))
		if !found {
			t.Fatalf("%q does not come, or not in its turn:\n%s", part, text)
		}
		rest = after
	}
}

// writer does something with each write.
type writer func(text []byte)

func (w writer) Write(text []byte) (int, error) {
	w(text)
	return len(text), nil
}
