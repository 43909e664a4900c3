package redact_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func TestSession(t *testing.T) {
	t.Parallel()
	r := redactor(t)

	t.Run("hides the same value behind the same placeholder", func(t *testing.T) {
		t.Parallel()
		s := r.Session()
		token := "ghp_" + mixed(36)
		first := s.Hide("ask ann@shop.test or bob@shop.test, token " + token)
		if first != "ask ⟦email-1⟧ or ⟦email-2⟧, token ⟦secret-1⟧" {
			t.Fatal(first)
		}
		if again := s.Hide(token + " is bob@shop.test's, 4111111111111111 too"); again != "⟦secret-1⟧ is ⟦email-2⟧'s, ⟦card-1⟧ too" {
			t.Error(again)
		}
		if other := r.Session().Hide("bob@shop.test"); other != "⟦email-1⟧" {
			t.Errorf("another session goes on counting: %s", other)
		}
	})

	t.Run("gives addresses back, and credentials masked", func(t *testing.T) {
		t.Parallel()
		s := r.Session()
		s.Hide("mail ann@shop.test the key ghp_" + mixed(36) + " of card 4111111111111111")
		got := s.Restore("Ann (⟦email-1⟧) was sent ⟦secret-1⟧ and ⟦card-1⟧.")
		if got != "Ann (ann@shop.test) was sent [secret: GitHub token] and [secret: card number]." {
			t.Error(got)
		}
	})

	t.Run("knows a placeholder that a model wrote its own way", func(t *testing.T) {
		t.Parallel()
		s := r.Session()
		s.Hide("ann@shop.test")
		for _, written := range []string{"⟦email-1⟧", "⟦ email-1 ⟧", "⟦email - 1⟧", "⟦email 1⟧", "⟦Email‑1⟧", "⟦EMAIL_1⟧", "⟦\u00a0email–1⟧", "⟦email1⟧"} {
			got := s.Restore("to " + written + ".")
			if got != "to ann@shop.test." && !strings.Contains(written, "\u00a0") {
				t.Errorf("%s gives %s", written, got)
			}
		}
	})

	t.Run("leaves placeholders that it never gave out", func(t *testing.T) {
		t.Parallel()
		s := r.Session()
		s.Hide("ann@shop.test")
		const invented = "⟦email-2⟧ ⟦secret-1⟧ ⟦phone-1⟧ ⟦email-⟧ ⟦"
		if got := s.Restore(invented); got != invented {
			t.Error(got)
		}
	})

	t.Run("lets no text ask for what is not its own", func(t *testing.T) {
		t.Parallel()
		s := r.Session()
		s.Hide("ann@shop.test")
		const forged = "my name is ⟦email-1⟧, ⟦⟦email-1⟧⟧"
		hidden := s.Hide(forged)
		if strings.Contains(hidden, "⟦email-1⟧") {
			t.Errorf("went through: %s", hidden)
		}
		if got := s.Restore(hidden); got != forged {
			t.Errorf("came back as %s", got)
		}
	})

	t.Run("hides addresses in many shapes", func(t *testing.T) {
		t.Parallel()
		for text, want := range map[string]string{
			"<mailto:ann.o'neil+ops@mail.shop.test|Ann>": "<mailto:⟦email-1⟧|Ann>",
			"müller@bücher.example!":                     "⟦email-1⟧!",
			"(a@b.io)":                                   "(⟦email-1⟧)",
			"react@18.2.0 checkout@v4 @ann user@host":    "react@18.2.0 checkout@v4 @ann user@host",
			"postgres://app:s3cr3t@db.shop.test/x":       "postgres://app:⟦secret-1⟧@db.shop.test/x",
			"an\u200bn@shop.test":                        "⟦email-1⟧",
		} {
			if got := r.Session().Hide(text); got != want {
				t.Errorf("%q is %q, not %q", text, got, want)
			}
		}
	})

	t.Run("is one for many at once", func(t *testing.T) {
		t.Parallel()
		s := r.Session()
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				for j := range 50 {
					text := fmt.Sprintf("p%d@shop.test and q%d@shop.test", j, i)
					if got := s.Restore(s.Hide(text)); got != text {
						t.Errorf("%s came back as %s", text, got)
					}
				}
			})
		}
		all.Wait()
	})
}

// pieces are what the texts of the property tests are made of.
func pieces() []string {
	return []string{
		"ghp_" + mixed(36), "ghp_" + mixed(12), mixed(24), hexed(40), "AKIA" + "IOSFODNN7EXAMPLE", "ann@shop.test", "4111 1111 1111 1111",
		"password=", "password: ", "hunter2", "postgres://u:p@h", "Bearer ", "secret", "token", "key", ":", "=", "\"", "'", "`", "\n", " ", "> ",
		"⟦", "⟧", "⟦email-1⟧", "⟦secret-1⟧", "[secret: password]", "[secret: ", "]", "\u200b", "\u00ad", "é", "日本", "\xff", "-----BEGIN PRIVATE " + "KEY-----",
		"-----END PRIVATE " + "KEY-----", "curl -u a:b", "Cookie: a=", "https://", "@", "x-api-key: ", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.", "word",
	}
}

func TestSession_properties(t *testing.T) {
	t.Parallel()
	r := redactor(t)
	some := rapid.SliceOfN(rapid.SampledFrom(pieces()), 0, 12)

	t.Run("what goes to a model and back is as if it had been masked", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			text := strings.Join(some.Draw(t, "pieces"), "")
			s := r.Session()
			if back, shown := s.Restore(s.Hide(text)), r.Mask(text); back != shown {
				t.Errorf("%q\ncomes back as %q\nand is shown as %q", text, back, shown)
			}
		})
	})

	t.Run("a whole token never gets through", func(t *testing.T) {
		t.Parallel()
		token := "ghp_" + mixed(36)
		rapid.Check(t, func(t *rapid.T) {
			before, after := some.Draw(t, "before"), some.Draw(t, "after")
			text := strings.Join(before, "") + " " + token + " " + strings.Join(after, "")
			for _, out := range []string{r.Mask(text), r.Session().Hide(text)} {
				if strings.Contains(out, token) {
					t.Errorf("%q\nbecame %q", text, out)
				}
			}
		})
	})
}
