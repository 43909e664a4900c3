// Command setup makes sure that this machine has a Postgres for `make test` and `make demo`: it finds one, installs
// one where it may, or says what to install. A server named in TEST_DATABASE_URL is enough.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/tocsin-bot/tocsin/internal/pglocal"
)

func main() {
	if os.Getenv("TEST_DATABASE_URL") != "" {
		return
	}
	say := func(what string) { fmt.Fprintln(os.Stderr, what) }
	if _, err := pglocal.Ensure(context.Background(), say); err != nil {
		say("error: " + err.Error())
		say("hint: or set TEST_DATABASE_URL to the address of a Postgres server for the tests")
		os.Exit(1)
	}
}
