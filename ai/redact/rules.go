package redact

import (
	_ "embed"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

// gitleaksRules are those of gitleaks v8.30.1; see rules/README.md.
//
//go:embed rules/gitleaks.toml
var gitleaksRules string

//go:embed rules/tocsin.toml
var ourRules string

// anyWord is how gitleaks' rules begin that know a credential by the word before it: with whatever the word is the end
// of. To match that is most of their time, and [rule.each] finds it by going back.
const anyWord = `[\w.-]{0,50}?`

// left are rules of gitleaks' that ours replace: they allow what a repository may hold and a prompt may not, or
// take every git commit for a token.
var left = []string{"aws-access-token", "curl-auth-user", "gcp-api-key", "private-key", "jwt", "sourcegraph-access-token"}

// rule finds one kind of credential.
type rule struct {
	id       string
	label    string // what a masked text shows
	keywords []string
	regex    func() *regexp.Regexp // compiled when it is first needed: most never are
	group    int                   // that holds the credential; 0: the first that holds anything
	entropy  float64               // in bits a byte, of which the credential must have more
	allow    []allowance
	near     bool // known by the words before it, not by its own shape
	exact    bool // known by its own shape, which is of a certain length
}

// allowance says which findings of a rule are none.
type allowance struct {
	regexes []func() *regexp.Regexp
	match   bool // the regexes are about all that was matched, not about the credential alone
	stops   []string
}

// file is a file of rules, as far as we read it.
type file struct {
	Allowlist list
	Rules     []struct {
		ID          string
		Label       string // ours
		Exact       bool   // ours
		Regex       string
		Path        string
		SecretGroup int
		Entropy     float64
		Keywords    []string
		Allowlists  []list
	}
}

// list is an allowlist.
type list struct {
	Condition   string
	Paths       []string
	RegexTarget string
	Regexes     []string
	Stopwords   []string
}

// read gives the rules of a file.
func read(text string) ([]*rule, error) {
	var f file
	if err := toml.Unmarshal([]byte(text), &f); err != nil {
		return nil, err
	}
	common, _ := f.Allowlist.allowance()
	var rules []*rule
	for _, r := range f.Rules {
		if r.Path != "" || r.Regex == "" || slices.Contains(left, r.ID) && r.Label == "" {
			continue
		}
		if len(r.Keywords) == 0 {
			return nil, fmt.Errorf("rule %s has no keywords", r.ID)
		}
		out := &rule{
			id: r.ID, label: r.Label, regex: lazily(strings.ReplaceAll(r.Regex, anyWord, "")), group: r.SecretGroup, entropy: r.Entropy,
			near:  strings.Contains(r.Regex, anyWord),
			allow: []allowance{common},
		}
		out.exact = r.Exact || !out.near && r.Label == ""
		if out.label == "" {
			out.label = label(r.ID)
		}
		for _, k := range r.Keywords {
			out.keywords = append(out.keywords, strings.ToLower(k))
		}
		for _, l := range r.Allowlists {
			if a, ok := l.allowance(); ok {
				out.allow = append(out.allow, a)
			}
		}
		rules = append(rules, out)
	}
	return rules, nil
}

// allowance leaves out lists that are about files, and those about whole lines: of code, as it happens.
func (l list) allowance() (allowance, bool) {
	if l.Condition == "AND" || l.RegexTarget == "line" || len(l.Regexes)+len(l.Stopwords) == 0 {
		return allowance{}, false
	}
	a := allowance{match: l.RegexTarget == "match"}
	for _, r := range l.Regexes {
		a.regexes = append(a.regexes, lazily(r))
	}
	for _, s := range l.Stopwords {
		a.stops = append(a.stops, strings.ToLower(s))
	}
	return a, true
}

func lazily(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// each calls found with the bounds of every credential in the text that the rule knows.
func (r *rule) each(text string, found func(start, end int)) {
	for from := 0; from <= len(text); {
		at := r.regex().FindStringSubmatchIndex(text[from:])
		if at == nil {
			return
		}
		start, end := at[0]+from, at[1]+from
		s, e := r.secret(at)
		s, e = s+from, e+from
		for back := 0; r.near && start > 0 && back < 50 && wordByte(text[start-1]); back++ {
			start--
		}
		if r.holds(text[start:end], text[s:e]) {
			found(s, e)
		}
		from = max(e, from+1) // not after the match: what ends one credential may begin the next
	}
}

// wordByte reports whether a character is of [\w.-].
func wordByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '_' || b == '.' || b == '-'
}

// secret gives the part of a match that is the credential.
func (r *rule) secret(at []int) (start, end int) {
	if r.group > 0 {
		return at[2*r.group], at[2*r.group+1]
	}
	for i := 2; i+1 < len(at); i += 2 {
		if at[i] >= 0 && at[i] < at[i+1] {
			return at[i], at[i+1]
		}
	}
	return at[0], at[1]
}

// holds reports whether what was matched is a credential.
func (r *rule) holds(match, secret string) bool {
	if secret == "" || r.entropy > 0 && entropy(secret) <= r.entropy {
		return false
	}
	if identifier.MatchString(secret) && !credential.MatchString(strings.TrimSuffix(match, secret)) {
		return false
	}
	for _, a := range r.allow {
		if a.takes(match, secret) {
			return false
		}
	}
	return true
}

var (
	// identifier is what names a commit, an image, a trace or a row, and nothing that opens a door by its looks.
	identifier = regexp.MustCompile(`^(?i:(?:sha(?:1|256|512)[:=-])?[0-9a-f]{7,128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9.:_-]+)$`)
	// credential is a word that says of an identifier that it opens a door all the same.
	credential = regexp.MustCompile(`(?i)api[_ -]?key|access[_ -]?key|secret|passw|pwd|token|credential|auth|bearer|license[_ -]?key|service[_ -]?key|://|hooks|cookie|sig`)
)

func (a allowance) takes(match, secret string) bool {
	text := secret
	if a.match {
		text = match
	}
	for _, r := range a.regexes {
		if r().MatchString(text) {
			return true
		}
	}
	if len(a.stops) > 0 {
		lower := strings.ToLower(secret)
		for _, s := range a.stops {
			if strings.Contains(lower, s) {
				return true
			}
		}
	}
	return false
}

// entropy is Shannon's, in bits a byte: how far a text is from being a word.
func entropy(s string) float64 {
	var counts [256]int
	for i := range len(s) {
		counts[s[i]]++
	}
	var bits float64
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(s))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}
