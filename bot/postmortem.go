package bot

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// settleEdits is how long a person's edits of the postmortem are left to come before it is uploaded anew:
// a file cannot be edited in place, and a flurry of edits should be one upload.
const settleEdits = time.Minute

// drawPostmortem shows the newest version of the postmortem: as the channel's canvas where the workspace
// allows it, as a Markdown file where not.
func (d *drawing) drawPostmortem(ctx context.Context) error {
	if d.pic.Draft == nil {
		return nil
	}
	if d.wantsCanvas() || d.known(keyCanvas).Handle != "" { // one that could not be read may be by now
		if err := d.draw(ctx, d.canvas()); err != nil {
			return err
		}
	}
	if d.wantsCanvas() {
		return d.draw(ctx, d.canvasNews()...)
	}
	if key := draftKey(d.pic.Draft); d.pic.Draft.EditedBy != "" && d.known(key).Key == "" {
		return d.letSettle(ctx, key)
	}
	return d.draw(ctx, d.file())
}

// wantsCanvas reports whether the postmortem is, or may yet become, a canvas. It is none where Slack has
// refused one or does not let us read it, or where it was a file before.
func (d *drawing) wantsCanvas() bool {
	row := d.known(keyCanvas)
	switch {
	case unread(row):
		return false
	case row.Handle != "":
		return true
	case row.State == incident.Shown: // shown, and no canvas: see makeCanvas
		return false
	case row.Key == "":
		return !d.wasFile() && utf8.RuneCountInString(d.pic.Draft.Markdown) <= maxCanvas
	default:
		return true
	}
}

func (d *drawing) wasFile() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for key := range d.pic.Surfaces {
		if strings.HasPrefix(string(key), draftPrefix) {
			return true
		}
	}
	return false
}

// letSettle has the upload of a version wait for more edits.
func (d *drawing) letSettle(ctx context.Context, key incident.SurfaceKey) error {
	row := incident.Surface{Key: key, State: incident.Waiting, Channel: d.pic.Incident.Channel, RetryAt: time.Now().UTC().Add(settleEdits)}
	d.comeBack(settleEdits)
	d.learn(row)
	return d.keep(ctx, row)
}

// file is the newest version as a Markdown file in the channel.
func (d *drawing) file() surface {
	draft := d.pic.Draft
	name := fmt.Sprintf("%s-postmortem.md", d.pic.Incident.Number)
	if draft.Version > 1 {
		name = fmt.Sprintf("%s-postmortem-%d.md", d.pic.Incident.Number, draft.Version)
	}
	s := d.upload(draftKey(draft), digest(draft.Markdown), attachment{
		name: name, title: name, content: []byte(draft.Markdown),
		channel: d.pic.Incident.Channel, comment: view.DraftFile(*draft, d.pic.Incident).Text,
	})
	upload, find := s.draw, s.find
	s.draw = func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
		row, err := upload(ctx, row)
		if err == nil {
			d.comeBack(d.EditPace) // the card links to it
		}
		return row, err
	}
	s.find = func(ctx context.Context, row incident.Surface) (incident.Surface, bool, error) {
		row, found, err := find(ctx, row)
		if found {
			d.comeBack(d.EditPace) // the card links to it
		}
		return row, found, err
	}
	return s
}

// draftPlace is where people read the postmortem, or why they cannot.
func (b *Bot) draftPlace(pic incident.Picture) view.Place {
	place := view.Place{Address: b.draftAddress(pic)}
	if posted := pic.Surfaces[draftKey(pic.Draft)]; posted.State == incident.Stuck {
		place.Stuck = posted
	}
	return place
}

// draftAddress is where people read the postmortem; "" while it is nowhere yet.
func (b *Bot) draftAddress(pic incident.Picture) string {
	if pic.Draft == nil {
		return ""
	}
	if canvas := pic.Surfaces[keyCanvas]; canvas.Handle != "" && !unread(canvas) {
		return b.canvasLink(canvas.Handle)
	}
	posted := pic.Surfaces[draftKey(pic.Draft)]
	return Permalink(b.self.Home, posted.Channel, posted.Message, "")
}
