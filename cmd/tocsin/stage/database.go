package stage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/internal/pglocal"
	"github.com/tocsin-bot/tocsin/store"
)

// database makes a database ready for the bot and returns its address.
func (s *Stage) database(ctx context.Context, o Options) (string, error) {
	open := s.private
	if o.DatabaseURL != "" {
		open = s.borrowed
	}
	address, err := open(ctx, o)
	if err != nil {
		return "", err
	}
	o.Progress("its tables")
	return address, store.Migrate(ctx, address, nil)
}

// private starts a server of our own.
func (s *Stage) private(ctx context.Context, o Options) (string, error) {
	o.Progress("a private Postgres")
	server, err := pglocal.Start(ctx, pglocal.Options{Dir: o.Keep, Durable: o.Keep != "", Install: true, Progress: o.Progress})
	if err != nil {
		return "", complain.About(err, "any Postgres will do instead: set TOCSIN_DATABASE_URL to its address.")
	}
	s.undo = append(s.undo, server.Stop)
	return server.URL(), nil
}

// dropPatience is how long the end of a play waits for somebody else's server.
const dropPatience = 20 * time.Second

// borrowed makes a database on somebody's server.
func (s *Stage) borrowed(ctx context.Context, o Options) (string, error) {
	if o.Keep != "" {
		return "", complain.Usage("--keep is about a private Postgres, and TOCSIN_DATABASE_URL names another", "leave out one of the two.")
	}
	o.Progress("a database on your Postgres")
	name := "tocsin_" + o.Name + "_" + strings.ToLower(rand.Text()[:8])
	if err := execute(ctx, o.DatabaseURL, "CREATE DATABASE "+name); err != nil {
		hint := "set TOCSIN_DATABASE_URL to a Postgres that answers, or unset it: then a private one is started here."
		var said *pgconn.PgError
		if errors.As(err, &said) && said.Code == "42501" { // insufficient_privilege
			hint = "what plays gets a database of its own, so that nobody's incidents are touched. Let the role create databases (ALTER ROLE … CREATEDB), or unset TOCSIN_DATABASE_URL: then a private Postgres is started here."
		}
		return "", complain.About(fmt.Errorf("a database on the server of TOCSIN_DATABASE_URL: %w", err), hint)
	}
	s.undo = append(s.undo, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dropPatience)
		defer cancel()
		_ = execute(ctx, o.DatabaseURL, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	})
	return inDatabase(o.DatabaseURL, name), nil
}

// execute runs one statement on a server.
func execute(ctx context.Context, address, statement string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

// inDatabase names another database in a server's address, which is a URL or a list like "host=… dbname=…".
func inDatabase(address, name string) string {
	if parsed, err := url.Parse(address); err == nil && parsed.Scheme != "" {
		parsed.Path = "/" + name
		return parsed.String()
	}
	return address + " dbname=" + name
}
