package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// The keys of the surfaces. They are stored: renaming one draws it a second time everywhere.
const (
	keyChannel      incident.SurfaceKey = "channel"
	keyMember                           = incident.KeyMember
	keyDeclarer     incident.SurfaceKey = "invites/declarer"
	keyInvites      incident.SurfaceKey = "invites"
	keyTopic        incident.SurfaceKey = "topic"
	keyPurpose      incident.SurfaceKey = "purpose"
	keyCard         incident.SurfaceKey = "card"
	keyPin          incident.SurfaceKey = "pin"
	keyAnnouncement incident.SurfaceKey = "announcement"
	keyForm         incident.SurfaceKey = "form"
	keyTwin         incident.SurfaceKey = "twin"
	keyArchive      incident.SurfaceKey = "archive"
	keyCanvas       incident.SurfaceKey = "canvas"
	keyCanvasNews   incident.SurfaceKey = "canvas/news"
)

func postKey(e incident.Entry) incident.SurfaceKey {
	return incident.SurfaceKey("post/" + strconv.FormatInt(e.ID, 10))
}

func echoKey(e incident.Entry) incident.SurfaceKey {
	return incident.SurfaceKey("echo/" + strconv.FormatInt(e.ID, 10))
}

const draftPrefix = "postmortem/"

func draftKey(d *incident.Draft) incident.SurfaceKey {
	return incident.SurfaceKey(draftPrefix + strconv.Itoa(d.Version))
}

const offerPrefix = "offer/"

func offerKey(person incident.PersonID) incident.SurfaceKey {
	return incident.SurfaceKey(offerPrefix + string(person))
}

// invites brings people in: the declarer by a call of their own, since they stand and wait; then
// whoever holds a role and may never have been here.
func (d *drawing) invites() (first, rest []surface) {
	inc := &d.pic.Incident
	if slackPerson.MatchString(string(inc.DeclaredBy)) {
		first = []surface{d.invite(keyDeclarer, []string{string(inc.DeclaredBy)})}
	}
	var others []string
	for _, people := range inc.Roles {
		for _, person := range people {
			if person != inc.DeclaredBy && !slices.Contains(others, string(person)) {
				others = append(others, string(person))
			}
		}
	}
	if len(others) > 0 {
		slices.Sort(others)
		rest = []surface{d.invite(keyInvites, others)}
	}
	return first, rest
}

func (d *drawing) invite(key incident.SurfaceKey, people []string) surface {
	return surface{
		key: key, digest: digest(people...),
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			return row, d.inviteAll(ctx, d.pic.Incident.Channel, people)
		},
	}
}

// inviteAll invites people to a channel; one who cannot come does not keep the others out.
func (d *drawing) inviteAll(ctx context.Context, channel incident.ChannelID, people []string) error {
	refused, err := d.bringIn(ctx, channel, people)
	for _, code := range refused {
		err = slack.SlackErrorResponse{Err: code}
	}
	return err
}

// member is whether we are in the channel and hear what is said. We can post in a public channel even
// when thrown out, so nobody would notice. It is there once we were thrown out, and looks again.
func (d *drawing) member() []surface {
	if d.known(keyMember).Key == "" {
		return nil
	}
	return []surface{{
		key: keyMember, digest: "in",
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			c, err := d.Slack.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(d.pic.Incident.Channel)})
			switch {
			case err == nil && c.IsArchived: // which threw us out, and no invitation helps
				err = slack.SlackErrorResponse{Err: "is_archived"}
			case err == nil && !c.IsMember:
				err = slack.SlackErrorResponse{Err: "not_in_channel"}
			}
			return row, err
		},
	}}
}

func (d *drawing) topic() surface {
	topic := view.Topic(d.pic.Incident)
	return surface{
		key: keyTopic, digest: digest(topic), pace: d.EditPace,
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			_, err := d.Slack.SetTopicOfConversationContext(ctx, string(d.pic.Incident.Channel), topic)
			return row, err
		},
		find: d.inHead(func(c *slack.Channel) string { return c.Topic.Value }),
	}
}

func (d *drawing) purpose() surface {
	purpose := view.Purpose(d.pic.Incident)
	return surface{
		key: keyPurpose, digest: digest(purpose),
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			_, err := d.Slack.SetPurposeOfConversationContext(ctx, string(d.pic.Incident.Channel), purpose)
			return row, err
		},
		find: d.inHead(func(c *slack.Channel) string { return c.Purpose.Value }),
	}
}

