package bot

import (
	"context"
	"errors"

	"github.com/tocsin-bot/tocsin/incident"
)

// Archive archives the channel of a closed incident whose time has come, after storing it whole. It
// does nothing when the incident was reopened since.
func (b *Bot) Archive(ctx context.Context, n incident.Number) error {
	inc, err := b.Service.Incident(ctx, n)
	if err != nil {
		return err
	}
	if inc.Status != incident.Closed || inc.ArchiveAt.IsZero() || inc.Channel == "" {
		return nil
	}
	if early := inc.ArchiveAt.Sub(b.now()); early > 0 {
		return &comeBackLater{error: errTooEarly, after: early} // closed again later: a job of its own would do, and so does this one
	}
	if err := b.Backfill(ctx, n); err != nil {
		return err
	}
	return b.Store.Exclusively(ctx, n, func(ctx context.Context) error {
		err := b.Slack.ArchiveConversationContext(ctx, string(inc.Channel))
		if errorCode(err) == "already_archived" {
			err = nil
		}
		what, code, _ := judge(err)
		row := incident.Surface{Key: keyArchive, State: incident.Shown, Channel: inc.Channel, AttemptAt: b.now(), ShownAt: b.now()}
		switch what {
		case done:
		case hopeless:
			row.State, row.Problem = incident.Stuck, code
		case unsure, wait:
			return patient(err)
		}
		return b.Store.Keep(ctx, n, []incident.Surface{row})
	})
}

var errTooEarly = errors.New("not yet time to archive")
