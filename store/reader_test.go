package store

import (
	"context"
	"errors"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
)

func TestReader(t *testing.T) {
	t.Parallel()
	c := &company{Store: open(t)}
	reader := c.reader(t)

	t.Run("reads every view", func(t *testing.T) {
		rows, _ := c.pool.Query(t.Context(), `select format('%I.%I', schemaname, viewname) from pg_views where schemaname = 'reporting'`)
		views, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || len(views) < 7 {
			t.Fatalf("views %v, %v", views, err)
		}
		for _, view := range views {
			if _, err := reader.Exec(t.Context(), `select * from `+view); err != nil {
				t.Errorf("%s: %v", view, err)
			}
		}
	})

	t.Run("reads and does nothing else", func(t *testing.T) {
		const insufficientPrivilege = "42501"
		for _, sql := range []string{
			`select from message`, `select from incident`, `select from person`, `select from activity`, `select from load_person_week`,
			`select from river_job`, `select from ai_run`, `create table reporting.mine ()`, `create view reporting.mine as select 1`,
			`delete from reporting.weeks`, `update reporting.weeks set measured_at = now()`,
		} {
			_, err := reader.Exec(t.Context(), sql)
			if pg := (&pgconn.PgError{}); !errors.As(err, &pg) || pg.Code != insufficientPrivilege {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})

	t.Run("is told what everything means", func(t *testing.T) {
		rows, _ := c.pool.Query(t.Context(), `
			select relname || coalesce('.' || attname, '')
			  from pg_class
			  join pg_namespace on pg_namespace.oid = relnamespace and nspname = 'reporting'
			  left join lateral (
			    select attname, attnum from pg_attribute where attrelid = pg_class.oid and attnum > 0 union all select null, 0
			  ) as part on true
			 where relkind = 'v' and col_description(pg_class.oid, attnum) is null and (attnum > 0 or obj_description(pg_class.oid, 'pg_class') is null)`)
		silent, err := pgx.CollectRows(rows, pgx.RowTo[string])
		same(t, "without a comment", silent, []string{}, err)
	})
}

func TestReaderRole(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t, nil)
	admin, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close(context.WithoutCancel(t.Context())) })
	exec := func(conn *pgx.Conn, sql string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	database := func(name, user string) string {
		exec(admin, `create database `+name+` owner `+user)
		u, err := url.Parse(server.URL())
		if err != nil {
			t.Fatal(err)
		}
		u.Path, u.User = "/"+name, url.User(user)
		return u.String()
	}
	// may reports whether the role may read what a database reports.
	may := func(address string) (may bool) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		err = conn.QueryRow(t.Context(), `
			select exists (select from pg_roles where rolname = 'tocsin_reader')
			   and has_schema_privilege('tocsin_reader', 'reporting', 'usage') and has_table_privilege('tocsin_reader', 'reporting.weeks', 'select')`).Scan(&may)
		if pg := (&pgconn.PgError{}); errors.As(err, &pg) && pg.Code == "42704" { // no such role
			return false
		}
		if err != nil {
			t.Fatal(err)
		}
		return may
	}

	exec(admin, `create role plain login`)
	plain := database("plainly", "plain")
	var said []string
	if err := Migrate(t.Context(), plain, func(step string) { said = append(said, step) }); err != nil {
		t.Fatalf("migrate as someone who may not make roles: %v", err)
	}
	if !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "plain may not make roles") }) {
		t.Errorf("nobody is told that the role is missing: %q", said)
	}
	if may(plain) {
		t.Error("there is a reader nevertheless")
	}

	super := admin.Config().User
	addresses := []string{database("one", super), database("two", super), database("three", super)}
	var all sync.WaitGroup
	for _, address := range addresses {
		all.Go(func() {
			if err := Migrate(t.Context(), address, nil); err != nil {
				t.Errorf("migrate beside others: %v", err)
			}
		})
	}
	all.Wait()
	for _, address := range addresses {
		if !may(address) {
			t.Errorf("the reader may not read %s", address)
		}
	}

	late := database("lately", "plain")
	if err := Migrate(t.Context(), late, nil); err != nil || !may(late) {
		t.Errorf("where somebody else has made the role: %v", err)
	}
	owner, err := pgx.Connect(t.Context(), plain)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close(context.WithoutCancel(t.Context())) })
	exec(owner, grantReader(t))
	if !may(plain) {
		t.Error("what the documentation says gives no access")
	}
}

// grantReader is what docs/reporting.md says gives the role its rights later.
func grantReader(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../docs/reporting.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(page), "grant usage on schema reporting")
	rest, _, ended := strings.Cut(rest, "```")
	if !found || !ended {
		t.Fatal("docs/reporting.md does not say how to give the role its rights")
	}
	return "grant usage on schema reporting" + rest
}
