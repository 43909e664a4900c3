package bot

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

// invitedAtOnce is how many people one call invites. Slack's documentation says 100 in one place and 1,000 in another.
const invitedAtOnce = 100

// keyInvited is the surface of those whom somebody asked to join.
const keyInvited incident.SurfaceKey = "invites/asked"

// keyUninvited begins the keys of the surfaces that tell who cannot.
const keyUninvited = "uninvited/"

// slackPerson is what a person's id looks like. An incident can be declared by somebody whom Slack does not know.
var slackPerson = regexp.MustCompile(`^[UW][A-Z0-9]{2,31}$`)

// invited brings in whom somebody asked for. Who cannot come keeps nobody else out.
func (d *drawing) invited() []surface {
	var asked []incident.Invited
	var wanted []string
	for _, one := range d.pic.Invited {
		if one.State == incident.InvitedAsked {
			asked, wanted = append(asked, one), append(wanted, strconv.FormatInt(one.ID, 10))
		}
	}
	if len(asked) == 0 {
		return nil
	}
	return []surface{{
		key: keyInvited, digest: digest(append(wanted, strconv.FormatInt(d.pic.Incident.Version, 10))...),
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			err := d.bringInAll(ctx, asked)
			for i := range d.pic.Invited { // for those who are told of it below
				if at := slices.IndexFunc(asked, func(one incident.Invited) bool { return one.ID == d.pic.Invited[i].ID }); at >= 0 {
					d.pic.Invited[i] = asked[at]
				}
			}
			return row, err
		},
	}}
}

// bringInAll settles invitations: the people together, then each group.
func (d *drawing) bringInAll(ctx context.Context, asked []incident.Invited) error {
	n, channel := d.pic.Incident.Number, d.pic.Incident.Channel
	var people []string
	for _, one := range asked {
		if one.Group == "" {
			people = append(people, string(one.Person))
		}
	}
	refused, err := d.bringIn(ctx, channel, people)
	if err != nil {
		return err
	}
	groups := &directory{slack: d.Slack, groupIDs: map[string]string{}}
	for i := range asked {
		one := &asked[i]
		problem := refused[string(one.Person)]
		if one.Group != "" {
			if problem, err = d.bringInGroup(ctx, groups, channel, one.Group); err != nil {
				return err
			}
		}
		one.State, one.Problem = incident.InvitedCame, problem
		if problem != "" {
			one.State = incident.InvitedFailed
		}
	}
	return d.Store.KeepInvited(ctx, n, asked)
}

// bringInGroup invites those who are in a group now. It says why it could not be read; those of them who cannot come, such
// as people who have left, are only in the log.
func (d *drawing) bringInGroup(ctx context.Context, groups *directory, channel incident.ChannelID, group string) (problem string, err error) {
	members, err := groups.inGroup(ctx, group)
	if what, code, _ := judge(err); what == hopeless && !tokenIsGone(code) {
		return code, nil
	}
	if err != nil {
		return "", err
	}
	var people []string
	for _, id := range members {
		people = append(people, string(id))
	}
	refused, err := d.bringIn(ctx, channel, people)
	for person, code := range refused {
		d.Log.Warn("a member of a group cannot be invited", d.inLog(), slog.String("person", person), slog.String("problem", code))
	}
	return "", err
}

// bringIn invites people and says who could not come, and why, in Slack's words. Slack refuses a whole call for one of
// them, so a call that is refused is halved until it is clear whom it is about.
func (d *drawing) bringIn(ctx context.Context, channel incident.ChannelID, people []string) (refused map[string]string, err error) {
	refused = map[string]string{}
	if len(people) > 1 {
		if people, err = d.notThere(ctx, channel, people); err != nil {
			return nil, err
		}
	}
	for some := range slices.Chunk(people, invitedAtOnce) {
		if err := d.halve(ctx, channel, some, refused); err != nil {
			return nil, err
		}
	}
	return refused, nil
}

func (d *drawing) halve(ctx context.Context, channel incident.ChannelID, people []string, refused map[string]string) error {
	_, err := d.Slack.InviteUsersToConversationContext(ctx, string(channel), people...)
	what, code, _ := judge(err)
	switch {
	case what != hopeless, aboutNobody(code):
		return err
	case len(people) > 1:
		if err := d.halve(ctx, channel, people[:len(people)/2], refused); err != nil {
			return err
		}
		return d.halve(ctx, channel, people[len(people)/2:], refused)
	case code != "already_in_channel" && code != "cant_invite_self":
		refused[people[0]] = code
	}
	return nil
}

