package pglocal

import (
	"context"
	"fmt"
	"io"
	"os/exec"
)

// keeperScript reads process numbers until its owner closes the pipe or dies, then ends the last process named, if it
// still runs (0: none does), and removes the folder. Postgres has ended when it takes back the lock file of its
// socket; that its number is gone says less, for an orphan may stay a zombie for long. A fast shutdown gets 20
// seconds, then it is an immediate one.
//
// The kernel's own means, PR_SET_PDEATHSIG, exists on Linux alone, removes no folder, and fires when the *thread*
// that started the child ends, which in Go may be any.
const keeperScript = `
pid=0
while read -r line; do pid=$line; done
if [ "$pid" -ne 0 ] && kill -INT "$pid"; then
	tries=0
	while [ -e "$1/` + socketName + `.lock" ] && kill -0 "$pid"; do
		if [ "$tries" -eq 200 ]; then kill -QUIT "$pid"; fi
		if [ "$tries" -eq 220 ]; then break; fi
		tries=$((tries + 1))
		sleep 0.1
	done
fi 2>/dev/null
rm -rf "$1"
`

// keeper clears up when the owner ends, in whatever way. It is a process of its own.
type keeper struct {
	cmd  *exec.Cmd
	pipe io.WriteCloser
}

// newKeeper starts a keeper for a folder. It outlives the call, and the context.
func newKeeper(ctx context.Context, owner *account, folder string) (*keeper, error) {
	cmd := owner.command(context.WithoutCancel(ctx), "/", "/bin/sh", "-c", keeperScript, "keeper", folder)
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("pipe to Postgres's keeper: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start Postgres's keeper: %w", err)
	}
	return &keeper{cmd: cmd, pipe: pipe}, nil
}

// watch names the process to end, 0 for none. A process must be un-named only once it has ended, and at once then:
// its number may be given to another.
func (k *keeper) watch(pid int) {
	_, _ = fmt.Fprintln(k.pipe, pid) // without a keeper there is still the sweep
}

// dismiss makes the keeper do its work, and returns when it is done.
func (k *keeper) dismiss() {
	_ = k.pipe.Close()
	_ = k.cmd.Wait()
}
