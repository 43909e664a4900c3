package pglocal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	// folderPrefix begins the name of every server's folder, by which the sweep knows them.
	folderPrefix = "tocsin-pg-"
	// lockName is a file that the owner holds locked (flock) for as long as it lives.
	lockName = "owner"
	// sweepAge spares a folder that is being made and has no lock yet.
	sweepAge = time.Minute
	// memoryNeeded is the room that /dev/shm must have for data to go there. A new database takes 40 MB, a test's
	// 10 MB more, and the write-ahead log up to 256 MB.
	memoryNeeded = 1 << 30
	// longestSocket is the length of the longest path a Unix socket may have: 107 bytes on Linux, 103 on macOS.
	longestSocket = 103
	// socketName is what Postgres calls its socket; the number is that of the port it does not listen on.
	socketName = ".s.PGSQL.5432"
	// memory is where Linux keeps files in memory.
	memory = "/dev/shm"
)

// folder is a server's own folder. It belongs to the account and is closed to everybody else, which protects the
// server, for whoever reaches its socket may do everything.
type folder struct {
	path string
	lock *os.File
}

// newFolder makes a folder, in memory if there is room and the data need not last.
func newFolder(owner *account, durable bool) (*folder, error) {
	base := os.TempDir()
	switch {
	case !durable && roomIn(memory) >= memoryNeeded:
		base = memory
	case len(base)+len(folderPrefix)+len("/0123456789/")+len(socketName) > longestSocket:
		base = "/tmp"
	case owner.credential != nil && owner.reaches(base) != nil:
		base = "/tmp"
	}
	path, err := os.MkdirTemp(base, folderPrefix)
	if err != nil {
		return nil, fmt.Errorf("folder for Postgres: %w", err)
	}
	made := &folder{path: path}
	if made.lock, err = lock(filepath.Join(path, lockName), os.O_CREATE|os.O_EXCL); err == nil {
		err = owner.owns(path)
	}
	if err != nil {
		made.release()
		_ = os.RemoveAll(path)
		return nil, fmt.Errorf("folder for Postgres: %w", err)
	}
	return made, nil
}

// release gives up the lock. The folder itself is removed by the keeper.
func (f *folder) release() {
	if f.lock != nil {
		_ = f.lock.Close()
	}
}

// roomIn is the number of bytes that may still be written below a path, 0 if there is no such path.
func roomIn(path string) uint64 {
	var stat syscall.Statfs_t
	if syscall.Statfs(path, &stat) != nil {
		return 0
	}
	return uint64(stat.Bavail) * uint64(stat.Bsize) //nolint:unconvert // the types differ between systems
}

// lock opens a file and takes the lock on it. It fails at once if another process holds that.
func lock(path string, flags int) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|flags, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// sweep removes the folders whose owner and keeper have both ended without clearing up. What it may not remove,
// another user's for example, it leaves. A Postgres that still runs in such a folder misses it, and ends.
func sweep() {
	for _, base := range []string{memory, os.TempDir(), "/tmp"} {
		found, _ := filepath.Glob(filepath.Join(base, folderPrefix+"*"))
		for _, path := range found {
			info, err := os.Lstat(path) // never through a link that somebody else laid
			if err == nil && info.IsDir() && time.Since(info.ModTime()) > sweepAge && ownerless(path) {
				_ = os.RemoveAll(path)
			}
		}
	}
}

// ownerless reports whether nobody holds the lock of a server's folder.
func ownerless(path string) bool {
	held, err := lock(filepath.Join(path, lockName), 0)
	if err != nil {
		return errors.Is(err, os.ErrNotExist)
	}
	_ = held.Close()
	return true
}