// inHead looks whether a text in the channel's head is the one that was sent. Setting it twice would be
// harmless, but Slack tells the channel each time.
func (d *drawing) inHead(text func(*slack.Channel) string) func(context.Context, incident.Surface) (incident.Surface, bool, error) {
	return func(ctx context.Context, row incident.Surface) (incident.Surface, bool, error) {
		c, err := d.Slack.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(d.pic.Incident.Channel)})
		if err != nil {
			return row, false, err
		}
		return row, digest(text(c)) == row.Digest, nil
	}
}

// card is the message that always tells how things stand.
func (d *drawing) card() surface {
	around := view.Around{Draft: d.draftAddress(d.pic)}
	for _, known := range d.pic.Surfaces {
		if known.State == incident.Stuck && !private(known.Key) {
			around.Stuck = append(around.Stuck, known)
		}
	}
	slices.SortFunc(around.Stuck, func(a, b incident.Surface) int { return strings.Compare(string(a.Key), string(b.Key)) })
	return d.message(keyCard, d.pic.Incident.Channel, "", view.Card(d.pic.Incident, d.rules(), around))
}

// private reports surfaces that are one person's, or the card's own: their troubles are not told on it.
func private(key incident.SurfaceKey) bool {
	return key == keyCard || key == keyForm || strings.HasPrefix(string(key), offerPrefix)
}

func (d *drawing) pin() []surface {
	card := d.known(keyCard)
	if card.Message == "" {
		return nil
	}
	return []surface{{
		key: keyPin, digest: digest(string(card.Message)),
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			err := d.Slack.AddPinContext(ctx, string(card.Channel), slack.NewRefToMessage(string(card.Channel), string(card.Message)))
			if errorCode(err) == "already_pinned" {
				err = nil
			}
			return row, err
		},
	}}
}

// announced reports whether people outside are told of this incident.
func (d *drawing) announced() bool { return d.Broadcast != "" && !d.pic.Incident.Private }

func (d *drawing) announcement() []surface {
	if !d.announced() {
		return nil
	}
	where := incident.ChannelID(d.Broadcast)
	if known := d.known(keyAnnouncement); known.Channel != "" {
		where = known.Channel // the configuration may name another channel since
	}
	return []surface{d.message(keyAnnouncement, where, "", view.Announcement(d.pic.Incident, d.rules()))}
}

// posts tell the channel what happened, each once and in order.
func (d *drawing) posts() []surface {
	var posts []surface
	for _, e := range d.pic.Undrawn {
		if !e.Shown() {
			continue
		}
		posts = append(posts, d.once(postKey(e), d.pic.Incident.Channel, "", view.Post(e, d.pic.Incident, d.rules())))
	}
	return posts
}

// echoed reports whether an entry is told under the announcement; of what became private, the last is that it did.
func (d *drawing) echoed(e incident.Entry) bool {
	if e.Kind == incident.KindWarning && e.What == incident.WarnPrivate {
		return d.known(keyAnnouncement).Message != ""
	}
	return d.announced() && e.Announced()
}

// echoes tell the same under the announcement.
func (d *drawing) echoes() []surface {
	above := d.known(keyAnnouncement)
	if above.Message == "" {
		return nil
	}
	var echoes []surface
	for _, e := range d.pic.Undrawn {
		if d.echoed(e) {
			echoes = append(echoes, d.once(echoKey(e), above.Channel, above.Message, view.Echo(e, d.pic.Incident, d.rules())))
		}
	}
	return echoes
}

// form turns the form that the incident was declared in into the way to its channel, or says why there
// is none. People may have closed it, and nobody minds when it is too late.
func (d *drawing) form() []surface {
	if d.pic.Form == "" {
		return nil
	}
	shown, say := view.Opened(d.pic.Incident), "opened"
	if d.pic.Incident.Channel == "" {
		channel := d.known(keyChannel)
		if channel.State != incident.Stuck {
			return nil
		}
		shown, say = view.OpenFailed(d.pic.Incident, channel), "failed: "+channel.Problem
	}
	return []surface{{
		key: keyForm, digest: say,
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			row.Handle = d.pic.Form
			_, err := d.Slack.UpdateViewContext(ctx, shown, "", "", d.pic.Form)
			if what, _, _ := judge(err); what == hopeless {
				err = nil
			}
			return row, err
		},
	}}
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}
