package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/incident"
)

const (
	// maxProblems is how many problems one complaint names.
	maxProblems = 5
	// maxText is the longest text in bytes. Slack keeps 40,000 characters; other chats may keep more.
	maxText = 1 << 20
)

// reader reads the messages of a file and takes down what is wrong with them.
type reader struct {
	recording
	file     string
	data     []byte
	known    map[string]*person // by the key they go by in the file
	problems []string
	slacks   int // entries that Slack itself wrote
}

func newReader(file string, data []byte) *reader {
	return &reader{file: file, data: data, known: map[string]*person{}}
}

func (r *reader) problem(where place, says string) {
	r.problems = append(r.problems, where.String()+" "+says)
}

// complaint is about all problems, the first ones by name; nil when there are none.
func (r *reader) complaint() error {
	n := len(r.problems)
	switch {
	case n == 0 && len(r.messages) == 0:
		return complain.New(fmt.Sprintf("everything in %s was written by Slack itself: there is nothing to play", r.file), "")
	case n == 0:
		return nil
	case n == 1:
		return complain.New("in "+r.file+", "+r.problems[0], format)
	}
	lines := r.problems[:min(n, maxProblems)]
	if n > maxProblems {
		lines = append(slices.Clone(lines), fmt.Sprintf("and %d more", n-maxProblems))
	}
	return complain.New(r.file+" cannot be played:\n"+strings.Join(lines, "\n"), format)
}

// entry is a message as it may stand in a file: in our own export, in Slack's, or in one made by hand.
// What is not named here is left aside.
type entry struct {
	User        string `json:"user"`
	Username    string `json:"username"` // of a bot that posts under a name of its own
	BotID       string `json:"bot_id"`
	Bot         bool   `json:"bot"`
	UserProfile struct {
		DisplayName string `json:"display_name"`
		RealName    string `json:"real_name"`
	} `json:"user_profile"`
	Subtype   string          `json:"subtype"`
	TS        json.RawMessage `json:"ts"`
	ThreadTS  json.RawMessage `json:"thread_ts"`
	Text      *string         `json:"text"`
	Edited    json.RawMessage `json:"edited"`
	EditedAt  json.RawMessage `json:"edited_at"`
	DeletedAt json.RawMessage `json:"deleted_at"`
	Reactions []struct {
		Name  string   `json:"name"`
		Users []string `json:"users"`
	} `json:"reactions"`
	Files       []json.RawMessage `json:"files"`
	Blocks      []json.RawMessage `json:"blocks"`
	Attachments []json.RawMessage `json:"attachments"`
}

// message reads one element of the list.
func (r *reader) message(number int, f found) {
	where := place{number, lineAt(r.data, f.offset)}
	var e entry
	if err := json.Unmarshal(f.raw, &e); err != nil {
		r.problem(where, fmt.Sprintf("cannot be read: %s", wrongType(err)))
		return
	}
	if !said(e.Subtype) {
		r.slacks++
		return
	}
	m := message{place: where}
	problem := ""
	if m.ts, problem = timestamp("ts", e.TS); problem != "" {
		r.problem(where, "has "+problem)
		return
	}
	if text := bare(e.ThreadTS); text != "" {
		if m.thread, problem = timestamp("thread_ts", e.ThreadTS); problem != "" {
			r.problem(where, "has "+problem)
			return
		}
	}
	if m.thread == m.ts { // so Slack marks the first message of a thread
		m.thread = ""
	}
	if m.author = r.author(e); m.author == nil {
		r.problem(where, "has no user")
		return
	}
	m.deletedAt = when(e.DeletedAt)
	if m.editedAt = when(e.EditedAt); m.editedAt.IsZero() {
		m.editedAt = when(e.Edited)
	}
	if e.Text != nil {
		m.text = *e.Text
	}
	switch {
	case e.Text == nil && m.deletedAt.IsZero() && len(e.Files)+len(e.Blocks)+len(e.Attachments) == 0:
		r.problem(where, "has no text")
		return
	case len(m.text) > maxText:
		r.problem(where, fmt.Sprintf("has a text of %d bytes; Slack keeps 40,000 characters, and %d bytes are taken here", len(m.text), maxText))
		return
	case strings.ContainsRune(m.text, 0):
		r.problem(where, "has a NUL character in its text, which Postgres cannot keep")
		return
	}
	for _, reacted := range e.Reactions {
		name := strings.Trim(reacted.Name, ":")
		one := reaction{name: name}
		for _, user := range reacted.Users {
			if p := r.person(user, user, false); p != nil {
				one.by = append(one.by, p)
			}
		}
		if name != "" && len(one.by) > 0 {
			m.reactions = append(m.reactions, one)
		}
	}
	r.messages = append(r.messages, m)
}

