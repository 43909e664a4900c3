package reports

import (
	"context"
	"log/slog"
	"slices"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot"
	"github.com/tocsin-bot/tocsin/incident"
)

// RefreshTeams asks Slack who is in the configured teams, and keeps it. What Slack does not know is written to the log; while
// it does not answer at all, what was known stays. Those of them about whom nothing is known yet are asked for in the
// background.
func (r *Reports) RefreshTeams(ctx context.Context, client *slack.Client) error {
	specs := r.Config.TeamSpecs()
	var named []incident.PersonID
	for _, t := range specs {
		for _, one := range slices.Concat(t.Members, t.Leads, t.OnCall) {
			named = append(named, incident.PersonID(one))
		}
	}
	people, err := r.Store.People(ctx, named)
	if err != nil {
		return err
	}
	found, err := bot.ResolveTeams(ctx, client, specs, r.Config.Addresses(), func(id incident.PersonID) bool {
		p, known := people[id]
		return known && p.Name != "" && !p.Gone
	})
	if err != nil {
		return err
	}
	for _, problem := range found.Problems {
		r.Log.Warn("teams are not complete; run `tocsin doctor`", slog.String("problem", problem))
	}
	if err := r.Store.KeepTeams(ctx, r.Config.LoadTeams(), found.Members); err != nil {
		return err
	}
	if err := r.Store.KeepAddresses(ctx, found.IDs); err != nil {
		return err
	}
	strangers, err := r.Store.UnknownMembers(ctx)
	if err != nil || len(strangers) == 0 {
		return err
	}
	var work []incident.Work
	for _, id := range strangers {
		work = append(work, incident.Work{Kind: incident.WorkPerson, Person: id})
	}
	return r.Store.Enqueue(ctx, work...)
}
