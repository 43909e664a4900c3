package pglocal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	for dir, says := range map[string]string{
		"9/bin":       "echo postgres (PostgreSQL) 9.6.24",
		"15/bin":      "echo 'postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'",
		"17/bin":      "echo 'postgres (PostgreSQL) 17.2 (Homebrew)'",
		"18/bin":      "exit 1",
		"19beta1/bin": "echo something else",
	} {
		write(t, filepath.Join(base, dir, "postgres"), "#!/bin/sh\n"+says+"\n")
		write(t, filepath.Join(base, dir, "initdb"), "#!/bin/sh\n")
	}
	write(t, filepath.Join(base, "16/bin/postgres"), "#!/bin/sh\necho 'postgres (PostgreSQL) 16.1'\n") // no initdb

	var versions []int
	for _, found := range search(t.Context(), []string{filepath.Join(base, "*/bin"), filepath.Join(base, "none/*")}) {
		versions = append(versions, found.version)
	}

	if len(versions) != 2 || versions[0] != 17 || versions[1] != 15 {
		t.Errorf("found %v, want 17 before 15: no broken, incomplete or outdated one", versions)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	said := missing().Error()
	if strings.Contains(said, "\n") || !strings.Contains(said, "install it with `") {
		t.Errorf("%q is not one sentence that says what to do", said)
	}
}

// write makes an executable file and the folders on the way to it.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}
