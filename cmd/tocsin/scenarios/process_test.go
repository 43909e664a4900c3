package scenarios

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
)

// A process is a bot in a process of its own, which can be killed as a goroutine cannot: the test
// binary, started again, runs the same serve.App as `tocsin serve`.
type process struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	died  chan struct{} // closed when it has ended

	counting chan struct{} // closed when its commits count

	mu      sync.Mutex
	commits []string
	log     bytes.Buffer
}

// errand is what such a process is told to do, in its environment.
type errand struct {
	Address address
	Die     *crashPoint // kill yourself there
}

const errandKey = "TOCSIN_TEST_ERRAND"

func TestMain(m *testing.M) {
	if told := os.Getenv(errandKey); told != "" {
		if err := runErrand(told); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	flag.Parse()
	if !isSet("test.parallel") { // stories wait most of the time
		_ = flag.Set("test.parallel", strconv.Itoa(max(4, runtime.GOMAXPROCS(0))))
	}
	os.Exit(m.Run())
}

func isSet(name string) (set bool) {
	flag.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}

// runErrand serves until stdin ends, which it does with whoever started us.
func runErrand(told string) error {
	var e errand
	if err := json.Unmarshal([]byte(told), &e); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	tracer := &commitTracer{die: e.Die, told: os.Stdout}
	go func() {
		for told := bufio.NewScanner(os.Stdin); told.Scan(); {
			tracer.count()
		}
		stop()
	}()
	app, err := serve.New(ctx, serve.Options{
		Config: e.Address.config(), Silent: true, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
		EditPace: editPace,
		Tracer:   tracer,
	})
	if err != nil {
		return err
	}
	defer app.Close()
	return app.Run(ctx)
}

// process starts a bot for this world that kills itself at die, if that is given, once its commits count.
func (w *world) process(die *crashPoint) *process {
	w.t.Helper()
	told, err := json.Marshal(errand{Address: w.address(), Die: die})
	if err != nil {
		w.t.Fatal(err)
	}
	p := &process{cmd: exec.Command(os.Args[0]), died: make(chan struct{}), counting: make(chan struct{})} //nolint:noctx // it ends with its stdin
	p.cmd.Env = append(os.Environ(), errandKey+"="+string(told))
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		w.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if lines.Text() == counting {
				close(p.counting)
				continue
			}
			p.mu.Lock()
			p.commits = append(p.commits, lines.Text())
			p.mu.Unlock()
		}
		_ = p.cmd.Wait()
		close(p.died)
	}()
	w.t.Cleanup(func() {
		p.stop()
		if w.t.Failed() {
			w.t.Logf("the process logged:\n%s", p.log.String())
		}
	})
	w.app.Connected(1)
	return p
}

// counts has its commits count from now on.
func (p *process) counts() error {
	if _, err := fmt.Fprintln(p.stdin, counting); err != nil {
		return err
	}
	select {
	case <-p.counting:
		return nil
	case <-p.died:
		return errors.New("the process ended before anything was asked of it")
	}
}

// kill ends the process as kill -9 does, and returns when it is gone.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.died
}

// stop lets the process finish, and returns when it is gone.
func (p *process) stop() {
	_ = p.stdin.Close()
	<-p.died
}

// killed tells whether the process has ended, and not of its own accord.
func (p *process) killed() bool {
	select {
	case <-p.died:
		return !p.cmd.ProcessState.Exited()
	default:
		return false
	}
}

// committed are the labels of the commits it has come to since they count, in order.
func (p *process) committed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.commits...)
}
