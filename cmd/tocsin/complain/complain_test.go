package complain_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/incident"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		err    error
		want   string
		status int
	}{
		"an error alone":                {errors.New("disk full"), "error: disk full\n", 1},
		"an error with a way out":       {complain.About(errors.New("disk full"), "make room."), "error: disk full\nhint: make room.\n", 1},
		"one wrapped in a story":        {fmt.Errorf("export INC-1: %w", complain.New("disk full", "make room.")), "error: export INC-1: disk full\nhint: make room.\n", 1},
		"a wrong use":                   {complain.Usage("no such flag", "see --help."), "error: no such flag\nhint: see --help.\n", 2},
		"a refusal of the domain":       {&incident.Refusal{Reason: "INC-1 is closed.", Hint: "Reopen it."}, "error: INC-1 is closed.\nhint: Reopen it.\n", 1},
		"several lines, set apart":      {complain.New("two things:\nthis\nthat", "mend both:\nfirst this"), "error: two things:\n  this\n  that\nhint: mend both:\n  first this\n", 1},
		"a token inside, which is gone": {errors.New("open https://x/?token=xoxb-1-secret"), "error: open https://x/?token=xoxb-[redacted]\n", 1},
	}
	for name, c := range cases {
		t.Run("says "+name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			complain.Write(&out, c.err)
			if out.String() != c.want {
				t.Errorf("wrote %q, not %q", out.String(), c.want)
			}
			if got := complain.Status(c.err); got != c.status {
				t.Errorf("status %d, not %d", got, c.status)
			}
		})
	}

	t.Run("nothing wrong is no complaint", func(t *testing.T) {
		t.Parallel()
		if err := complain.About(nil, "hint"); err != nil || complain.Status(nil) != 0 {
			t.Errorf("%v", err)
		}
	})
}
