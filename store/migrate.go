package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/tocsin-bot/tocsin/migrations"
)

// Migrate brings the database to the schema of this binary: our tables, then River's. It does nothing
// when nothing is pending, and of several processes that migrate at once one does it while the others
// wait. progress is told each step in words and may be nil.
func Migrate(ctx context.Context, url string, progress func(string)) error {
	if progress == nil {
		progress = func(string) {}
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("read database URL: %w", err)
	}
	config.ConnConfig.RuntimeParams["application_name"] = "tocsin migrate"
	config.ConnConfig.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		if n.SeverityUnlocalized == "WARNING" { // what a migration could not do, and what to do about it
			progress(n.Message)
		}
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("connect to database: %w", err)
	}
	defer pool.Close()
	return migrateAlone(ctx, pool, func() error {
		if err := migrateOurs(ctx, pool, progress); err != nil {
			return err
		}
		return migrateRiver(ctx, pool, progress)
	})
}

const sqlTryMigrate = `select pg_try_advisory_lock(@family::int, 0)`

// migrateEvery is how often a process that waits for another one's migration looks whether it is done.
const migrateEvery = 50 * time.Millisecond

// migrateAlone runs do while no other process does. It asks again and again instead of having Postgres
// wait: a waiting query would hold up migrations that build an index concurrently.
func migrateAlone(ctx context.Context, pool *pgxpool.Pool, do func() error) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connect to database: %w", err)
	}
	session := conn.Hijack()
	defer session.Close(context.WithoutCancel(ctx)) // ends the session, and the lock with it
	ask := time.NewTicker(migrateEvery)
	defer ask.Stop()
	for {
		var alone bool
		// Number 0 is no incident's: the lock is the schema's.
		if err := session.QueryRow(ctx, sqlTryMigrate, pgx.NamedArgs{"family": lockFamily}).Scan(&alone); err != nil {
			return fmt.Errorf("lock the schema: %w", err)
		}
		if alone {
			return do()
		}
		select {
		case <-ask.C:
		case <-ctx.Done():
			return fmt.Errorf("wait for another process to migrate: %w", ctx.Err())
		}
	}
}

func migrateOurs(ctx context.Context, pool *pgxpool.Pool, progress func(string)) error {
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close() // the pool outlives it
	ours, err := ourMigrations(db)
	if err != nil {
		return err
	}
	done, err := ours.Up(ctx)
	for _, m := range done {
		progress(fmt.Sprintf("%s, %s", m.Source.Path, m.Duration.Round(time.Millisecond)))
	}
	if err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	return nil
}

func ourMigrations(db *sql.DB) (*goose.Provider, error) {
	ours, err := goose.NewProvider(goose.DialectPostgres, db, fs.FS(migrations.FS), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return ours, nil
}

// River's migrations run one transaction each: a later one needs an enum's new value committed.
func migrateRiver(ctx context.Context, pool *pgxpool.Pool, progress func(string)) error {
	queue, err := riverMigrations(pool)
	if err != nil {
		return err
	}
	done, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil)
	if err != nil {
		return fmt.Errorf("migrate job queue: %w", err)
	}
	for _, m := range done.Versions {
		progress(fmt.Sprintf("job queue %03d %s, %s", m.Version, m.Name, m.Duration.Round(time.Millisecond)))
	}
	return nil
}

func riverMigrations(pool *pgxpool.Pool) (*rivermigrate.Migrator[pgx.Tx], error) {
	queue, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("read the job queue's migrations: %w", err)
	}
	return queue, nil
}

const sqlMigrated = `select version_id from goose_db_version where is_applied`

// MigrationStatus names the migrations that [Migrate] would run; none when the schema is up to date.
// It changes nothing, not even in an empty database.
func (s *Store) MigrationStatus(ctx context.Context) (pending []string, err error) {
	db := stdlib.OpenDBFromPool(s.pool)
	defer db.Close() // the pool outlives it
	ours, err := ourMigrations(db)
	if err != nil {
		return nil, err
	}
	rows, _ := s.pool.Query(ctx, sqlMigrated) // its error comes from CollectRows
	applied, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil && !noSuchTable(err) {
		return nil, fmt.Errorf("read migration status: %w", err)
	}
	for _, m := range ours.ListSources() {
		if !slices.Contains(applied, m.Version) {
			pending = append(pending, m.Path)
		}
	}
	queue, err := riverMigrations(s.pool)
	if err != nil {
		return nil, err
	}
	existing, err := queue.ExistingVersions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read migration status of the job queue: %w", err)
	}
	versions := column(existing, func(m rivermigrate.Migration) int { return m.Version })
	for _, m := range queue.AllVersions() {
		if !slices.Contains(versions, m.Version) {
			pending = append(pending, fmt.Sprintf("job queue %03d %s", m.Version, m.Name))
		}
	}
	return pending, nil
}

func noSuchTable(err error) bool {
	const undefinedTable = "42P01"
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == undefinedTable
}
