package redact_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tocsin-bot/tocsin/ai/redact"
)

func redactor(t testing.TB) *redact.Redactor {
	t.Helper()
	r, err := redact.New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mixed is n characters as tokens have them. The secrets of these tests are put together as they run: scanners of
// repositories should find none here.
func mixed(n int) string {
	const some = "9aK3xQ7mZ2pL8vR4tW6yB1nC5dF0gHjS"
	return strings.Repeat(some, n/len(some)+1)[:n]
}

// hexed is n hexadecimal digits.
func hexed(n int) string { return strings.Repeat("4f2a9c17e8b3d605", n/16+1)[:n] }

func TestRedactor_Mask(t *testing.T) {
	t.Parallel()
	r := redactor(t)
	pem := "-----BEGIN RSA PRIVATE " + "KEY-----\n" + mixed(64) + "\n" + mixed(64) + "\n" + mixed(20) + "==\n-----END RSA PRIVATE " + "KEY-----"
	for name, c := range map[string]struct{ text, want string }{
		"a GitHub token":                {"use ghp_" + mixed(36) + " for now", "use [secret: GitHub token] for now"},
		"a fine-grained one":            {"github_pat_" + mixed(22) + "_" + mixed(59), "[secret: GitHub token]"},
		"one that is too short":         {"ghp_" + mixed(20), "[secret: GitHub token]"},
		"a GitLab token":                {"glpat-" + mixed(20), "[secret: GitLab token]"},
		"a Slack bot's token":           {"SLACK=xoxb-" + "1234567890-1234567890123-" + mixed(24), "SLACK=[secret: Slack token]"},
		"a Slack app's token":           {"`xapp-" + "1-A0123456789-1234567890123-" + hexed(64) + "`", "`[secret: Slack token]`"},
		"a Slack webhook":               {"https://hooks.slack.com/" + "services/T00000000/B00000000/" + mixed(24), "[secret: webhook]"},
		"an AWS key id":                 {"AKIA" + "IOSFODNN7EXAMPLE is in the log", "[secret: AWS access key] is in the log"},
		"an AWS secret key":             {"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = [secret: AWS secret key]"},
		"an OpenAI key":                 {"OPENAI_API_KEY=sk-proj-" + mixed(60), "OPENAI_API_KEY=[secret: OpenAI key]"},
		"an older OpenAI key":           {"the key is sk-" + mixed(48) + ".", "the key is [secret: OpenAI key]."},
		"an Anthropic key":              {"sk-ant-api03-" + mixed(80), "[secret: Anthropic key]"},
		"a Stripe key":                  {"sk_live_" + mixed(24), "[secret: Stripe key]"},
		"a Google key":                  {"?key=AIza" + mixed(35), "?key=[secret: Google key]"},
		"a JWT":                         {"eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + mixed(43), "[secret: JWT]"},
		"a bearer's header":             {"curl -H 'Authorization: Bearer " + mixed(40) + "' https://api.test", "curl -H 'Authorization: Bearer [secret: token]' https://api.test"},
		"a basic header":                {"Authorization: Basic " + "dXNlcjpodW50ZXIy", "Authorization: Basic [secret: credentials]"},
		"a header of their own":         {"X-Api-Key: " + mixed(20), "X-Api-Key: [secret: key]"},
		"a user of curl":                {"curl -u admin:hunter2 https://api.test/", "curl -u admin:[secret: password] https://api.test/"},
		"a password in a URL":           {"DATABASE_URL=postgres://app:s3cr3t@db.internal:5432/shop", "DATABASE_URL=postgres://app:[secret: password]@db.internal:5432/shop"},
		"one with an @ in it":           {"redis://:p@ss@cache:6379/0", "redis://:[secret: password]@cache:6379/0"},
		"a token in a URL":              {"git clone https://" + mixed(30) + "@git.test/shop.git", "git clone https://[secret: token]@git.test/shop.git"},
		"a link with one":               {"<https://app:s3cr3t@grafana.test/d/1|the board>", "<https://app:[secret: password]@grafana.test/d/1|the board>"},
		"a password that is set":        {"PGPASSWORD=correcthorse psql", "PGPASSWORD=[secret: password] psql"},
		"one in JSON":                   {`{"password": "hunter2!", "user": "app"}`, `{"password": "[secret: password]", "user": "app"}`},
		"one of a connection":           {"Server=db;User Id=sa;Password=Sup3rGeheim;", "Server=db;User Id=sa;Password=[secret: password];"},
		"one that is told":              {"the password is hunter2, please rotate", "the password is [secret: password], please rotate"},
		"one told in quotes":            {"password: `correct horse`", "password: `correct horse`"}, // two words are a phrase
		"one in quotes":                 {"root password: `correcthorse`", "root password: `[secret: password]`"},
		"a client's secret":             {"client_secret=" + mixed(20), "client_secret=[secret: password]"},
		"a generic key":                 {`api_key: "` + mixed(32) + `"`, `api_key: "[secret: API key]"`},
		"a key of digits and a-f":       {"api_key=" + hexed(32), "api_key=[secret: API key]"},
		"a signed URL":                  {"https://x.blob.core.windows.net/a?sv=2024&sig=" + mixed(44) + "%3D", "https://x.blob.core.windows.net/a?sv=2024&sig=[secret: signature]"},
		"a cookie":                      {"Cookie: session=" + mixed(32) + "; theme=dark", "Cookie: [secret: cookie]"},
		"a private key":                 {"here:\n" + pem + "\nthanks", "here:\n[secret: private key]\nthanks"},
		"a quoted private key":          {"> " + strings.ReplaceAll(pem, "\n", "\n> ") + "\nthanks", "> [secret: private key]\nthanks"},
		"a private key in JSON":         {`"key":"` + strings.ReplaceAll(pem, "\n", `\n`) + `"`, `"key":"[secret: private key]"`},
		"the first half of one":         {pem[:150] + "\nthat is all", "[secret: private key]\nthat is all"},
		"a card":                        {"card 4111 1111 1111 1111, exp 12/30", "card [secret: card number], exp 12/30"},
		"a card of American Express":    {"3782-822463-10005", "[secret: card number]"},
		"two in a row":                  {"ghp_" + mixed(36) + " ghp_" + mixed(35) + "x", "[secret: GitHub token] [secret: GitHub token]"},
		"one with invisible characters": {"ghp_" + mixed(10) + "\u200b" + mixed(26) + "\u00ad!", "[secret: GitHub token]\u00ad!"},
		"one broken over two lines":     {"ghp_" + mixed(22) + "\n" + mixed(14) + "\nplease rotate", "[secret: GitHub token]\nplease rotate"},
		"one broken in a quotation":     {"> AKIA" + "QRST2345\n> UVWX67AB\nplease rotate", "> [secret: AWS access key]\nplease rotate"},
		"one that seems masked":         {"[secret: ghp_" + mixed(36) + "]", "[secret: [secret: GitHub token]]"},
		"one at a line's end":           {"ghp_" + mixed(36) + "\nrotate it", "[secret: GitHub token]\nrotate it"},
	} {
		t.Run("finds "+name, func(t *testing.T) {
			t.Parallel()
			got := r.Mask(c.text)
			if got != c.want {
				t.Errorf("%q\nis  %q\nnot %q", c.text, got, c.want)
			}
			if again := r.Mask(got); again != got {
				t.Errorf("masked twice: %q", again)
			}
		})
	}
}

func TestRedactor_LeavesAlone(t *testing.T) {
	t.Parallel()
	r := redactor(t)
	for name, text := range map[string]string{
		"a commit":                  "reverted " + hexed(40) + " and " + hexed(7),
		"a commit of sourcegraph":   "sourcegraph says the commit is " + hexed(40) + ".",
		"a commit after a word":     "deploy key: " + hexed(40) + " cache key=" + hexed(32),
		"an image":                  "registry.test/shop/api:v2.31.4@sha256:" + hexed(64),
		"a UUID":                    "request_id=7f3a1c22-9b1e-4c7e-8a55-0123456789ab",
		"a UUID of heroku":          "heroku release 7f3a1c22-9b1e-4c7e-8a55-0123456789ab",
		"a trace":                   "trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7 trace key: 4bf92f3577b34da6a3ce929d0e0e4736",
		"a traceparent":             "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
		"a host":                    "ip-10-0-12-34.eu-west-1.compute.internal and api-7d9c8b6f5d-x2x9z are down",
		"a ticket":                  "see OPS-12345, INC-2024-0042 and #98765",
		"a time":                    "2024-05-01T14:02:33.123456789Z, 1714572153, 1714572153123, p1714572153123456",
		"a message of Slack":        "https://shop.slack.com/archives/C0123456789/p1714572153123456?thread_ts=1714572153.123456",
		"a number":                  "4,111,111,111,111,111 rows; 5500000000000005 bytes",
		"an id of 19 digits":        "order 4539578763621486123 and snowflake 1234567890123456789",
		"a phone number":            "+49 30 901820",
		"a version":                 "react@18.2.0, actions/checkout@v4.1.7, go1.26.8",
		"a metric":                  `rate(http_requests_total{code=~"5..",auth="none"}[5m]) > 0.05`,
		"a path":                    "/var/lib/postgresql/16/main/pg_wal/000000010000000A000000FF",
		"a flag":                    "--token-ttl=30m --auth-mode=RBAC access=ReadWriteMany key=value",
		"talk of tokens":            "the token bucket is empty, auth: retried, access tokens: 300 refreshed; secret rotated at 14:02",
		"talk of passwords":         "password: reset at 14:02. the password is wrong. passwords is a table. pwd: /srv/app",
		"a password from elsewhere": "DB_PASSWORD=$DB_PASSWORD PASSWORD=${PASSWORD} password=******** password={{ .Values.pw }}",
		"talk of bearers":           "bearer authentication is broken, the bearer token expired",
		"talk of keys":              "primary key: order_id, foreign_key=customer_id, key=user:1234:cart, partition key 2024-05-01",
		"an address with a port":    "http://prometheus:9090/@me and https://api.test:8443/v1?x=a@b",
		"talk of cookies":           "cookie: not set; cookies=enabled",
		"a certificate":             "-----BEGIN CERTIFICATE-----\n" + mixed(64) + "\n-----END CERTIFICATE-----",
		"an ssh public key":         "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + mixed(30) + " ops@bastion",
		"words over two lines":      "the deploy of sk-eu-west\nproduction is done\nall good",
		"a masked one":              "the [secret: GitHub token] and password=[secret: password]",
		"a long dash":               "risk-assessment-for-the-next-quarter-is-here, task-abcdefghijklmnopqrstuvwxyz",
		"other scripts":             "データベースが落ちた。 الخادم معطل. сервер упал: пароль сброшен",
		"nothing":                   "",
		"odd bytes":                 "\xff\xfe\x00 ok",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := r.Mask(text); got != text {
				t.Errorf("%q\nbecame %q", text, got)
			}
		})
	}
}

