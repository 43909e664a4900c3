package slacksim_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// trainer loads the page with the trainer's bar open, and a channel.
func (b visitor) trainer(r *slacksim.Room) string {
	return b.get("/?bar=1&as=" + b.me.ID + "&in=" + r.ID())
}

// troubles presses a button of the trainer's bar.
func (b visitor) troubles(r *slacksim.Room, name string) string {
	return b.does("trouble", r, "trouble", name, "bar", "1")
}

var wireRow = regexp.MustCompile(`(?s)<tr id="wire.*?</tr>`)

// wire are the rows of the wire in a page, the newest first, as text.
func wire(page string) []string {
	var rows []string
	for _, row := range wireRow.FindAllString(page, -1) {
		text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(row, " ")
		rows = append(rows, strings.Join(strings.Fields(html.UnescapeString(text)), " "))
	}
	return rows
}

// row is the newest row of the wire that has all these parts, "" for none.
func row(page string, parts ...string) string {
	for _, r := range wire(page) {
		missing := false
		for _, part := range parts {
			missing = missing || !strings.Contains(r, part)
		}
		if !missing {
			return r
		}
	}
	return ""
}

func TestPage_trainer(t *testing.T) {
	t.Parallel()
	begin := func(t *testing.T) (*slacksim.Workspace, *bot, visitor, *slacksim.Room) {
		t.Helper()
		w, siren := open(t, slacksim.Options{})
		ada := w.Person("Ada")
		return w, siren, browse(t, w, ada), w.Channel("ops", ada, siren.app.Person())
	}
	shows := func(t *testing.T, page string, parts ...string) {
		t.Helper()
		if row(page, parts...) == "" {
			t.Errorf("the wire has no line with %q:\n%s", parts, strings.Join(wire(page), "\n"))
		}
	}
	t.Run("Slack is slow until it is pressed again", func(t *testing.T) {
		t.Parallel()
		w, siren, b, room := begin(t)
		page := b.troubles(room, "slow")
		has(t, page, `value="slow" title="every call takes two seconds longer, until you press again" aria-pressed="true"`)
		shows(t, page, "trainer", "trouble: Slack is slow")
		siren.must("auth.test", nil)
		if took := w.Calls("auth.test")[0].Took; took < 2e9 {
			t.Errorf("a slow call took %v", took)
		}
		has(t, b.troubles(room, "slow"), `until you press again" aria-pressed="false"`)
	})
	t.Run("429, 500 and a lost answer meet the calls that they say, and stand on the wire", func(t *testing.T) {
		t.Parallel()
		_, siren, b, room := begin(t)
		for _, trouble := range []struct {
			name, error string
			status      int
		}{{"429", "ratelimited", http.StatusTooManyRequests}, {"500", "internal_error", http.StatusInternalServerError}} {
			b.troubles(room, trouble.name)
			for i := range 6 {
				answer, err := http.PostForm(siren.w.APIURL()+"auth.test", url.Values{"token": {siren.app.BotToken}}) //nolint:noctx // a test
				if err != nil {
					t.Fatal(err)
				}
				_ = answer.Body.Close()
				if failed := i < 5; failed != (answer.StatusCode == trouble.status) {
					t.Errorf("%s: call %d is answered %s", trouble.name, i+1, answer.Status)
				}
				if trouble.name == "429" && i < 5 && answer.Header.Get("Retry-After") != "2" {
					t.Errorf("it is told to come back in %q", answer.Header.Get("Retry-After"))
				}
			}
			shows(t, b.trainer(room), "Slack auth.test "+trouble.error)
		}
		b.troubles(room, "lost")
		if answer, err := http.PostForm(siren.w.APIURL()+"chat.postMessage", url.Values{"token": {siren.app.BotToken}, "channel": {room.ID()}, "text": {"did you get this?"}}); err == nil { //nolint:noctx // a test
			_ = answer.Body.Close()
			t.Errorf("the answer is not lost: %s", answer.Status)
		}
		room.Shows("did you get this?")
		shows(t, b.trainer(room), "Slack chat.postMessage answer lost", "did you get this?")
	})
	t.Run("cuts the socket", func(t *testing.T) {
		t.Parallel()
		_, siren, b, room := begin(t)
		siren.app.Connected(1)
		page := b.troubles(room, "cut")
		shows(t, page, "trainer", "trouble: Cut the socket")
		siren.app.Connected(0)
		siren.connect()
		siren.app.Connected(1)
		shows(t, b.trainer(room), "Slack apps.connections.open")
	})
	t.Run("removes the bot from the channel, and from none where that cannot be", func(t *testing.T) {
		t.Parallel()
		w, siren, b, room := begin(t)
		page := b.troubles(room, "kick")
		if room.Has(siren.app.Person()) {
			t.Error("it is still in the channel")
		}
		shows(t, page, "app member_left_channel")
		has(t, b.troubles(room, "kick"), "No app is in this channel.")
		has(t, b.troubles(w.Channel("general"), "kick"), "Nobody can be removed from here.")
		has(t, b.troubles(b.me.Messages(siren.app), "kick"), "Nobody can be removed from here.")
	})
	t.Run("archives the channel and opens it again", func(t *testing.T) {
		t.Parallel()
		w, _, b, room := begin(t)
		shows(t, b.troubles(room, "archive"), "app channel_archive")
		if !room.Archived() {
			t.Error("it is open")
		}
		b.troubles(room, "archive")
		if room.Archived() {
			t.Error("it is still archived")
		}
		has(t, b.troubles(w.Channel("general"), "archive"), "This one cannot be archived.")
		has(t, b.troubles(room, "flood"), "There is no such trouble.")
	})
	t.Run("shows the wire without its secrets", func(t *testing.T) {
		t.Parallel()
		_, siren, b, room := begin(t)
		siren.answers(func(e envelope) any {
			siren.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": modal(nil)})
			return nil
		})
		b.does("say", room, "text", "/incident form")
		e := siren.requests("slash_commands")[0]
		siren.must("chat.postMessage", args{"channel": room.ID(), "text": "see " + siren.app.BotToken + " and " + e.Payload.str("response_url")})
		page := b.trainer(room)
		shows(t, page, "app /incident form", `"trigger_id":"•••"`, `"response_url":"•••"`)
		shows(t, page, "Slack views.open", "view=")
		shows(t, page, "Slack chat.postMessage", "text=see ••• and •••")
		for name, secret := range map[string]string{
			"the trigger": e.Payload.str("trigger_id"), "the response_url": e.Payload.str("response_url"), "the token of old": e.Payload.str("token"),
			"the bot's token": siren.app.BotToken, "the app's token": siren.app.AppToken,
		} {
			if rows := strings.Join(wire(page), "\n"); secret == "" || strings.Contains(rows, secret) {
				t.Errorf("%s, %q, stands on the wire:\n%s", name, secret, rows)
			}
		}
	})
}

