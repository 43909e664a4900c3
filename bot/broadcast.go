package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// unannounced is what the body of an [incident.NoticeBroadcast] holds, as JSON.
type unannounced struct {
	Problem string // Slack's word for it
}

// noticeUnannounced tells the admins, once each for a channel, that incidents cannot be announced there. The incident goes
// on, and its card says so too.
func (d *drawing) noticeUnannounced(ctx context.Context) error {
	row := d.known(keyAnnouncement)
	if row.State != incident.Stuck || !d.announced() {
		return nil
	}
	where := row.Channel
	if where == "" {
		where = incident.ChannelID(d.Broadcast)
	}
	body, err := json.Marshal(unannounced{Problem: row.Problem})
	if err != nil {
		return err
	}
	for _, admin := range d.Admins() {
		notice := incident.Notice{
			Key:  fmt.Sprintf("%s/%s/%s", incident.NoticeBroadcast, where, admin),
			Kind: incident.NoticeBroadcast, Person: admin, At: d.now(), Body: body,
		}
		if _, _, err := d.Store.MakeNotice(ctx, notice); err != nil {
			return err
		}
	}
	return nil
}

func (d *noticeDrawing) unannounced(ctx context.Context) error {
	var body unannounced
	if err := d.read(&body); err != nil {
		return err
	}
	return d.tell(ctx, view.Unannounced(body.Problem))
}
