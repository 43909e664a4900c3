package pglocal

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// installPatience bounds an installation; it downloads about 80 MB.
const installPatience = 10 * time.Minute

// byHand is the command by which a person installs Postgres here.
func byHand() string {
	switch {
	case runtime.GOOS == "darwin" || onPath("brew"):
		return "brew install postgresql@17"
	case onPath("apt-get") && os.Geteuid() == 0:
		return "apt-get install postgresql"
	case onPath("apt-get"):
		return "sudo apt-get install postgresql"
	case onPath("dnf"):
		return "sudo dnf install postgresql-server"
	case onPath("apk"):
		return "apk add postgresql17"
	}
	return "your system's package manager, package postgresql"
}

// install installs Postgres with apt-get as root, or with Homebrew, and otherwise says what a person can do.
// It never asks for a password: what needs one is left to the person.
func install(ctx context.Context, progress func(string)) error {
	ctx, cancel := context.WithTimeout(ctx, installPatience)
	defer cancel()
	switch {
	case os.Geteuid() == 0 && onPath("apt-get"):
		progress("installing Postgres with apt-get (about 80 MB)")
		if err := aptGet(ctx, "install", "postgresql"); err == nil {
			return nil
		}
		// Most likely the list of packages is missing or old, as in a fresh container.
		if err := aptGet(ctx, "update"); err != nil {
			return err
		}
		return aptGet(ctx, "install", "postgresql")
	case os.Geteuid() != 0 && onPath("brew"): // Homebrew refuses to run as root
		progress("installing Postgres with Homebrew")
		return output(exec.CommandContext(ctx, "brew", "install", "postgresql@17"), "install Postgres with Homebrew")
	}
	return missing()
}

// aptGet runs apt-get without a question to anybody.
func aptGet(ctx context.Context, act string, packages ...string) error {
	args := append([]string{act, "--yes", "--quiet", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"}, packages...)
	if act == "update" {
		args = []string{act, "--quiet"}
	}
	cmd := exec.CommandContext(ctx, "apt-get", args...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	return output(cmd, "apt-get "+act)
}

// onPath reports whether a program can be run by its name.
func onPath(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}
