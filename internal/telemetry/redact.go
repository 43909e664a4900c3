package telemetry

import (
	"io"
	"regexp"
)

const hidden = "[redacted]"

// Text arrives here in many dresses: as it is, quoted by slog, as JSON inside JSON. So a slash may
// have backslashes before it (Slack's own payloads write https:\/\/), and so may a quote.
const (
	slash = `\\*/`
	quote = `\\*["']?`
	value = `[^\s"'\\&,;<>{}()\]]+`
	// Addresses and ids end in a letter or a figure; what follows ("…: timeout") is the sentence.
	rest = `[^\s"'<>,&]*\w`
)

// secrets are what must never be written down, each with what stands in its place. What they have in
// common: whoever reads one in a log could act as the bot, as a person, or as the database's owner.
var secrets = []struct {
	pattern *regexp.Regexp
	instead string
}{
	// Slack's tokens: bot, user, app-level, configuration, workflow; rotated ones begin with xoxe.
	{regexp.MustCompile(`\b(xox[a-z]|xapp|xwfp)-[A-Za-z0-9-]+`), "$1-" + hidden},
	// response_url, webhooks and workflow triggers: whoever has the address may post.
	{regexp.MustCompile(`(?i)(hooks\.slack(?:-gov)?\.com` + slash + `)` + rest), "$1" + hidden},
	{regexp.MustCompile(`(?i)(https?:` + slash + slash + `[^\s"'<>/\\]+` + slash + `(?:commands|actions)` + slash + `)` + rest), "$1" + hidden},
	{regexp.MustCompile(`(?i)(response_?url` + quote + `\s*[:=]\s*` + quote + `)` + rest), "$1" + hidden},
	// trigger_id, by its form and by its name: it opens a form in front of a person.
	{regexp.MustCompile(`\b[0-9]{8,}\.[0-9]{8,}\.[0-9a-f]{16,}\b`), hidden},
	{regexp.MustCompile(`(?i)(trigger_?id` + quote + `\s*[:=]\s*` + quote + `)` + rest), "$1" + hidden},
	// The ticket that opens a socket.
	{regexp.MustCompile(`(?i)(\bticket` + quote + `\s*[:=]\s*` + quote + `)` + rest), "$1" + hidden},
	// Passwords in addresses. People forget to escape / and @ in a database's, so it ends at the last @.
	{regexp.MustCompile(`(?i)(\bpostgres(?:ql)?:` + slash + slash + `[^\s:/?#"'@]*:)[^\s"'<>]*@`), "$1" + hidden + "@"},
	{regexp.MustCompile(`(?i)(\b[a-z][a-z0-9+.-]*:` + slash + slash + `[^\s:/?#"'@]*:)[^\s"'<>/@]+@`), "$1" + hidden + "@"},
	{regexp.MustCompile(`(?i)(pass(?:word|wd)` + quote + `\s*=\s*)('(?:[^'\\]|\\.)*'|` + quote + value + `)`), "$1" + hidden},
	{regexp.MustCompile(`(?i)(pass(?:word|wd)\\*"\s*:\s*\\*")[^"]*[^"\\]`), "$1" + hidden},
	// What goes out with a request.
	{regexp.MustCompile(`(?i)\b(bearer\s+)[A-Za-z0-9._~+/-]{8,}=*`), "$1" + hidden},
}

// Redact takes out of a text what must not be written down: tokens of Slack, response addresses,
// trigger ids, socket tickets, and passwords of databases. What stays says what stood there.
func Redact(s string) string { return string(redact([]byte(s))) }

func redact(text []byte) []byte {
	for _, secret := range secrets {
		if secret.pattern.Match(text) {
			text = secret.pattern.ReplaceAll(text, []byte(secret.instead))
		}
	}
	return text
}

// redacting cleans what goes through it. It stands behind the log's handler, not before it: whatever
// a value turns into when it is rendered (a struct, an error, a Stringer deep inside), here it is
// text. slog's handlers write each record in one call, so no secret is cut in two.
type redacting struct{ to io.Writer }

func (r redacting) Write(record []byte) (int, error) {
	if _, err := r.to.Write(redact(record)); err != nil {
		return 0, err
	}
	return len(record), nil
}
