package pglocal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who Postgres runs as.
type account struct {
	name       string
	credential *syscall.Credential // nil: the user that we are
}

// unprivileged is the account for Postgres, which refuses to run as root: ourselves, or for root `postgres`, else `nobody`.
func unprivileged() (*account, error) {
	if os.Geteuid() != 0 {
		return &account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(found.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(found.Gid, 10, 32)
		if err := errors.Join(errUID, errGID); err != nil {
			return nil, fmt.Errorf("numbers of user %s: %w", name, err)
		}
		return &account{name: name, credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
	}
	return nil, errors.New("no user for Postgres, which does not run as root: there is neither a user postgres nor a user nobody; start this as another user")
}

// command prepares a program that runs in dir as this account.
// It has a session of its own, so that Ctrl-C in the terminal reaches us alone and we end it in our order.
func (a *account) command(ctx context.Context, dir, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir // ours may be closed to the account
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: a.credential}
	// Only what Postgres needs: PG… variables of the person would change what it does, and on macOS it does not
	// start without a locale.
	cmd.Env = []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH")}
	return cmd
}

// owns gives a file or folder to the account.
func (a *account) owns(path string) error {
	if a.credential == nil {
		return nil
	}
	if err := os.Chown(path, int(a.credential.Uid), int(a.credential.Gid)); err != nil {
		return fmt.Errorf("give %s to user %s: %w", path, a.name, err)
	}
	return nil
}

// reaches returns an error that names the folder on the way to dir that the account may not pass.
func (a *account) reaches(dir string) error {
	if a.credential == nil {
		return nil
	}
	for at := dir; ; at = filepath.Dir(at) {
		info, err := os.Stat(at)
		if err != nil {
			return fmt.Errorf("folder for Postgres's data: %w", err)
		}
		if !a.mayPass(info) {
			return fmt.Errorf("started by root, Postgres runs as user %s, to whom %s is closed: name a folder elsewhere for its data, such as /var/lib/tocsin", a.name, at)
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

// mayPass reports whether the account may go through a folder.
func (a *account) mayPass(dir os.FileInfo) bool {
	pass := os.FileMode(0o001)
	if stat, ok := dir.Sys().(*syscall.Stat_t); ok {
		switch {
		case stat.Uid == a.credential.Uid:
			pass = 0o100
		case stat.Gid == a.credential.Gid:
			pass = 0o010
		}
	}
	return dir.Mode()&pass != 0
}
