package slacksim

import (
	"slices"
	"strings"
)

// method is one method of the Web API: who may call it, how often, and what it does.
type method struct {
	scopes scopes
	tier   tier
	serve  func(*call) (object, error)
	token  tokenKind
}

// scopes are what a method needs, by the kind of conversation it is used on. Of several for one kind, any
// one is enough.
type scopes [4][]string

// everywhere is for methods whose scope does not depend on a conversation.
func everywhere(any ...string) scopes { return scopes{any, any, any, any} }

// perKind is for methods with one scope for each kind: channels:read, groups:read, im:read, mpim:read.
func perKind(what string) scopes {
	var s scopes
	for _, k := range []kind{public, private, im, mpim} {
		s[k] = []string{k.prefix() + ":" + what}
	}
	return s
}

// manage is for methods that change a channel: channels:manage or a narrower scope, and the same of groups.
func manage(narrower string) scopes {
	s := scopes{{"channels:manage"}, {"groups:write"}, {"im:write"}, {"mpim:write"}}
	if narrower != "" {
		s[public] = append(s[public], "channels:write."+narrower)
		s[private] = append(s[private], "groups:write."+narrower)
	}
	return s
}

// any is all scopes of which one at least is needed to call the method at all.
func (s scopes) any() []string {
	var list []string
	for _, k := range s {
		for _, scope := range k {
			if !slices.Contains(list, scope) {
				list = append(list, scope)
			}
		}
	}
	return list
}

func (s scopes) needed() string { return strings.Join(s.any(), ",") }

// methods is the Web API. Tiers and scopes: docs.slack.dev, reference of each method.
var methods map[string]method

