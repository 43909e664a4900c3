package scenarios

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/incident"
)

// aimock is an OpenAI API that others simulate, @copilotkit/aimock: it shares none of our mistakes about the
// protocol. It answers from testdata/aimock/fixtures.json and keeps a journal of what it was asked.
type aimock struct {
	t   *testing.T
	url string
}

// answeredAs is the model that wrote its answers, as they say.
const answeredAs = "gpt-4o-mini-2024-07-18"

// aimockKey is the only key that it takes. Its journal shows no key, so this is how we know which was sent.
const aimockKey = "sk-test-of-tocsin"

// startAimock runs it until the test ends. Without Node it skips the test.
func startAimock(t *testing.T) *aimock {
	t.Helper()
	program := filepath.Join(aimockModules(t), "node_modules", "@copilotkit", "aimock", "dist", "cli.js")
	ctx, cancel := context.WithCancel(context.Background())
	node := exec.CommandContext(ctx, "node", program, "--port", "0", "--strict", "--validate-on-load",
		"--fixtures", filepath.Join("testdata", "aimock", "fixtures.json"))
	node.Env = append(os.Environ(), "AIMOCK_API_KEYS="+aimockKey)
	var complaints strings.Builder
	node.Stderr = &complaints
	stdout, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	said := make(chan string, 100)
	go func() {
		defer close(said)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			select {
			case said <- lines.Text():
			default: // nobody reads on once it listens
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		_ = node.Wait() // it was killed
		if t.Failed() {
			t.Logf("aimock complained:\n%s", complaints.String())
		}
	})
	for line := range said {
		if _, url, listens := strings.Cut(line, "listening on "); listens {
			return &aimock{t: t, url: url}
		}
	}
	t.Fatal("aimock ended before it listened")
	return nil
}

// aimockModules puts the packages of the lockfile into the user's cache, once, and returns their folder.
func aimockModules(t *testing.T) string {
	t.Helper()
	npm := needsNode(t)
	files := map[string][]byte{"package.json": nil, "package-lock.json": nil}
	for name := range files {
		content, err := os.ReadFile(filepath.Join("testdata", "aimock", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = content
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	sum := sha256.Sum256(slices.Concat(files["package.json"], files["package-lock.json"]))
	folder := filepath.Join(cache, "tocsin", fmt.Sprintf("aimock-%x", sum[:8]))
	if _, err := os.Stat(folder); err == nil {
		return folder
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	// Into a folder of its own first, so that a broken or a second install leaves nothing half done.
	fresh, err := os.MkdirTemp(filepath.Dir(folder), "aimock-")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(fresh) }()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(fresh, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ci := exec.CommandContext(t.Context(), npm, "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund")
	ci.Dir = fresh
	if out, err := ci.CombinedOutput(); err != nil {
		t.Fatalf("npm ci cannot install aimock, %v:\n%s", err, out)
	}
	if err := os.Rename(fresh, folder); err != nil && !errors.Is(err, os.ErrExist) {
		if _, there := os.Stat(folder); there != nil { // another run was faster
			t.Fatal(err)
		}
	}
	return folder
}

// needsNode skips the test where Node or npm is missing or too old, and finds npm.
func needsNode(t *testing.T) (npm string) {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		path, err := exec.LookPath(program)
		if err != nil {
			t.Skipf("skipped: %s is not installed, and aimock is a Node program", program)
		}
		npm = path
	}
	version, err := exec.CommandContext(t.Context(), "node", "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	major, _, _ := strings.Cut(strings.TrimPrefix(string(version), "v"), ".")
	if n, err := strconv.Atoi(major); err != nil || n < 20 {
		t.Skipf("skipped: aimock needs Node 20 or newer, this is %s", version)
	}
	return npm
}

// isAsked has a bot ask it, in parts so small that there is more than one, one after the other.
func (a *aimock) isAsked(o *serve.Options) {
	o.Config.AI.BaseURL, o.Config.AI.Model, o.Config.AI.APIKey = a.url+"/v1", "gpt-4o-mini", aimockKey
	o.Config.AI.InputPrice, o.Config.AI.OutputPrice = 10*incident.Dollar, 40*incident.Dollar
	smallParts(o)
}

// asked is one request in its journal.
type asked struct {
	Timestamp int64 // milliseconds
	Path      string
	Headers   map[string]string
	Body      json.RawMessage
	Response  struct{ Status int }
}

// journal is all that it was asked until now.
func (a *aimock) journal() (requests []asked, size int) {
	a.t.Helper()
	request, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, a.url+"/__aimock/journal", nil)
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+aimockKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if err := json.NewDecoder(response.Body).Decode(&requests); err != nil || response.StatusCode != http.StatusOK {
		a.t.Fatalf("aimock's journal: %s, %v", response.Status, err)
	}
	for _, r := range requests {
		size += len(r.Body)
	}
	return requests, size
}

// texts are all words in a JSON text, those in lines of JSON within its strings as well.
func texts(raw []byte) (all []string) {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return nil
	}
	var read func(any)
	read = func(value any) {
		switch v := value.(type) {
		case map[string]any:
			for name, part := range v {
				all = append(all, name)
				read(part)
			}
		case []any:
			for _, part := range v {
				read(part)
			}
		case string:
			all = append(all, v)
			for line := range strings.Lines(v) {
				all = append(all, texts([]byte(line))...)
			}
		}
	}
	read(value)
	return all
}
