package pglocal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// initialise makes the data folder, unless it holds a database already.
// It is made beside its final place and moved there when complete, so that a killed initdb leaves no half of one.
func (s *Server) initialise(ctx context.Context, progress func(string)) error {
	if err := os.MkdirAll(filepath.Dir(s.data), 0o755); err != nil {
		return fmt.Errorf("folder for Postgres's data: %w", err)
	}
	if err := s.account.reaches(filepath.Dir(s.data)); err != nil {
		return err
	}
	version, err := dataVersion(s.data)
	if err != nil {
		return err
	}
	if version != 0 {
		return s.matchVersion(ctx, version)
	}
	progress("making a new database")
	fresh := s.data + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("remove what an interrupted start left: %w", err)
	}
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return fmt.Errorf("folder for Postgres's data: %w", err)
	}
	if err := s.account.owns(fresh); err != nil {
		return err
	}
	initdb := s.account.command(ctx, s.folder.path, s.binaries.initdb,
		"-D", fresh, "-U", superuser, "-A", "trust", "-E", "UTF8", "--locale="+locale(), "--no-sync", "--no-instructions")
	if err := output(initdb, "make a database with initdb"); err != nil {
		_ = os.RemoveAll(fresh)
		return err
	}
	if err := os.Rename(fresh, s.data); err != nil {
		return fmt.Errorf("put the new database in place: %w", err)
	}
	return nil
}

// locale sorts text by code point and knows the case of every letter where the system can do both, which macOS cannot.
func locale() string {
	if runtime.GOOS == "linux" {
		return "C.UTF-8"
	}
	return "C"
}

// matchVersion finds the binaries for data that an earlier Postgres made: a server opens only its own major version's.
func (s *Server) matchVersion(ctx context.Context, version int) error {
	if version == s.binaries.version {
		return nil
	}
	for _, candidate := range installed(ctx) {
		if candidate.version == version {
			s.binaries = candidate
			return nil
		}
	}
	return fmt.Errorf("the data in %s were made by Postgres %d, and only %d is installed: install Postgres %d, or remove that folder to begin anew",
		s.data, version, s.binaries.version, version)
}

// dataVersion is the major version of Postgres that made the data in a folder, or 0 if the folder is empty or missing.
func dataVersion(dir string) (int, error) {
	text, err := os.ReadFile(filepath.Join(dir, "PG_VERSION"))
	if err == nil {
		version, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			return 0, fmt.Errorf("the version of the database in %s: %w", dir, err)
		}
		return version, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return 0, fmt.Errorf("look at the database in %s: %w", dir, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, fmt.Errorf("look at the database in %s: %w", dir, err)
	}
	if len(entries) > 0 {
		return 0, fmt.Errorf("%s is not empty, and what it holds is not a Postgres database: name another folder", dir)
	}
	return 0, nil
}
