package bot

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

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
	key := draftKey(draft)
	return surface{
		key: key, digest: digest(draft.Markdown),
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			name := fmt.Sprintf("%s-postmortem.md", d.pic.Incident.Number)
			if draft.Version > 1 {
				name = fmt.Sprintf("%s-postmortem-%d.md", d.pic.Incident.Number, draft.Version)
			}
			slot, err := d.Slack.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: name, FileSize: len(draft.Markdown)})
			if err != nil {
				return row, fmt.Errorf("ask where to upload %s: %w", name, err)
			}
			if err := d.Slack.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: slot.UploadURL, Filename: name, Reader: strings.NewReader(draft.Markdown)}); err != nil {
				return row, fmt.Errorf("upload %s: %w", name, withoutAddress(err))
			}
			// Only the next call shows the file to anyone. Its id is kept first: it is what find looks for.
			row.Channel, row.Handle = d.pic.Incident.Channel, slot.FileID
			if err := d.sending(ctx, row); err != nil {
				return row, err
			}
			d.learn(row)
			_, err = d.Slack.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
				Files:   []slack.FileSummary{{ID: slot.FileID, Title: name}},
				Channel: string(row.Channel), InitialComment: view.DraftFile(*draft, d.pic.Incident).Text,
			})
			if err != nil {
				return row, err
			}
			d.comeBack(editPace) // the card links to it
			// The answer does not say which message carries the file. Not finding it costs only that link.
			if found, err := d.fileMessage(ctx, row); err == nil && found != nil {
				row.Message = incident.MessageID(found.Timestamp)
			}
			return row, nil
		},
		find: func(ctx context.Context, row incident.Surface) (incident.Surface, bool, error) {
			if row.Handle == "" {
				return row, false, nil
			}
			found, err := d.fileMessage(ctx, row)
			if err != nil || found == nil {
				return row, false, err
			}
			d.comeBack(editPace) // the card links to it
			row.Message = incident.MessageID(found.Timestamp)
			return row, true, nil
		},
	}
}

// withoutAddress strips the address from an error of the HTTP client: who has it may upload.
func withoutAddress(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// fileMessage is the message that carries the file of a row.
func (d *drawing) fileMessage(ctx context.Context, row incident.Surface) (*slack.Message, error) {
	return d.lookFor(ctx, d.pic.Incident.Channel, "", row.AttemptAt, func(m slack.Message) bool {
		return len(m.Files) > 0 && m.Files[0].ID == row.Handle
	})
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
