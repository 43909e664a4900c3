package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// maxCanvas is how many characters Slack takes into a canvas by one call. Source: docs.slack.dev,
// "canvases.create".
const maxCanvas = 100_000

// canvas is the postmortem as the channel's canvas, of which a channel has one. People edit it there, so
// it is read before it is written: see takeOver. One that Slack does not let us read is left as it is.
func (d *drawing) canvas() surface {
	return surface{
		key: keyCanvas, digest: digest(d.pic.Draft.Markdown), pace: d.EditPace,
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			row, err := d.drawCanvas(ctx, row)
			if errors.Is(err, errUnreadable) {
				d.notACanvas(err)
				return withUnread(row), nil
			}
			return row, err
		},
	}
}

func (d *drawing) drawCanvas(ctx context.Context, row incident.Surface) (incident.Surface, error) {
	if row.Handle == "" {
		return d.makeCanvas(ctx, row)
	}
	row, err := d.takeOver(ctx, row)
	if canvasGone(err) { // somebody deleted it, and it is wanted all the same
		row.Handle, row.Echo = "", ""
		return d.makeCanvas(ctx, row)
	}
	if err != nil {
		return row, err
	}
	return d.writeCanvas(ctx, row)
}

// makeCanvas makes the channel's canvas. Where Slack will not have one of ours, the row comes back without
// a handle: the postmortem is a file then.
func (d *drawing) makeCanvas(ctx context.Context, row incident.Surface) (incident.Surface, error) {
	if err := d.mayReadCanvases(ctx); err != nil {
		if errors.Is(err, errUnreadable) { // the second version could not be written: see takeOver
			d.notACanvas(err)
			return row, nil
		}
		return row, err
	}
	row, err := d.aboutToWrite(ctx, row)
	if err != nil {
		return row, err
	}
	id, err := d.Slack.CreateChannelCanvasContext(ctx, string(row.Channel), document(d.pic.Draft.Markdown),
		slack.CreateChannelCanvasOptionTitle(d.canvasTitle()))
	switch what, code, _ := judge(err); {
	case what == done:
		row.Handle = id
		return d.echo(ctx, row), nil
	case code == "channel_canvas_already_exists", code == "free_team_canvas_tab_already_exists":
		// A person's, or ours: the answer to an earlier call was lost.
		row.Handle, err = d.ownCanvas(ctx)
		if what, _, _ := judge(err); row.Handle == "" && (what == done || what == hopeless) {
			return row, nil
		}
		if err != nil {
			return row, err
		}
		if row, err = d.takeOver(ctx, row); err != nil {
			return row, err
		}
		return d.writeCanvas(ctx, row)
	case what == hopeless && !aboutTheChannel(code):
		d.notACanvas(err)
		return row, nil
	}
	return row, err
}

// notACanvas logs why the postmortem is not where it could be.
func (d *drawing) notACanvas(err error) {
	d.Log.Info("postmortem is a file, not a canvas", d.inLog(), slog.String("problem", errorCode(err)))
}

func (d *drawing) canvasTitle() string { return view.CanvasTitle(d.pic.Incident) }

// aboutTheChannel reports whether a refusal would meet a file just as well.
func aboutTheChannel(code string) bool {
	switch code {
	case "is_archived", "not_in_channel", "channel_not_found", "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired":
		return true
	}
	return false
}

// ownCanvas is the channel's canvas if the bot made it; "" when a person did.
func (d *drawing) ownCanvas(ctx context.Context) (string, error) {
	c, err := d.Slack.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(d.pic.Incident.Channel)})
	if err != nil || c.Properties == nil || c.Properties.Canvas.FileId == "" {
		return "", err
	}
	f, _, _, err := d.Slack.GetFileInfoContext(ctx, c.Properties.Canvas.FileId, 0, 0)
	if err != nil || f.User != d.self.UserID {
		return "", err
	}
	return f.ID, nil
}

