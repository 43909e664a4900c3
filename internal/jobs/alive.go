package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// A process that works says that it is alive by an advisory lock on its id, held by a session of its
// own. Postgres frees the lock when the process dies, within milliseconds even if it is killed. Every
// process looks at the ids of jobs that are running, twice a second and at its own start: whose lock
// is free twice in a row is dead, and its jobs are put back. Twice, because a living process loses its
// session too when Postgres restarts, and needs a moment to take its lock again.
//
// River itself would put them back after an hour.

const (
	beatEvery = 500 * time.Millisecond
	// mendEvery is how often a lost session is tried to be had again; several times within a beat.
	mendEvery = 100 * time.Millisecond
	// beatWithin is how long Postgres may take for a beat before the session counts as lost.
	beatWithin = 5 * time.Second
)

type alive struct {
	id     string
	config *pgx.ConnConfig
	log    *slog.Logger

	session *pgx.Conn          // nil while it is lost
	silent  map[string]bool    // ids whose lock was free at the last beat
	stop    context.CancelFunc // nil before start
	stopped sync.WaitGroup
}

func newAlive(id string, config *pgx.ConnConfig, log *slog.Logger) *alive {
	config = config.Copy()
	config.RuntimeParams["application_name"] = "tocsin alive " + id
	return &alive{id: id, config: config, log: log, silent: map[string]bool{}}
}

// start takes the lock and goes on beating until end.
func (a *alive) start(ctx context.Context) error {
	if err := a.beat(ctx); err != nil {
		return err
	}
	ctx, a.stop = context.WithCancel(context.WithoutCancel(ctx))
	a.stopped.Go(func() { a.live(ctx) })
	return nil
}

// end gives up the lock: from now on, what this process has not ended is put back by others.
func (a *alive) end(ctx context.Context) {
	if a.stop != nil {
		a.stop()
	}
	a.stopped.Wait()
	a.lose(ctx)
}

func (a *alive) live(ctx context.Context) {
	pause := time.NewTimer(beatEvery)
	defer pause.Stop()
	for lost := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		err := a.beat(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			lost = false
			pause.Reset(beatEvery)
			continue
		case !lost:
			a.log.Warn("lost the session that says we are alive", slog.Any("error", err))
		}
		lost = true
		pause.Reset(mendEvery)
	}
}

// beat has the lock, takes it if the session is new, and puts back the jobs of the dead.
func (a *alive) beat(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, beatWithin)
	defer cancel()
	defer func() {
		if err != nil {
			a.lose(ctx)
		}
	}()
	if a.session == nil {
		if err := a.connect(ctx); err != nil {
			return err
		}
	}
	silent, err := a.silentOnes(ctx)
	if err != nil {
		return err
	}
	for id := range silent {
		if a.silent[id] {
			if err := a.putBack(ctx, id); err != nil {
				return err
			}
			delete(silent, id)
		}
	}
	a.silent = silent
	return nil
}

func (a *alive) lose(ctx context.Context) {
	if a.session != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = a.session.Close(ctx)
		a.session = nil
	}
}

// The lock's key, in SQL, of the id in a column or argument.
const aliveKey = `hashtextextended('tocsin alive ' || %s, 0)`

var sqlAlive = `select pg_advisory_lock(` + fmt.Sprintf(aliveKey, "@id::text") + `)`

func (a *alive) connect(ctx context.Context) error {
	session, err := pgx.ConnectConfig(ctx, a.config)
	if err != nil {
		return fmt.Errorf("connect to database: %w", err)
	}
	a.session = session
	if _, err := session.Exec(ctx, sqlAlive, pgx.NamedArgs{"id": a.id}); err != nil {
		return fmt.Errorf("say that %s is alive: %w", a.id, err)
	}
	return nil
}

// Our own id is left out before any lock is tried: this very session holds it, and would get it again.
var sqlSilent = `
with worker as materialized (
    select distinct attempted_by[array_upper(attempted_by, 1)] as id
      from river_job
     where state = 'running' and attempted_by[array_upper(attempted_by, 1)] <> @me
)
select id from worker where pg_try_advisory_xact_lock(` + fmt.Sprintf(aliveKey, "id") + `)`

// silentOnes are the ids of those whose jobs are running and whose lock is free.
func (a *alive) silentOnes(ctx context.Context) (map[string]bool, error) {
	rows, err := a.session.Query(ctx, sqlSilent, pgx.NamedArgs{"me": a.id})
	if err != nil {
		return nil, fmt.Errorf("look for dead workers: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look for dead workers: %w", err)
	}
	silent := map[string]bool{}
	for _, id := range ids {
		silent[id] = true
	}
	return silent, nil
}

const sqlPutBack = `
update river_job
   set state = 'available', scheduled_at = now()
 where state = 'running' and attempted_by[array_upper(attempted_by, 1)] = @dead`

func (a *alive) putBack(ctx context.Context, dead string) error {
	tag, err := a.session.Exec(ctx, sqlPutBack, pgx.NamedArgs{"dead": dead})
	if err != nil {
		return fmt.Errorf("put back the jobs of %s: %w", dead, err)
	}
	if n := tag.RowsAffected(); n > 0 {
		a.log.Warn("put back the jobs of a dead process", slog.String("process", dead), slog.Int64("jobs", n))
	}
	return nil
}
