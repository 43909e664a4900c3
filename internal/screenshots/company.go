package main

import (
	"context"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/tidewater"
)

// before is how much has happened, so that there is something to report.
var before = tidewater.Past{Weeks: 16, People: 60, Seed: 1}

// open starts the workspace, in which a company has a past.
func open(ctx context.Context, progress func(string)) (*stage.Stage, error) {
	return stage.Open(ctx, stage.Options{
		Name: "screenshots", Team: tidewater.Team, Domain: tidewater.Domain, Clock: stage.NewClock(tidewater.Tonight), Unlimited: true,
		Progress: progress, Patience: time.Minute,
		Prepare: func(ctx context.Context, s *stage.Setting) error {
			progress("what happened in the weeks before")
			s.Config.Access.Admins = []string{tidewater.CastOf(s.Slack).Ada.ID}
			return before.Prepare(ctx, s)
		},
	})
}
