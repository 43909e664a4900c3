package jobs

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/tocsin-bot/tocsin/incident"
)

// Inserter can be asked for work and does none: a command asks, and whoever serves does it.
type Inserter struct{ jobs Jobs }

// NewInserter returns an Inserter. It needs no connection but that of the transactions it is given.
func NewInserter() (*Inserter, error) {
	client, err := river.NewClient(riverpgxv5.New(nil), &river.Config{
		MaxAttempts: maxAttempts,
		Plugins:     []rivertype.Plugin{river.HookInsertBeginFunc(exactly)},
	})
	if err != nil {
		return nil, fmt.Errorf("jobs.NewInserter: %w", err)
	}
	return &Inserter{Jobs{client: client}}, nil
}

// EnqueueTx is [Jobs.EnqueueTx].
func (i *Inserter) EnqueueTx(ctx context.Context, tx pgx.Tx, work []incident.Work) error {
	return i.jobs.EnqueueTx(ctx, tx, work)
}
