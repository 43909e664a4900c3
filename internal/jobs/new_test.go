package jobs

import (
	"strings"
	"testing"
)

func TestNew(t *testing.T) {
	t.Parallel()
	w := &world{t: t, url: "postgres://nobody@localhost/nowhere"}

	t.Run("names the option that is missing", func(t *testing.T) {
		t.Parallel()
		o := w.options()
		o.Draft = nil
		if _, err := New(o); err == nil || !strings.Contains(err.Error(), "Draft is missing") {
			t.Errorf("got %v", err)
		}
	})
}
