package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

const soonPrefix = "soon/"

// keySoon is the surface that announces the archiving: one for each time that the incident is over.
func keySoon(inc incident.Incident) incident.SurfaceKey {
	return incident.SurfaceKey(soonPrefix + strconv.FormatInt(inc.ClosedAt.Unix(), 10))
}

// archiveSoon announces that the channel is archived, a while before it is, and says so when it is not.
func (d *drawing) archiveSoon() []surface {
	inc := d.pic.Incident
	var due incident.SurfaceKey
	if inc.Status.Over() && !inc.ArchiveAt.IsZero() && !d.now().Before(inc.ArchiveAt.Add(-d.rules().ArchiveNotice())) {
		due = keySoon(inc)
	}
	var all []surface
	if due != "" {
		all = append(all, d.message(due, inc.Channel, "", view.ArchiveSoon(inc)))
	}
	for _, key := range d.keys(soonPrefix) {
		if key != due {
			all = append(all, d.message(key, inc.Channel, "", view.NotArchived(inc)))
		}
	}
	slices.SortFunc(all, func(a, b surface) int { return strings.Compare(string(a.key), string(b.key)) })
	return all
}

func (b *Bot) clickKeepOpen(ctx context.Context, c clicked) error {
	_, err := b.Service.KeepChannel(ctx, c.act, c.ref.Number)
	return err
}
