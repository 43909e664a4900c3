package doctor_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/doctor"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestExamine_access(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		harm func(*patient)
		want string
	}{
		"everybody is found": {func(p *patient) {
			p.slack.Group("sre", p.ada, p.slack.Person("Ben"))
			p.config.Access.Admins, p.config.Access.Private = []string{"@sre"}, []string{p.ada.ID}
		}, `
✓ access             access.admins: 2 people, access.private: 1 person
`},
		"people and groups nobody knows": {func(p *patient) {
			gone := p.slack.Person("Gil", slacksim.PersonOptions{Email: "gil@example.com"})
			p.slack.Group("empty")
			p.config.Access.Admins = []string{p.ada.ID, "eve@example.com", "@sre", "@empty"}
			p.config.Access.Private = []string{"U0NOBODY"}
			gone.Deactivates()
		}, `
✗ access             access.admins: 1 person
                     nobody has the e-mail address eve@example.com (access.admins)
                     there is no user group @sre (access.admins)
                     nobody is in the user group @empty (access.admins)
                     access.private: 0 people
                     nobody has the user id U0NOBODY (access.private)
                     → eve@example.com: write the address that stands in their Slack profile, or take it out.
                       @sre: create the user group in Slack, or write its handle as people mention it, such as @sre.
                       @empty: add people to the user group in Slack, or name another.
                       U0NOBODY: copy the id from their Slack profile (⋮, Copy member ID), or take it out.
`},
		"user groups that may not be read": {func(p *patient) {
			p.app.Withdraw("usergroups:read")
			p.config.Access.Admins = []string{"@sre"}
		}, `
✗ access             access.admins: 0 people
                     @sre cannot be looked up (access.admins): the app lacks the scope usergroups:read
                     → @sre: paste slack-manifest.yaml on the app's page, save, and reinstall the app; or name people by their user's ids.
`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPatient(t)
			c.harm(p)
			got := p.examine(t, func(f doctor.Finding) bool { return f.Check == "access" })
			if diff := cmp.Diff(c.want, "\n"+got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