// reel is a story's player that does nothing but note what it is told.
type reel struct {
	mu      sync.Mutex
	told    []string
	playing slacksim.Playing
}

func (r *reel) Playing() slacksim.Playing {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.playing
}

func (r *reel) notes(what string, change func(*slacksim.Playing)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = append(r.told, what)
	change(&r.playing)
}

func (r *reel) Play()  { r.notes("play", func(p *slacksim.Playing) { p.On = true }) }
func (r *reel) Pause() { r.notes("pause", func(p *slacksim.Playing) { p.On = false }) }
func (r *reel) Step()  { r.notes("step", func(*slacksim.Playing) {}) }
func (r *reel) Speed(times float64) {
	r.notes("speed", func(p *slacksim.Playing) { p.Speed = times })
}

func TestPage_story(t *testing.T) {
	t.Parallel()
	w := pageWorkspace(t)
	ada, eve := w.Person("Ada"), w.Person("Eve")
	room, other, secret := w.Channel("ops", ada), w.Channel("shop", ada), w.PrivateChannel("secret", ada)
	b := browse(t, w, ada)
	lacks(t, b.opens(room), `class="pieces story"`)
	has(t, b.does("story", room, "do", "play"), "No story is playing here.")

	r := &reel{playing: slacksim.Playing{Title: "A <i>night</i>", Now: "it begins", In: room.ID(), On: true, Speed: 1}}
	w.Plays(r)
	page := b.get("/?as=" + ada.ID)
	has(t, page, `aria-current="page" class=""><span class="mark" aria-hidden="true">#</span><span class="name">ops`, "A &lt;i&gt;night&lt;/i&gt;", "it begins", "⏸ Pause", `value="1" aria-pressed="true"`)
	lacks(t, page, "Follow the story", "Trouble")
	has(t, b.opens(other), `<a class="button" href="/?as=`+ada.ID+`">Follow the story</a>`)
	has(t, b.does("story", room, "do", "pause"), "▶ Play")
	b.does("story", room, "do", "step")
	has(t, b.does("story", room, "do", "4"), `value="4" aria-pressed="true"`)
	b.does("story", room, "do", "9")
	has(t, b.does("story", room, "do", "play"), "⏸ Pause")
	if got := strings.Join(r.told, " "); got != "pause step speed play" {
		t.Errorf("the player is told %s", got)
	}

	r.notes("", func(p *slacksim.Playing) { p.In = secret.ID() })
	has(t, b.get("/?as="+ada.ID), `<title>🔒secret`)
	lacks(t, browse(t, w, eve).get("/?as="+eve.ID), "secret")

	r.notes("", func(p *slacksim.Playing) { p.Ended, p.Now = true, "has ended" })
	page = b.opens(room)
	has(t, page, "has ended")
	lacks(t, page, "⏭ Step", "Follow the story")
}
