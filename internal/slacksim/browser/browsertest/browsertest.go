// Package browsertest gives tests a browser.
package browsertest

import (
	"errors"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim/browser"
)

// Start starts a Chromium until the test ends, which fails by what does not come true. Where none is installed, the test
// is skipped.
func Start(t testing.TB) *browser.Browser {
	t.Helper()
	b, err := browser.Start(browser.Options{Fail: t.Fatalf})
	if errors.Is(err, browser.ErrNone) {
		t.Skipf("not tried in a browser: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}
