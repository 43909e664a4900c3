package pglocal

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// oldest is the oldest major version of Postgres that will do: the oldest that its makers still mend.
const oldest = 14

// places are the folders that hold Postgres's binaries where they are not on the PATH.
var places = []string{
	"/usr/lib/postgresql/*/bin",                               // Debian, Ubuntu
	"/opt/homebrew/opt/postgresql*/bin",                       // Homebrew on Apple silicon
	"/usr/local/opt/postgresql*/bin",                          // Homebrew on Intel
	"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",          // Homebrew on Linux
	"/Applications/Postgres.app/Contents/Versions/latest/bin", // Postgres.app
	"/usr/pgsql-*/bin",                                        // Fedora, RHEL with the PGDG packages
}

// binaries are one installed Postgres.
type binaries struct {
	initdb, postgres string // absolute paths
	version          int    // major
}

// locate returns the Postgres to run, installing one if that is allowed and needed.
func locate(ctx context.Context, opts Options) (binaries, error) {
	if found := installed(ctx); len(found) > 0 {
		return found[0], nil
	}
	if !opts.Install {
		return binaries{}, missing()
	}
	if err := install(ctx, opts.Progress); err != nil {
		return binaries{}, err
	}
	if found := installed(ctx); len(found) > 0 {
		return found[0], nil
	}
	return binaries{}, missing()
}

// Ensure finds Postgres on this machine, or installs it where that may be done. It returns the folder of its binaries.
func Ensure(ctx context.Context, progress func(string)) (string, error) {
	found, err := locate(ctx, Options{Install: true, Progress: progress})
	if err != nil {
		return "", err
	}
	return filepath.Dir(found.postgres), nil
}

// installed lists every usable Postgres: that on the PATH first, then the newest of the known places.
func installed(ctx context.Context) []binaries {
	var all []binaries
	if onPath, err := exec.LookPath("initdb"); err == nil {
		if found, ok := inspect(ctx, filepath.Dir(onPath)); ok {
			all = append(all, found)
		}
	}
	return append(all, search(ctx, places)...)
}

// search lists the usable Postgres in folders that match the patterns, the newest first.
func search(ctx context.Context, patterns []string) []binaries {
	var all []binaries
	for _, pattern := range patterns {
		dirs, _ := filepath.Glob(pattern) // errors only on a malformed pattern
		for _, dir := range dirs {
			if found, ok := inspect(ctx, dir); ok {
				all = append(all, found)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b binaries) int { return b.version - a.version })
	return all
}

// postgresVersion reads the major version from `postgres --version`, such as "postgres (PostgreSQL) 17.2".
var postgresVersion = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// inspect looks for a usable Postgres in a folder.
func inspect(ctx context.Context, dir string) (binaries, bool) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return binaries{}, false
	}
	found := binaries{initdb: filepath.Join(dir, "initdb"), postgres: filepath.Join(dir, "postgres")}
	if _, err := os.Stat(found.initdb); err != nil {
		return binaries{}, false
	}
	said, err := exec.CommandContext(ctx, found.postgres, "--version").Output()
	if err != nil {
		return binaries{}, false
	}
	version := postgresVersion.FindSubmatch(said)
	if version == nil {
		return binaries{}, false
	}
	found.version, err = strconv.Atoi(string(version[1]))
	return found, err == nil && found.version >= oldest
}

// missing is the sentence for a machine without Postgres.
func missing() error {
	return fmt.Errorf("there is no Postgres %d or newer on this machine: install it with `%s`", oldest, byHand())
}