// TestRedactor_RealChannel reads a channel that was published after it was checked for secrets.
func TestRedactor_RealChannel(t *testing.T) {
	t.Parallel()
	texts := recorded(t)
	r := redactor(t)
	for _, text := range texts {
		if got := r.Mask(text); got != text {
			t.Errorf("%q\nbecame %q", text, got)
		}
	}
}

// recorded are the texts of the recorded channel; the test is skipped where it is not at hand.
func recorded(t *testing.T) []string {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "prow-outage-2019-02-05.json"))
	if err != nil {
		t.Skip("the recorded channel is not here")
	}
	var all any
	if err := json.Unmarshal(file, &all); err != nil {
		t.Fatal(err)
	}
	var texts []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			texts = append(texts, v)
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(all)
	return texts
}

// channel is 10,000 messages of 1.5 MB in all; every hundredth has a token in it.
func channel() []string {
	talk := []string{
		"rolled back api to v2.31.4 in eu-west-1, error rate is down to 0.3 % since 14:02Z — watching the queue depth before we call it mitigated, cc the DBs",
		"the auth service answers 401 to every refresh token since the deploy of 9f3c2d1; the signing key was rotated at 13:58 and the cache has the old one",
		"can somebody with access look at https://grafana.test/d/abc123/api-latency?orgId=1&from=1714572153123&to=now and say whether the access log agrees?",
		"kubectl -n shop get pods | grep -v Running: api-7d9c8b6f5d-x2x9z CrashLoopBackOff, worker-5f6b7c8d9-abcde Pending, trace 4bf92f3577b34da6a3ce929d0e0e4736",
	}
	all := make([]string, 10_000)
	for i := range all {
		all[i] = talk[i%len(talk)]
		if i%100 == 0 {
			all[i] += " ghp_" + mixed(36)
		}
	}
	return all
}

func TestRedactor_ManyMessages(t *testing.T) {
	t.Parallel()
	r := redactor(t)
	s := r.Session()
	found := 0
	began := time.Now()
	for _, text := range channel() {
		if s.Hide(text) != text {
			found++
		}
	}
	t.Logf("10,000 messages took %v", time.Since(began))
	if found != 100 {
		t.Errorf("%d messages changed, and 100 have a token", found)
	}
}

func BenchmarkSession_Hide(b *testing.B) {
	r := redactor(b)
	all := channel()
	size := 0
	for _, text := range all {
		size += len(text)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		s := r.Session()
		for _, text := range all {
			s.Hide(text)
		}
	}
}

func BenchmarkRedactor_Mask_long(b *testing.B) {
	r := redactor(b)
	text := strings.Join(channel()[:270], "\n") // 40,000 characters
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r.Mask(text)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		redactor(b)
	}
}
