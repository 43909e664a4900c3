// Package prompt holds what a language model is told to do. Each prompt is a file with its version in
// its name: a change of words is a new version, so that what was measured with the old one stays true
// of it, and no answer to the old one is taken for an answer to the new.
package prompt

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

// Prompt is the instruction for one kind of question.
type Prompt struct {
	Name    string
	Version int
	Purpose string // what it is for, in one line
	Text    string // what the model is told; {{name}} is to be filled in
}

// The prompts in use.
var (
	Map        = must("map.v1.md")        // a part of the channel → claims and follow-ups
	Reduce     = must("reduce.v1.md")     // claims of several parts → the few that matter
	Postmortem = must("postmortem.v1.md") // the claims that matter → what can be learned
	CatchUp    = must("catchup.v1.md")    // what was said since → what a reader needs to know
)

// String names the prompt with its version: "map@1".
func (p Prompt) String() string { return p.Name + "@" + strconv.Itoa(p.Version) }

// With is the text with values filled in: pairs of a name and what stands for it.
func (p Prompt) With(pairs ...string) string {
	filled := make([]string, len(pairs))
	for i, s := range pairs {
		if i%2 == 0 {
			s = "{{" + s + "}}"
		}
		filled[i] = s
	}
	return strings.NewReplacer(filled...).Replace(p.Text)
}

//go:embed *.md
var files embed.FS

// must reads a file that is part of the program.
func must(name string) Prompt {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	p, err := parse(name, string(text))
	if err != nil {
		panic(err)
	}
	return p
}

// parse reads a prompt's header, between two lines of dashes, and its text.
func parse(file, text string) (Prompt, error) {
	const fence = "---\n"
	header, body, ok := strings.Cut(strings.TrimPrefix(text, fence), "\n"+fence)
	if !ok || !strings.HasPrefix(text, fence) {
		return Prompt{}, fmt.Errorf("prompt %s: no header between lines of ---", file)
	}
	p := Prompt{Text: strings.TrimSpace(body)}
	for line := range strings.Lines(header) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "name":
			p.Name = value
		case "version":
			p.Version, _ = strconv.Atoi(value)
		case "purpose":
			p.Purpose = value
		default:
			return Prompt{}, fmt.Errorf("prompt %s: unknown key %q", file, key)
		}
	}
	if want := fmt.Sprintf("%s.v%d.md", p.Name, p.Version); want != file {
		return Prompt{}, fmt.Errorf("prompt %s: its header says %s", file, want)
	}
	if p.Purpose == "" || p.Text == "" {
		return Prompt{}, fmt.Errorf("prompt %s: it has no purpose or no text", file)
	}
	return p, nil
}