// writeCanvas puts the newest version in the place of all that the canvas says.
func (d *drawing) writeCanvas(ctx context.Context, row incident.Surface) (incident.Surface, error) {
	row, err := d.aboutToWrite(ctx, row)
	if err != nil {
		return row, err
	}
	err = d.Slack.EditCanvasContext(ctx, slack.EditCanvasParams{
		CanvasID: row.Handle,
		Changes:  []slack.CanvasChange{{Operation: "replace", DocumentContent: document(d.pic.Draft.Markdown)}},
	})
	if err != nil {
		return row, err
	}
	return d.echo(ctx, row), nil
}

// aboutToWrite notes what is about to be written, so that nothing of it is taken for a person's words when
// it is not known any more whether the call worked.
func (d *drawing) aboutToWrite(ctx context.Context, row incident.Surface) (incident.Surface, error) {
	row.Channel = d.pic.Incident.Channel
	row.Digest, row.Echo = digest(d.pic.Draft.Markdown), row.Echo+" "+expectedEcho(d.pic.Draft.Markdown)
	if err := d.sending(ctx, row); err != nil {
		return row, err
	}
	d.learn(row)
	return row, nil
}

// echo notes which sections have arrived: when one of them is missing later, people have taken it out. What
// stands in them is known already, and somebody may have begun to write in the meantime.
func (d *drawing) echo(ctx context.Context, row incident.Surface) incident.Surface {
	d.comeBack(d.EditPace) // the card links to it
	row.Echo = expectedEcho(d.pic.Draft.Markdown)
	if said, err := d.readCanvas(ctx, row.Handle); err == nil {
		row.Echo += " " + titlesEcho(said)
	}
	return row
}

// takeOver makes what people have changed in the canvas the newest version of the postmortem, from which it
// is drawn. The error is Slack's, when the canvas cannot be read.
func (d *drawing) takeOver(ctx context.Context, row incident.Surface) (incident.Surface, error) {
	n := d.pic.Incident.Number
	theirs, err := d.readCanvas(ctx, row.Handle)
	if err != nil || theirs == "" {
		return row, err
	}
	if !readable(theirs, row.Echo) {
		return row, slack.SlackErrorResponse{Err: problemNoSections}
	}
	if mergeEdited(d.pic.Draft.Markdown, theirs, row.Echo) == d.pic.Draft.Markdown {
		return row, nil
	}
	draft, err := d.Service.TakeOverPostmortem(ctx, incident.Act{At: d.now()}, n, func(newest incident.Draft) string {
		return mergeEdited(newest.Markdown, theirs, row.Echo)
	})
	if err != nil {
		return row, fmt.Errorf("take over what people wrote in canvas %s: %w", row.Handle, err)
	}
	d.pic.Draft = &draft
	// From now on it is ours: what somebody changes next must not lose against it a second time.
	row.Echo = echoOf(theirs)
	d.learn(row)
	return row, d.keep(ctx, row)
}

// problemNoSections is our own word for a canvas that is no postmortem any more. It is not written over.
const problemNoSections = "canvas_without_sections"

// readBack takes over what people have written in the canvas. The caller holds the incident exclusively.
func (b *Bot) readBack(ctx context.Context, n incident.Number) error {
	pic, err := b.Store.Picture(ctx, n)
	row := pic.Surfaces[keyCanvas]
	if err != nil || row.Handle == "" || pic.Draft == nil {
		return err
	}
	_, err = b.drawing(pic).takeOver(ctx, row)
	if canvasGone(err) {
		return nil
	}
	return err
}

func document(markdown string) slack.DocumentContent {
	return slack.DocumentContent{Type: "markdown", Markdown: markdown}
}

// canvasLink is the address of a canvas.
func (b *Bot) canvasLink(id string) string {
	if b.self.Home == "" || id == "" {
		return ""
	}
	return strings.TrimSuffix(b.self.Home, "/") + "/docs/" + b.self.TeamID + "/" + id
}

// canvasNews tells the channel about the canvas, which nobody would notice by itself.
func (d *drawing) canvasNews() []surface {
	row := d.known(keyCanvas)
	if row.Handle == "" || row.ShownAt.IsZero() {
		return nil
	}
	return []surface{d.message(keyCanvasNews, d.pic.Incident.Channel, "", view.DraftCanvas(*d.pic.Draft, d.pic.Incident, d.canvasLink(row.Handle)))}
}
