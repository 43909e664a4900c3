package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// attachment is a file to be uploaded.
type attachment struct {
	name, title string
	alt         string // what a picture shows, in words
	content     []byte
	// channel and thread are where it is shown; without a channel nobody sees it before it stands in a message.
	channel incident.ChannelID
	thread  incident.MessageID
	comment string // escaped
}

// upload is a surface that is a file, uploaded once. Its row's handle is the file's id.
func (e *easel) upload(key incident.SurfaceKey, digest string, a attachment) surface {
	return surface{
		key: key, digest: digest,
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			slot, err := e.Slack.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{
				FileName: a.name, FileSize: len(a.content), AltTxt: a.alt,
			})
			if err != nil {
				return row, fmt.Errorf("ask where to upload %s: %w", a.name, err)
			}
			if err := e.Slack.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: slot.UploadURL, Filename: a.name, Reader: bytes.NewReader(a.content)}); err != nil {
				return row, fmt.Errorf("upload %s: %w", a.name, withoutAddress(err))
			}
			// Only the next call shows the file to anyone. Its id is kept first: it is what find looks for.
			row.Channel, row.Handle = a.channel, slot.FileID
			if err := e.of.sending(ctx, row); err != nil {
				return row, err
			}
			e.learn(row)
			_, err = e.Slack.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
				Files:   []slack.FileSummary{{ID: slot.FileID, Title: a.title}},
				Channel: string(a.channel), ThreadTimestamp: string(a.thread), InitialComment: a.comment,
			})
			if err != nil || a.channel == "" {
				return row, err
			}
			// The answer does not say which message carries the file. Not finding it costs only a link.
			if found, err := e.fileMessage(ctx, a, row); err == nil && found != nil {
				row.Message = incident.MessageID(found.Timestamp)
			}
			return row, nil
		},
		find: func(ctx context.Context, row incident.Surface) (incident.Surface, bool, error) {
			if row.Handle == "" {
				return row, false, nil
			}
			if a.channel == "" {
				_, _, _, err := e.Slack.GetFileInfoContext(ctx, row.Handle, 0, 0)
				if errorCode(err) == "file_not_found" {
					return row, false, nil
				}
				return row, err == nil, err
			}
			found, err := e.fileMessage(ctx, a, row)
			if err != nil || found == nil {
				return row, false, err
			}
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
func (e *easel) fileMessage(ctx context.Context, a attachment, row incident.Surface) (*slack.Message, error) {
	return e.lookFor(ctx, a.channel, a.thread, row.AttemptAt, func(m slack.Message) bool {
		return len(m.Files) > 0 && m.Files[0].ID == row.Handle
	})
}