// notThere leaves out those who are in the channel already, each of whom would make Slack refuse a call. Where that
// cannot be asked, all are left.
func (d *drawing) notThere(ctx context.Context, channel incident.ChannelID, people []string) ([]string, error) {
	there := map[string]bool{d.self.UserID: true}
	list := slack.GetUsersInConversationParameters{ChannelID: string(channel), Limit: 999}
	for {
		page, next, err := d.Slack.GetUsersInConversationContext(ctx, &list)
		if what, _, _ := judge(err); what == hopeless {
			return people, nil
		}
		if err != nil {
			return nil, err
		}
		for _, id := range page {
			there[id] = true
		}
		if next == "" {
			return slices.DeleteFunc(slices.Clone(people), func(id string) bool { return there[id] }), nil
		}
		list.Cursor = next
	}
}

// aboutNobody reports refusals that are not about whom the call invites: nobody can be invited.
func aboutNobody(code string) bool {
	switch code {
	case "missing_scope", "not_in_channel", "channel_not_found", "is_archived", "restricted_action", "method_not_supported_for_channel_type":
		return true
	}
	return tokenIsGone(code)
}

func tokenIsGone(code string) bool {
	switch code {
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired":
		return true
	}
	return false
}

// uninvited tells the channel, once, who was asked for and cannot come.
func (d *drawing) uninvited(ctx context.Context) error {
	var failed []incident.Invited
	for _, one := range d.pic.Invited {
		if one.State == incident.InvitedFailed {
			failed = append(failed, one)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	key := incident.SurfaceKey(fmt.Sprintf("%s%d.%s", keyUninvited, failed[0].ID, digest(failed[0].Problem, strconv.Itoa(len(failed)))))
	if err := d.draw(ctx, d.once(key, d.pic.Incident.Channel, "", view.Uninvited(failed))); err != nil || !d.shown(key) {
		return err
	}
	for i := range failed {
		failed[i].State = incident.InvitedTold
	}
	return d.Store.KeepInvited(ctx, d.pic.Incident.Number, failed)
}

// typedInvite brings people and groups in: /incident invite @ada @sre.
func (b *Bot) typedInvite(ctx context.Context, t typed) (answer, error) {
	inc, err := b.here(ctx, t)
	if err != nil {
		return nil, err
	}
	who, err := invitees(t.raw)
	if err != nil {
		return nil, err
	}
	inc, err = b.Service.Invite(ctx, t.act, inc.Number, who)
	if said, err := b.trouble(ctx, inc, err); said != nil || err != nil {
		return said, err
	}
	if incident.ChannelID(t.ChannelID) == inc.Channel {
		return nil, nil
	}
	said := view.Asked(inc)
	return &said, nil
}

// nameTokens are people and groups as Slack writes those that were chosen from its list.
var nameTokens = regexp.MustCompile(`<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|<!subteam\^(S[A-Z0-9]+)(?:\|@?([^>]*))?>`)

// everybody is who is not brought in by a word.
var everybody = []string{"channel", "here", "everyone"}

// invitees reads who is named behind a command.
func invitees(text string) ([]incident.Invitee, error) {
	var who []incident.Invitee
	for _, token := range nameTokens.FindAllStringSubmatch(text, -1) {
		one := incident.Invitee{Person: incident.PersonID(token[1])}
		if token[2] != "" {
			one = incident.Invitee{Group: token[2]}
			if token[3] != "" {
				one.Name = "@" + token[3]
			}
		}
		who = append(who, one)
	}
	for _, word := range strings.FieldsFunc(plain(nameTokens.ReplaceAllString(text, " ")), func(r rune) bool { return r == ' ' || r == ',' }) {
		n, _ := named(word)
		switch {
		case n != 0, strings.EqualFold(word, "and"):
		case slices.Contains(everybody, strings.Trim(word, "<!@>")):
			return nil, &incident.Refusal{
				Reason: "I bring in people and user groups, not everybody.",
				Hint:   "Name those who must act now; the others find the channel by its announcement.",
			}
		case strings.HasPrefix(word, "@") && len(word) > 1: // typed, not chosen: if it is a group, Slack knows
			who = append(who, incident.Invitee{Group: word})
		default:
			return nil, &incident.Refusal{
				Reason: fmt.Sprintf("I do not know who “%s” is.", word),
				Hint:   "Type @ and choose them from the list that Slack shows: /incident invite @ada @sre",
			}
		}
	}
	return who, nil
}
