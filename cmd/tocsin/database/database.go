// Package database opens and migrates the database for a command, and says in a sentence why it could not.
package database

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/store"
)

// Open connects to a database that is up to date. It returns a complaint.
func Open(ctx context.Context, o store.Options) (*store.Store, error) {
	s, err := Connect(ctx, o)
	if err != nil {
		return nil, err
	}
	pending, err := s.MigrationStatus(ctx)
	if err == nil && len(pending) > 0 {
		err = complain.New("the database is not up to date", "run `tocsin migrate`.")
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Connect connects to a database that may not be up to date. It returns a complaint.
func Connect(ctx context.Context, o store.Options) (*store.Store, error) {
	s, err := store.Open(ctx, o)
	if err != nil {
		return nil, unreachable(Name(o.URL), err)
	}
	return s, nil
}

// Migrate brings the database up to date, as [store.Migrate] does. It returns a complaint.
func Migrate(ctx context.Context, url string, progress func(step string)) error {
	err := store.Migrate(ctx, url, progress)
	if isOutside(err) {
		return unreachable(Name(url), err)
	}
	return complain.About(err, "run `tocsin doctor`; nothing is half applied, so `tocsin migrate` can simply be run again.")
}

// Explain turns an error about connecting to the database at url into a complaint. Other errors, and
// nil, stay as they are.
func Explain(url string, err error) error {
	if isOutside(err) {
		return unreachable(Name(url), err)
	}
	return err
}

// isOutside reports whether Postgres did not let us in, rather than refuse a statement.
func isOutside(err error) bool {
	var connect *pgconn.ConnectError
	return errors.As(err, &connect)
}

// Name is what a database is called in a sentence, without its password.
func Name(url string) string {
	address, err := pgconn.ParseConfig(url)
	if err != nil {
		return "the database"
	}
	return fmt.Sprintf("%s on %s:%d", address.Database, address.Host, address.Port)
}

// unreachable explains why Postgres did not let us in.
func unreachable(at string, err error) error {
	var said *pgconn.PgError
	var lookup *net.DNSError
	because := func(reason, hint string) error { return &complain.Complaint{Reason: reason, Hint: hint, Err: err} }
	switch {
	case errors.As(err, &lookup):
		return because("no machine is called "+lookup.Name, "see whether the host in database.url is spelt right.")
	case !errors.As(err, &said):
		return because(at+" does not answer: "+lastOf(err).Error(), "see whether Postgres runs there and lets this machine in, and whether host and port in database.url are right.")
	}
	name, _, _ := strings.Cut(at, " on ")
	mend := map[string]string{
		"28P01": "see whether user and password in database.url are right (in the password write % as %25, / as %2F, @ as %40).",
		"28000": "see whether user and password in database.url are right, and whether pg_hba.conf lets this machine in.",
		"3D000": "create the database: createdb " + name,
		"53300": "all its connections are taken: lower database.max_conns, or raise max_connections of the server.",
		"57P03": "it is starting or stopping: wait a minute, then run `tocsin doctor` again.",
	}[said.Code]
	return because(at+" turns us away: "+said.Message, cmp.Or(mend, "look the code "+said.Code+" up in Postgres's manual, appendix A."))
}

// lastOf is the innermost error: what went wrong, without the story around it.
func lastOf(err error) error {
	for {
		switch next := err.(type) { //nolint:errorlint // the chain is walked link by link
		case interface{ Unwrap() error }:
			if next.Unwrap() == nil {
				return err
			}
			err = next.Unwrap()
		case interface{ Unwrap() []error }: // every address that was tried: one is as good as another
			err = next.Unwrap()[0]
		default:
			return err
		}
	}
}
