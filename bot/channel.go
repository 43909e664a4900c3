package bot

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// otherNames is how many other names are tried when a channel's name is taken by somebody else.
const otherNames = 5

// channel is the incident's own channel. A private incident's is private or is not made at all.
func (d *drawing) channel() surface {
	inc := &d.pic.Incident
	return surface{
		key: keyChannel, digest: "made",
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			wanted := d.wantedName()
			name := wanted
			for attempt := 2; ; attempt++ {
				made, err := d.Slack.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: name, IsPrivate: inc.Private})
				if err == nil {
					return d.inChannel(row, made), nil
				}
				if errorCode(err) != "name_taken" || attempt > otherNames {
					return row, fmt.Errorf("create: %w", err) // without the name, which tells what a private incident is about
				}
				// Either an earlier call of ours worked after we gave it up, or another installation
				// counts from 1 too.
				if ours, err := d.ownChannel(ctx, row); err != nil || ours != nil {
					return d.inChannel(row, ours), err
				}
				name = view.OtherChannelName(wanted, attempt)
			}
		},
		// The answer to the creation was lost. Its name cannot be asked for without listing a whole
		// workspace; but who creates a channel is in it, so it is among the bot's own.
		find: func(ctx context.Context, row incident.Surface) (incident.Surface, bool, error) {
			made, err := d.ownChannel(ctx, row)
			if err != nil || made == nil {
				return row, false, err
			}
			return d.inChannel(row, made), true, nil
		},
		keep: func(ctx context.Context, row incident.Surface) error {
			if len(inc.Past) > 0 {
				return d.Store.NextChannelMade(ctx, inc.Number, row, inc.ChannelName, d.made)
			}
			return d.Store.ChannelMade(ctx, inc.Number, row, inc.ChannelName)
		},
		// People may have talked there while nobody knew it was the incident's.
		found: func(ctx context.Context, row incident.Surface) error {
			return d.Store.Hear(ctx, incident.Heard{Rejoined: []incident.ChannelID{row.Channel}})
		},
	}
}

// wantedName is what the channel is called if the name is free. A drill's says at once that it is none.
func (d *drawing) wantedName() string {
	template := d.ChannelName
	if d.pic.Incident.Drill {
		template = view.DrillChannelTemplate
	}
	name := view.ChannelName(template, d.pic.Incident.Number, d.pic.Incident.Title)
	if before := len(d.pic.Incident.Past); before > 0 {
		return view.OtherChannelName(name, before+1)
	}
	return name
}

// inChannel notes the channel for what is drawn next.
func (d *drawing) inChannel(row incident.Surface, made *slack.Channel) incident.Surface {
	if made == nil {
		return row
	}
	row.Channel = incident.ChannelID(made.ID)
	d.pic.Incident.Channel, d.pic.Incident.ChannelName = row.Channel, made.Name
	d.made = made.Created.Time()
	return row
}

// ownChannel looks among the channels the bot is in for the one it may have created for this
// incident: the name is one it would have chosen, and it was created by the bot since the attempt.
func (d *drawing) ownChannel(ctx context.Context, row incident.Surface) (*slack.Channel, error) {
	wanted := d.wantedName()
	names := map[string]bool{wanted: true}
	for attempt := 2; attempt <= otherNames; attempt++ {
		names[view.OtherChannelName(wanted, attempt)] = true
	}
	list := slack.GetConversationsForUserParameters{
		Types: []string{"public_channel", "private_channel"}, ExcludeArchived: true, Limit: 200,
	}
	for {
		page, next, err := d.Slack.GetConversationsForUserContext(ctx, &list)
		if err != nil {
			return nil, fmt.Errorf("look for it: %w", err)
		}
		for _, c := range page {
			if names[c.Name] && c.Creator == d.self.UserID && !c.Created.Time().Before(row.AttemptAt.Add(-clockSkew)) {
				return &c, nil
			}
		}
		if next == "" {
			return nil, nil
		}
		list.Cursor = next
	}
}

// ResolveChannel turns #name into the id of a channel the bot is in or may see. An id is returned as
// it is. It returns an error with Slack's code channel_not_found when there is none.
func ResolveChannel(ctx context.Context, client *slack.Client, name string) (incident.ChannelID, error) {
	if name == "" || name[0] != '#' {
		return incident.ChannelID(name), nil
	}
	list := slack.GetConversationsParameters{Types: []string{"public_channel", "private_channel"}, ExcludeArchived: true, Limit: 200}
	for {
		page, next, err := client.GetConversationsContext(ctx, &list)
		if err != nil {
			return "", fmt.Errorf("look for channel %s: %w", name, err)
		}
		for _, c := range page {
			if c.Name == name[1:] {
				return incident.ChannelID(c.ID), nil
			}
		}
		if next == "" {
			return "", fmt.Errorf("look for channel %s: %w", name, slack.SlackErrorResponse{Err: "channel_not_found"})
		}
		list.Cursor = next
	}
}
