package bot

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// notices says how each kind of notice is drawn.
var notices = map[incident.NoticeKind]func(*noticeDrawing, context.Context) error{
	incident.NoticeFollowUps: (*noticeDrawing).reminder,
	incident.NoticeDigest:    (*noticeDrawing).digest,
	incident.NoticeReport:    (*noticeDrawing).drawReport,
	incident.NoticeFigures:   (*noticeDrawing).drawFigures,
	incident.NoticeBrief:     (*noticeDrawing).brief,
	incident.NoticeRelieved:  (*noticeDrawing).relieved,
	incident.NoticeChannel:   (*noticeDrawing).channelGone,
	incident.NoticeBroadcast: (*noticeDrawing).unannounced,

	incident.NoticeSubscription: (*noticeDrawing).news,
}

// DrawNotice makes Slack show a notice as it stands; see [Bot.Sync].
func (b *Bot) DrawNotice(ctx context.Context, id incident.NoticeID) (incident.Synced, error) {
	var synced incident.Synced
	err := b.Store.ExclusivelyNotice(ctx, id, func(ctx context.Context) error {
		pic, err := b.Store.NoticePicture(ctx, id)
		if err != nil {
			return fmt.Errorf("picture of notice %d: %w", id, err)
		}
		d := b.noticeDrawing(pic)
		synced.Version = pic.Notice.Version
		draw, ok := notices[pic.Notice.Kind]
		if !ok {
			b.Log.Warn("notice of a kind that is not known here", d.inLog(), slog.String("kind", string(pic.Notice.Kind)))
			return nil
		}
		err = draw(d, ctx)
		synced.Again = d.again
		return err
	})
	return synced, err
}

// noticeDrawing is one pass over one notice.
type noticeDrawing struct {
	easel
	pic incident.NoticePicture
}

func (b *Bot) noticeDrawing(pic incident.NoticePicture) *noticeDrawing {
	d := &noticeDrawing{easel: easel{Bot: b, surfaces: pic.Surfaces}, pic: pic}
	d.of = d
	return d
}

func (d *noticeDrawing) name() string { return "notice " + d.pic.Notice.Key }

func (d *noticeDrawing) inLog() slog.Attr { return slog.String("notice", d.pic.Notice.Key) }

func (d *noticeDrawing) sending(ctx context.Context, surfaces ...incident.Surface) error {
	return d.Store.SendingNotice(ctx, d.pic.Notice.ID, surfaces)
}

func (d *noticeDrawing) keep(ctx context.Context, surfaces ...incident.Surface) error {
	return d.Store.KeepNotice(ctx, d.pic.Notice.ID, surfaces)
}

func (d *noticeDrawing) mark(key incident.SurfaceKey) slack.SlackMetadata {
	return view.NoticeMetadata(d.pic.Notice.ID, key)
}

func (d *noticeDrawing) marked(m slack.SlackMetadata, key incident.SurfaceKey) bool {
	id, k, ok := view.NoticeSurfaceOf(m)
	return ok && id == d.pic.Notice.ID && k == key
}

// ReportHopes is how long a report is tried: until the next one is there, and a day more. After that nothing that was
// said is tried any more.
const ReportHopes = 8 * 24 * time.Hour

// directHopes is how long what is for one person is tried. It is old then.
const directHopes = 24 * time.Hour

// hopeful implements subject. Nobody brings back a person who has left.
func (d *noticeDrawing) hopeful(stuck incident.Surface) bool {
	hopes := directHopes
	if d.pic.Notice.Kind == incident.NoticeSubscription {
		return !forGood(stuck.Problem) // what is too old is not among what it tells
	}
	if d.pic.Notice.Kind == incident.NoticeReport {
		hopes = ReportHopes
	}
	return !forGood(stuck.Problem) && d.now().Sub(d.pic.Notice.At) < hopes
}

// forGood reports whether Slack's word means that nothing can be said to a person any more.
func forGood(problem string) bool {
	switch problem {
	case "user_disabled", "user_not_found", "users_not_found", "user_not_visible", "cannot_dm_bot", "user_is_restricted":
		return true
	}
	return false
}

// The keys of a notice's surfaces. They are stored.
const (
	keyWhere   incident.SurfaceKey = "channel" // where it is said
	keyMessage incident.SurfaceKey = "message"
)

// tell says something to the person whom the notice is for: one message, edited in place ever after.
func (d *noticeDrawing) tell(ctx context.Context, m view.Message) error {
	if err := d.draw(ctx, d.directChannel()); err != nil {
		return err
	}
	where := d.known(keyWhere).Channel
	if where == "" {
		return nil // stuck or waiting
	}
	return d.draw(ctx, d.message(keyMessage, where, "", m))
}

// directChannel is the conversation of the bot with one person. It is opened, not only written to by the
// person's id: what an unanswered call has posted there is looked for in it. Opening it twice does no harm.
func (d *noticeDrawing) directChannel() surface {
	person := string(d.pic.Notice.Person)
	return surface{
		key: keyWhere, digest: digest(person),
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			opened, _, _, err := d.Slack.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{person}})
			if err == nil {
				row.Channel = incident.ChannelID(opened.ID)
			}
			return row, err
		},
	}
}
