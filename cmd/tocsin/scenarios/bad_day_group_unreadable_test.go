package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestBadDay_a_user_group_that_may_not_be_read_is_named_and_the_others_come(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.Group("security", w.bob)
	w.Fault("usergroups.users.list", slacksim.Fault{Error: "permission_denied"})
	w.serve()
	room := w.declares(w.ada, "checkout is down", "Who should come?", []*slacksim.Person{w.grace}, "Which user groups?", "@security")
	room.AwaitMember(w.grace)
	room.Shows("I could not bring in @security: I may not read that.").Shows("An admin can allow it, or the people are invited one by one.")
	w.ada.Types(room, "/incident invite @Bob Kahn")
	room.AwaitMember(w.bob)
	w.quiet()
	w.once(room, "could not bring in")
}

// The configuration names a group that nobody lets the bot read: whoever is named beside it counts, the log says which group
// it is, and nobody gets in whom nobody has named.
func TestBadDay_a_user_group_that_may_not_be_read_opens_nothing_and_keeps_nobody_waiting(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	guard := w.Person("Gil Guard")
	w.Group("security", w.bob)
	w.Fault("usergroups.users.list", slacksim.Fault{Error: "permission_denied"})
	var log lines
	w.serve(func(o *serve.Options) {
		o.Log = log.logger()
		o.Config.Access.Private = []string{guard.ID, "@security"}
		o.Config.Teams = []config.Team{{Name: "Payments", Members: []string{w.ada.ID, "@security"}}}
	})
	vault := w.declares(w.ada, "somebody is in the vault", "What kind of incident?", "security")
	vault.AwaitMember(w.ada)
	general := w.Channel("general")
	guard.Types(general, "/incident INC-1 timeline")
	guard.Sees("somebody is in the vault")
	w.bob.Types(general, "/incident INC-1 timeline")
	w.bob.Sees("There is no INC-1 that you may see.").NoLongerShows("vault")
	w.quiet()
	if said := log.String(); !strings.Contains(said, "@security cannot be looked up (access.private): Slack says permission_denied") {
		t.Errorf("the log does not say which group it is:\n%s", said)
	}
	if in := w.query("select person from team_member"); len(in) != 1 || in[0] != w.ada.ID {
		t.Errorf("in the team are %v", in)
	}
}