// wrongType says in words what the decoder found.
func wrongType(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		return fmt.Sprintf("its %s is a %s", wrong.Field, wrong.Value)
	}
	return "it is no object"
}

// said reports whether an entry of this subtype is something somebody said. The others are Slack's own
// words: who joined, what the topic is.
func said(subtype string) bool {
	switch subtype {
	case "", "bot_message", "me_message", "file_share", "thread_broadcast":
		return true
	}
	return false
}

// author is who wrote an entry; nil when it names nobody.
func (r *reader) author(e entry) *person {
	bot := e.Bot || e.BotID != "" || e.Subtype == "bot_message"
	key := e.User
	for _, other := range []string{e.Username, e.BotID} {
		if incident.CleanLine(key) == "" {
			key = other
		}
	}
	name := e.UserProfile.DisplayName
	for _, other := range []string{e.UserProfile.RealName, key} {
		if incident.CleanLine(name) == "" {
			name = other
		}
	}
	return r.person(key, name, bot)
}

// person finds or makes the person who goes by a key; nil without one.
func (r *reader) person(key, name string, bot bool) *person {
	key, name = incident.CleanLine(key), incident.CleanLine(name)
	if key == "" {
		return nil
	}
	p, known := r.known[key]
	if !known {
		p = &person{name: name}
		r.known[key] = p
		r.people = append(r.people, p)
	}
	if p.name == key { // seen in a reaction only, so far
		p.name = name
	}
	p.bot = p.bot || bot
	return p
}

// order brings the messages into the order of their ts and checks that they fit together.
func (r *reader) order() {
	byTS := func(a, b message) int { return strings.Compare(a.ts, b.ts) }
	if !slices.IsSortedFunc(r.messages, byTS) {
		slices.SortStableFunc(r.messages, byTS)
		r.notes = append(r.notes, "the messages were not in order; they are played by ts")
	}
	if r.slacks > 0 {
		r.notes = append(r.notes, fmt.Sprintf("%s left out that Slack itself wrote, such as who joined", entries(r.slacks)))
	}
	at := map[string]*message{}
	for i := range r.messages {
		m := &r.messages[i]
		if twin := at[m.ts]; twin != nil {
			r.problem(m.place, fmt.Sprintf("has the same ts as message %d, %s; within a channel a ts belongs to one message", twin.place.number, m.ts))
		}
		at[m.ts] = m
	}
	orphans := 0
	for i := range r.messages {
		m := &r.messages[i]
		if m.thread == "" {
			continue
		}
		root := at[m.thread]
		switch {
		case m.thread > m.ts:
			r.problem(m.place, fmt.Sprintf("answers a message that is younger than itself: its thread_ts is %s and its ts %s", m.thread, m.ts))
		case root == nil:
			orphans++
			m.thread = ""
		case root.thread != "":
			r.problem(m.place, fmt.Sprintf("answers message %d, which is an answer itself; a thread_ts names the first message of a thread", root.place.number))
		}
	}
	if orphans > 0 {
		r.notes = append(r.notes, fmt.Sprintf("%s answered in a thread that begins outside the recording; played in the channel itself", entries(orphans)))
	}
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return strconv.Itoa(n) + " entries"
}

// timestamp reads a ts as Slack writes it, or says what is wrong with the key it stands under. Seconds alone, and a number instead
// of a string, are taken too.
func timestamp(key string, raw json.RawMessage) (ts, problem string) {
	text := bare(raw)
	if text == "" {
		return "", "no " + key
	}
	seconds, micros, _ := strings.Cut(text, ".")
	if len(seconds) != 10 || len(micros) > 6 || !digits(seconds) || !digits(micros) {
		return "", fmt.Sprintf("the %s %s, which is not seconds since 1970, a dot and six digits", key, text)
	}
	return seconds + "." + (micros + "000000")[:6], ""
}

// bare is a JSON string or number as it is read; empty for null and for nothing.
func bare(raw json.RawMessage) string {
	if text := strings.Trim(string(raw), `"`); text != "null" {
		return text
	}
	return ""
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return c < '0' || c > '9' }) < 0
}

// instant is the time of a ts.
func instant(ts string) time.Time {
	micros, err := strconv.ParseInt(strings.Replace(ts, ".", "", 1), 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// when reads the instant of an edit or a deletion: a ts, an object with one, or RFC 3339. It is zero
// for anything else.
func when(raw json.RawMessage) time.Time {
	var nested struct {
		TS json.RawMessage `json:"ts"`
	}
	if json.Unmarshal(raw, &nested) == nil && nested.TS != nil {
		raw = nested.TS
	}
	if ts, problem := timestamp("ts", raw); problem == "" {
		return instant(ts)
	}
	var at time.Time
	if json.Unmarshal(raw, &at) != nil {
		return time.Time{}
	}
	return at.UTC()
}