func init() { // a map literal would refer to itself through the handlers
	methods = map[string]method{
		"api.test":              {tier: special, serve: apiTest},
		"auth.test":             {tier: special, serve: authTest},
		"team.info":             {everywhere("team:read"), tier3, teamInfo, botToken},
		"bots.info":             {everywhere("users:read"), tier3, botsInfo, botToken},
		"apps.connections.open": {tier: tier3, serve: connectionsOpen, token: appToken},

		"conversations.create":          {manage(""), tier2, conversationsCreate, botToken},
		"conversations.rename":          {manage(""), tier2, conversationsRename, botToken},
		"conversations.archive":         {manage(""), tier2, conversationsArchive, botToken},
		"conversations.unarchive":       {manage(""), tier2, conversationsUnarchive, botToken},
		"conversations.invite":          {manage("invites"), tier3, conversationsInvite, botToken},
		"conversations.kick":            {manage(""), tier3, conversationsKick, botToken},
		"conversations.join":            {everywhere("channels:join"), tier3, conversationsJoin, botToken},
		"conversations.leave":           {manage(""), tier3, conversationsLeave, botToken},
		"conversations.setTopic":        {manage("topic"), tier2, conversationsSetTopic, botToken},
		"conversations.setPurpose":      {manage("topic"), tier2, conversationsSetPurpose, botToken},
		"conversations.history":         {perKind("history"), tier3, conversationsHistory, botToken},
		"conversations.replies":         {perKind("history"), tier3, conversationsReplies, botToken},
		"conversations.info":            {perKind("read"), tier3, conversationsInfo, botToken},
		"conversations.members":         {perKind("read"), tier4, conversationsMembers, botToken},
		"conversations.list":            {perKind("read"), tier2, conversationsList, botToken},
		"conversations.open":            {scopes{nil, nil, {"im:write"}, {"mpim:write"}}, tier3, conversationsOpen, botToken},
		"conversations.canvases.create": {everywhere("canvases:write"), tier2, conversationsCanvasesCreate, botToken},

		"users.info":              {everywhere("users:read"), tier4, usersInfo, botToken},
		"users.list":              {everywhere("users:read"), tier2, usersList, botToken},
		"users.conversations":     {perKind("read"), tier3, usersConversations, botToken},
		"users.lookupByEmail":     {everywhere("users:read.email"), tier3, usersLookupByEmail, botToken},
		"users.profile.get":       {everywhere("users.profile:read"), tier4, usersProfileGet, botToken},
		"usergroups.list":         {everywhere("usergroups:read"), tier2, usergroupsList, botToken},
		"usergroups.users.list":   {everywhere("usergroups:read"), tier2, usergroupsUsersList, botToken},
		"usergroups.users.update": {everywhere("usergroups:write"), tier2, usergroupsUsersUpdate, botToken},

		"chat.postMessage":     {everywhere("chat:write"), posting, chatPostMessage, botToken},
		"chat.update":          {everywhere("chat:write"), tier3, chatUpdate, botToken},
		"chat.delete":          {everywhere("chat:write"), tier3, chatDelete, botToken},
		"chat.postEphemeral":   {everywhere("chat:write"), tier4, chatPostEphemeral, botToken},
		"chat.getPermalink":    {tier: special, serve: chatGetPermalink},
		"chat.scheduleMessage": {everywhere("chat:write"), tier3, chatScheduleMessage, botToken},

		"views.open":    {tier: tier4, serve: viewsOpen},
		"views.push":    {tier: tier4, serve: viewsPush},
		"views.update":  {tier: tier4, serve: viewsUpdate},
		"views.publish": {tier: tier4, serve: viewsPublish},

		"pins.add":         {everywhere("pins:write"), tier2, pinsAdd, botToken},
		"pins.remove":      {everywhere("pins:write"), tier2, pinsRemove, botToken},
		"pins.list":        {everywhere("pins:read"), tier2, pinsList, botToken},
		"bookmarks.add":    {everywhere("bookmarks:write"), tier2, bookmarksAdd, botToken},
		"bookmarks.edit":   {everywhere("bookmarks:write"), tier2, bookmarksEdit, botToken},
		"bookmarks.remove": {everywhere("bookmarks:write"), tier2, bookmarksRemove, botToken},
		"bookmarks.list":   {everywhere("bookmarks:read"), tier3, bookmarksList, botToken},
		"reactions.add":    {everywhere("reactions:write"), tier3, reactionsAdd, botToken},
		"reactions.remove": {everywhere("reactions:write"), tier2, reactionsRemove, botToken},
		"reactions.get":    {everywhere("reactions:read"), tier3, reactionsGet, botToken},

		"canvases.create":     {everywhere("canvases:write"), tier2, canvasesCreate, botToken},
		"canvases.edit":       {everywhere("canvases:write"), tier3, canvasesEdit, botToken},
		"canvases.delete":     {everywhere("canvases:write"), tier3, canvasesDelete, botToken},
		"canvases.getContent": {everywhere("canvases:read"), tier3, canvasesGetContent, botToken},

		"files.getUploadURLExternal":   {everywhere("files:write"), tier4, filesGetUploadURLExternal, botToken},
		"files.completeUploadExternal": {everywhere("files:write"), tier4, filesCompleteUploadExternal, botToken},
		"files.info":                   {everywhere("files:read"), tier4, filesInfo, botToken},
		"files.delete":                 {everywhere("files:write"), tier3, filesDelete, botToken},
	}
}

// conversation is the channel that an argument names, if the app may know of it: a private channel it is
// not in does not exist for it, and the kind of channel decides the scope.
func (c *call) conversation(argument string) (*channel, error) {
	ch := c.channels[c.str(argument)]
	if ch == nil || ch.kind != public && !ch.has(c.app.bot) {
		return nil, refuse("channel_not_found")
	}
	if err := c.allowed(ch.kind); err != nil {
		return nil, err
	}
	return ch, nil
}

// allowed checks the scope for one kind of conversation.
func (c *call) allowed(k kind) error {
	if need := c.method.scopes[k]; len(need) > 0 && !c.app.has(need...) {
		return c.missing(strings.Join(need, ","))
	}
	return nil
}

// inside is the channel that an argument names, if the app is a member.
func (c *call) inside(argument string) (*channel, error) {
	ch, err := c.conversation(argument)
	if err == nil && !ch.has(c.app.bot) {
		return nil, refuse("not_in_channel")
	}
	return ch, err
}

// writable is the channel that an argument names, if the app is a member and the channel is not archived.
func (c *call) writable(argument string) (*channel, error) {
	ch, err := c.conversation(argument)
	switch {
	case err != nil:
		return nil, err
	case ch.archived:
		return nil, refuse("is_archived")
	case !ch.has(c.app.bot):
		return nil, refuse("not_in_channel")
	}
	return ch, nil
}
