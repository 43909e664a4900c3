package bot

import (
	"context"
	"errors"
	"log/slog"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// Archive archives the channel of a closed incident whose time has come, after storing it whole; one
// that cannot be stored whole is left alone and marked. It does nothing when the incident was reopened
// since.
func (b *Bot) Archive(ctx context.Context, n incident.Number) error {
	inc, err := b.Service.Incident(ctx, n)
	if err != nil || !archivable(inc) {
		return err
	}
	early, notice := inc.ArchiveAt.Sub(b.now()), b.rules().ArchiveNotice()
	if early > notice { // closed again later, a job of its own would do, and so does this one
		return &comeBackLater{error: errTooEarly, after: early - notice}
	}
	if early < notice/2 { // those who would refuse may not see it any more
		told, err := b.toldOfArchiving(ctx, inc)
		if err != nil {
			return err
		}
		if !told { // we were away; nobody could have refused
			if _, err := b.Service.PutOffArchiving(ctx, b.ourAct(), n, b.now().Add(notice)); err != nil {
				return err
			}
			return &comeBackLater{error: errTooEarly, after: notice}
		}
	}
	if early > 0 { // it is announced first
		if b.Enqueue != nil {
			if err := b.Enqueue(ctx, incident.Work{Kind: incident.WorkSync, Number: n}); err != nil {
				return err
			}
		}
		return &comeBackLater{error: errTooEarly, after: early}
	}
	whole := b.storeWhole(ctx, inc.Channel, readBeforeArchiving)
	return b.Store.Exclusively(ctx, n, func(ctx context.Context) error {
		if whole == nil {
			if err := b.readBackLast(ctx, n); err != nil {
				return err
			}
		}
		inc, err := b.Service.Incident(ctx, n) // again, since reading has taken its time
		if err != nil || !archivable(inc) {
			return err
		}
		row := incident.Surface{Key: keyArchive, State: incident.Shown, Channel: inc.Channel, ShownAt: b.now()}
		err = b.archive(ctx, inc.Channel, whole)
		switch what, code, _ := judge(err); what {
		case done:
		case hopeless:
			row.State, row.Problem = incident.Stuck, code
		case unsure, wait:
			return patient(err)
		}
		if err := b.Store.Keep(ctx, n, []incident.Surface{row}); err != nil || row.State == incident.Stuck {
			return err
		}
		_, err = b.Service.FoundGone(ctx, b.ourAct(), n, inc.Channel, incident.LostArchived)
		return err
	})
}

// toldOfArchiving reports whether the channel is told that it will be archived, or cannot be told.
func (b *Bot) toldOfArchiving(ctx context.Context, inc incident.Incident) (bool, error) {
	pic, err := b.Store.Picture(ctx, inc.Number)
	if err != nil {
		return false, err
	}
	state := pic.Surfaces[keySoon(inc)].State
	return state == incident.Shown || state == incident.Stuck, nil
}

// readBackLast takes over what people wrote in the canvas, since nobody can later. A canvas that cannot be
// read does not keep the channel open.
func (b *Bot) readBackLast(ctx context.Context, n incident.Number) error {
	err := b.readBack(ctx, n)
	if what, code, _ := judge(err); what == hopeless {
		b.Log.Warn("canvas not read before archiving", slog.String("incident", n.String()), slog.String("problem", code))
		return nil
	}
	return patient(err)
}

// archive archives a channel unless it could not be stored whole, or somebody has archived it already.
func (b *Bot) archive(ctx context.Context, channel incident.ChannelID, whole error) error {
	if whole != nil {
		c, err := b.Slack.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(channel)})
		if err == nil && c.IsArchived {
			return nil
		}
		return whole
	}
	err := b.Slack.ArchiveConversationContext(ctx, string(channel))
	if errorCode(err) == "already_archived" {
		return nil
	}
	return err
}

func archivable(inc incident.Incident) bool {
	return inc.Status.Over() && !inc.ArchiveAt.IsZero() && inc.Channel != ""
}

var errTooEarly = errors.New("not yet time to archive")
