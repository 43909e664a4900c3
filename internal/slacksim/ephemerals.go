package slacksim

import (
	"net/http"
	"time"
)

// ephemeral is a message that one person sees. It is never in history and cannot be updated by ts.
type ephemeral struct {
	content
	app     *app // who it is from; the workspace's slack for what Slack itself says
	reader  *user
	channel *channel
	ts      string
	deleted bool
}

// whisper shows somebody an ephemeral message.
func (w *Workspace) whisper(a *app, reader *user, c *channel, in content) *ephemeral {
	e := &ephemeral{content: in, app: a, reader: reader, channel: c, ts: c.stamp(w.clock())}
	w.ephemerals = append(w.ephemerals, e)
	w.happen(Happening{
		Kind: Whispered, Channel: c.label(), Who: a.name, To: reader.shown(), Text: w.readable(reader, in.text, in.blocks), TS: e.ts,
	})
	w.wake()
	return e
}

// responseURL lets an app answer where a command was typed or a button clicked, without a token.
type responseURL struct {
	app     *app
	user    *user
	channel *channel
	message *message   // what was clicked, if that was a message
	whisper *ephemeral // or an ephemeral one
	uses    int
	expires time.Time
}

// The life of a response_url. Source: docs.slack.dev, "Handling user interaction".
const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// newResponseURL makes one; under is commands or actions.
func (w *Workspace) newResponseURL(under string, r responseURL) string {
	r.expires = w.clock().Add(responseLife)
	key := w.secret(32)
	w.replyURLs[key] = &r
	return w.base + "/" + under + "/" + w.teamID + "/" + key
}

func (w *Workspace) serveResponseURL(rw http.ResponseWriter, r *http.Request) {
	a, problem := readArgs(r)
	key := r.PathValue("key")
	w.exchange(rw, r, "response_url", a.public(), func() answer {
		if problem != "" {
			return answer{status: http.StatusBadRequest, text: "invalid_payload"}
		}
		return w.respond(key, a)
	})
}

// respond does what was posted to a response_url.
func (w *Workspace) respond(key string, a args) answer {
	r := w.replyURLs[key]
	switch {
	case r == nil || w.clock().After(r.expires):
		return answer{status: http.StatusNotFound, body: object{"ok": false, "error": "expired_url"}}
	case r.uses >= responseUses:
		return answer{status: http.StatusNotFound, body: object{"ok": false, "error": "used_url"}}
	}
	c := &call{Workspace: w, args: a, app: r.app, now: w.clock()}
	in, err := c.content()
	if err != nil {
		return answer{status: http.StatusBadRequest, body: refusal(err).body}
	}
	drop, replace := a.yes("delete_original"), a.yes("replace_original")
	if in.text == "" && in.attachments == nil && !drop {
		return answer{status: http.StatusBadRequest, body: object{"ok": false, "error": "no_text"}}
	}
	r.uses++
	switch {
	case drop:
		w.dropOriginal(r)
	case replace && r.message != nil && !r.message.tombstone:
		w.edit(r.message, r.app.bot, change{text: &in.text, blocks: &in.blocks, attachments: &in.attachments})
	case replace && r.whisper != nil:
		r.whisper.content, r.whisper.deleted = in, false
		w.happen(Happening{
			Kind: Whispered, Channel: r.channel.label(), Who: r.app.name, To: r.user.shown(),
			Text: w.readable(r.user, in.text, in.blocks), TS: r.whisper.ts,
		})
	case a.str("response_type") == "in_channel":
		m := &message{
			user: r.app.bot, app: r.app, text: in.text, blocks: in.blocks, attachments: in.attachments, metadata: in.metadata,
			root: r.channel.byTS[a.str("thread_ts")],
		}
		w.post(r.channel, m)
	default:
		w.whisper(r.app, r.user, r.channel, in)
	}
	return answer{status: http.StatusOK, text: "ok"}
}

func (w *Workspace) dropOriginal(r *responseURL) {
	switch {
	case r.message != nil && r.channel.byTS[r.message.ts] == r.message:
		w.delete(r.message, r.app.bot)
	case r.whisper != nil:
		r.whisper.deleted = true
	}
}
