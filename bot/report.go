package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/incident/load"
)

// Picture is one picture of a report.
type Picture struct {
	Name  string // names the file; short and without a dot
	Title string
	Alt   string // what it shows, in words
	PNG   []byte
}

// Pictures must not hold up the report for ever. Slack takes a moment to look into what was uploaded, and refuses
// to show it before that.
const (
	picturesWithin = 2 * time.Minute
	pictureLooks   = time.Second
)

// bare marks the row of a report whose pictures Slack would not show in the message.
const bare = "bare"

// drawReport says what a week cost: in a message with pictures, and the details in its thread. The message waits
// for the pictures, but not for long.
func (d *noticeDrawing) drawReport(ctx context.Context) error {
	if d.ReportChannel == "" {
		return nil // it is kept, and can be read elsewhere
	}
	var r load.Report
	if err := json.Unmarshal(d.pic.Notice.Body, &r); err != nil {
		return fmt.Errorf("read %s: %w", d.name(), err)
	}
	if err := d.draw(ctx, d.reportChannel()); err != nil {
		return err
	}
	where := d.known(keyWhere)
	if where.Channel == "" {
		return nil // stuck or waiting
	}
	var pictures []Picture
	if row := d.known(keyMessage); row.State != incident.Shown || row.Echo == bare {
		pictures = d.picturesOf(r)
	}
	if !d.shown(keyMessage) {
		shown, ready, err := d.hangPictures(ctx, r, pictures, time.Since(where.ShownAt) < picturesWithin)
		if !ready {
			return err
		}
		if err := d.draw(ctx, d.reportMessage(r, where, shown)); err != nil {
			return err
		}
	}
	posted := d.known(keyMessage)
	if posted.Message == "" {
		return nil
	}
	return d.drawThread(ctx, r, posted, pictures)
}

// drawThread tells the details: a report's thread is told once, and what it says is fixed.
func (d *noticeDrawing) drawThread(ctx context.Context, r load.Report, posted incident.Surface, pictures []Picture) error {
	var replies []surface
	for _, p := range pictures {
		if posted.Echo == bare && d.shown(pictureKey(p)) { // Slack took it, and would not show it in the message
			key := incident.SurfaceKey("share/" + p.Name)
			replies = append(replies, d.upload(key, digest(string(key)), attachment{
				name: p.file(r), title: p.Title, alt: p.Alt, content: p.PNG, channel: posted.Channel, thread: posted.Message,
			}))
		}
	}
	for _, detail := range view.ReportDetails(r) {
		replies = append(replies, fixed(d.once(incident.SurfaceKey("thread/"+detail.Key), posted.Channel, posted.Message, detail.Message)))
	}
	_, err := d.drawInOrder(ctx, replies...)
	return err
}

// fixed is a surface that stays as it was drawn first: a newer version of the bot may put it into other words.
func fixed(s surface) surface {
	s.digest = digest(string(s.key))
	return s
}

// reportChannel finds the channel by its configured name. It is asked for when it is needed, so that it may be made,
// or the bot be invited, after the report is; and again when that channel turned out to be none any more.
func (d *noticeDrawing) reportChannel() surface {
	var trouble string
	if said := d.known(keyMessage); said.State == incident.Stuck && said.AttemptAt.IsZero() && channelGone(said.Problem) {
		trouble = said.Problem
	}
	wanted := digest(d.ReportChannel, trouble)
	if known := d.known(keyWhere); known.State == incident.Shown && trouble == "" {
		wanted = known.Digest // what is said, or may be, stays where it is, whatever the configuration says now
	}
	return surface{
		key: keyWhere, digest: wanted,
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			found, err := ResolveChannel(ctx, d.Slack, d.ReportChannel)
			if err == nil {
				row.Channel = found
			}
			return row, err
		},
	}
}

// channelGone reports whether Slack's word means that a channel of the same name may be another one by now.
func channelGone(problem string) bool {
	return problem == "is_archived" || problem == "channel_not_found"
}

const picturePrefix = "picture/"

func pictureKey(p Picture) incident.SurfaceKey {
	return incident.SurfaceKey(picturePrefix + p.Name)
}

func (p Picture) file(r load.Report) string {
	return "incidents-" + r.Period.Name + "-" + p.Name + ".png"
}

// picturesOf are the report's pictures. A report without them is better than none.
func (d *noticeDrawing) picturesOf(r load.Report) []Picture {
	if d.Pictures == nil || r.Quiet() {
		return nil
	}
	pictures, err := d.Pictures(r)
	if err != nil {
		d.Log.Warn("report without pictures", d.inLog(), slog.Any("error", err))
	}
	return pictures
}

// hangPictures brings the pictures to Slack and returns those that it will show. ready is false when it is worth
// waiting for more of them.
func (d *noticeDrawing) hangPictures(ctx context.Context, r load.Report, pictures []Picture, patient bool) (shown []view.ReportPicture, ready bool, err error) {
	if d.known(keyMessage).Echo == bare {
		return nil, true, nil
	}
	var errs []error
	ready = true
	for _, p := range pictures {
		key := pictureKey(p)
		errs = append(errs, d.draw(ctx, d.upload(key, digest(string(key)), attachment{name: p.file(r), title: p.Title, alt: p.Alt, content: p.PNG})))
		row := d.known(key)
		if row.State == incident.Stuck {
			continue
		}
		looked := false
		if row.State == incident.Shown {
			file, _, _, err := d.Slack.GetFileInfoContext(ctx, row.Handle, 0, 0)
			looked = err == nil && file.Mimetype != ""
		}
		if looked {
			shown = append(shown, view.ReportPicture{FileID: row.Handle, Alt: p.Alt})
		} else {
			ready = false
		}
	}
	if !ready && patient {
		d.comeBack(pictureLooks)
		return nil, false, errors.Join(errs...)
	}
	return shown, true, nil
}

// reportMessage is the report at a glance. Where Slack keeps refusing its pictures it is said without them.
func (d *noticeDrawing) reportMessage(r load.Report, where incident.Surface, pictures []view.ReportPicture) surface {
	s := fixed(d.once(keyMessage, where.Channel, "", view.Report(r, pictures, false)))
	post := s.draw
	s.draw = func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
		if len(pictures) > 0 && row.Echo != bare {
			drawn, err := post(ctx, row)
			switch {
			case errorCode(err) != "invalid_blocks":
				return drawn, err
			case time.Since(where.ShownAt) < picturesWithin:
				return row, &comeBackLater{error: err, after: 2 * pictureLooks}
			}
			d.Log.Warn("Slack does not show the report's pictures", d.inLog(), slog.Any("error", err))
		}
		if !d.anyPicture() {
			return post(ctx, row)
		}
		row.Echo = bare
		if err := d.sending(ctx, row); err != nil {
			return row, err
		}
		return d.once(keyMessage, where.Channel, "", view.Report(r, nil, true)).draw(ctx, row)
	}
	return s
}

// anyPicture reports whether Slack has one that the thread can show.
func (d *noticeDrawing) anyPicture() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for key, row := range d.surfaces {
		if row.State == incident.Shown && strings.HasPrefix(string(key), picturePrefix) {
			return true
		}
	}
	return false
}
