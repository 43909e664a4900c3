package bot

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// postmortem is the newest draft, as a Markdown file in the channel.
func (d *drawing) postmortem() []surface {
	draft := d.pic.Draft
	if draft == nil {
		return nil
	}
	key := draftKey(draft)
	return []surface{{
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
			if err := d.Store.Sending(ctx, d.pic.Incident.Number, []incident.Surface{row}); err != nil {
				return row, err
			}
			d.learn(row)
			_, err = d.Slack.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
				Files:   []slack.FileSummary{{ID: slot.FileID, Title: name}},
				Channel: string(row.Channel), InitialComment: view.DraftPosted(*draft, d.pic.Incident).Text,
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
	}}
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
