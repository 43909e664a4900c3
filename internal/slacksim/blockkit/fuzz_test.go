package blockkit

import (
	"encoding/json"
	"strings"
	"testing"
)

// FuzzBlocks feeds anything to everything: nothing may panic, and what is valid
// must stay valid when Slack fills in its ids.
func FuzzBlocks(f *testing.F) {
	for _, seed := range []string{card, form, `null`, `[]`, `{}`, `[null]`, `[{"type":1}]`, `[{"type":"section","fields":[1]}]`, `"<!date^1^{`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		raw := json.RawMessage(s)
		normal := Normalize(raw)
		if ValidateMessage(raw) == nil && ValidateMessage(normal) != nil {
			t.Errorf("valid until normalized: %s → %q", normal, ValidateMessage(normal))
		}
		_ = ValidateView(raw)
		_ = BlocksText(raw, newYork{})
		_ = Parts(raw, nil)
		_ = MrkdwnText(s, newYork{})
		_ = MarkdownText(s)
		values := map[string]any{"": s}
		for _, in := range Inputs(raw) {
			values[in.Label] = s
		}
		state, _ := State(raw, values)
		if !json.Valid(state) {
			t.Errorf("state is not JSON: %s", state)
		}
		for _, e := range Actions(raw) {
			if strings.HasSuffix(e.Type, "button") || e.Type == "overflow" {
				_, _ = e.Action(s)
			}
		}
	})
}
