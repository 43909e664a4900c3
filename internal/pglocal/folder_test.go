package pglocal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestSweep(t *testing.T) {
	t.Parallel()
	long := time.Now().Add(-2 * sweepAge)
	left := func(age time.Time) string {
		made, err := newFolder(&account{}, false)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			made.release()
			_ = os.RemoveAll(made.path)
		})
		if err := os.Chtimes(made.path, age, age); err != nil {
			t.Fatal(err)
		}
		return made.path
	}
	owned, young, orphan := left(long), left(time.Now()), left(long)
	for _, path := range []string{young, orphan} {
		if err := os.Remove(filepath.Join(path, lockName)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(orphan, long, long); err != nil {
		t.Fatal(err)
	}

	sweep()

	for path, want := range map[string]error{owned: nil, young: nil, orphan: os.ErrNotExist} {
		if _, err := os.Stat(path); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
}

func TestAccount_reaches(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	if err := os.Chmod(filepath.Dir(base), 0o755); err != nil { // t.TempDir keeps it closed
		t.Fatal(err)
	}
	closed := filepath.Join(base, "closed")
	inside := filepath.Join(closed, "inside")
	if err := os.MkdirAll(inside, 0o755); err != nil {
		t.Fatal(err)
	}
	somebody := &account{name: "somebody", credential: &syscall.Credential{Uid: 4242, Gid: 4242}}
	if err := somebody.reaches(inside); err != nil {
		t.Errorf("an open folder: %v", err)
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := somebody.reaches(inside); err == nil || !strings.Contains(err.Error(), closed+" is closed: name a folder") {
		t.Errorf("error = %v, want it to name %s", err, closed)
	}
	if err := (&account{}).reaches(inside); err != nil {
		t.Errorf("our own folder: %v", err)
	}
}
