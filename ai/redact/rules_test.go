package redact

import (
	"strings"
	"testing"
)

func TestRules(t *testing.T) {
	t.Parallel()
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if len(r.rules) < 200 {
		t.Errorf("there are only %d rules", len(r.rules))
	}
	seen := map[string]bool{}
	for _, rule := range r.rules {
		rule.regex() // panics if it cannot be compiled
		for _, a := range rule.allow {
			for _, regex := range a.regexes {
				regex()
			}
		}
		if n := rule.regex().NumSubexp(); rule.group > n {
			t.Errorf("%s: group %d of %d", rule.id, rule.group, n)
		}
		if rule.near && !strings.Contains(rule.regex().String(), `[\s'"]{0,3}`) || rule.near && !strings.Contains(rule.regex().String(), `(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)`) {
			t.Errorf("%s knows its credential by other signs than we look for: %s", rule.id, rule.regex())
		}
		if rule.label == "" || strings.ContainsAny(rule.label, "[]\n") || len(rule.label) > 60 {
			t.Errorf("%s: label %q", rule.id, rule.label)
		}
		if seen[rule.id] {
			t.Errorf("%s is there twice", rule.id)
		}
		seen[rule.id] = true
	}
	for _, id := range left {
		if seen[id] {
			t.Errorf("%s should be left out", id)
		}
		if !strings.Contains(gitleaksRules, `id = "`+id+`"`) {
			t.Errorf("gitleaks has no %s any more", id)
		}
	}
}
