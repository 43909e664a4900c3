package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/drafts"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/store"
)

// Memory is measured in processes of their own: this program once more, which does one thing that the
// tocsin binary does, and tells how much memory it has whenever a line comes in.

// childEnv holds the [setting] of such a process.
const childEnv = "TOCSIN_BENCH_CHILD"

// setting is what a child process does, and with what.
type setting struct {
	Does                       string // "serve", "export" or "report"
	APIURL, BotToken, AppToken string
	Database                   string
}

func isChild() bool { return os.Getenv(childEnv) != "" }

// child is the main function of such a process. It returns the exit status.
func child() int {
	var s setting
	err := json.Unmarshal([]byte(os.Getenv(childEnv)), &s)
	switch {
	case err != nil:
	case s.Does == "serve":
		err = s.serve(context.Background())
	case s.Does == "report":
		err = s.report(context.Background())
	case s.Does == "export":
		err = s.export(context.Background())
	default:
		err = fmt.Errorf("no process does %q", s.Does)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		return 1
	}
	return 0
}

// config is as by default, but for where everything is.
func (s setting) config() *config.Config {
	c := config.Default()
	c.Slack.APIURL, c.Slack.BroadcastChannel = s.APIURL, "#incidents"
	c.Slack.BotToken, c.Slack.AppToken = config.Secret(s.BotToken), config.Secret(s.AppToken)
	c.Database.URL = config.Secret(s.Database)
	return &c
}

// serve is `tocsin serve`, until standard input ends.
func (s setting) serve(ctx context.Context) error {
	app, err := serve.New(ctx, serve.Options{Config: s.config(), Silent: true, Log: botLog()})
	if err != nil {
		return err
	}
	defer app.Close()
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	err = tellMemory(os.Stdin, os.Stdout)
	stop()
	return errors.Join(err, <-ended)
}

// export is `tocsin export INC-1 --format json`.
func (s setting) export(ctx context.Context) error {
	st, err := store.Open(ctx, store.Options{URL: s.Database})
	if err != nil {
		return err
	}
	defer st.Close()
	const number incident.Number = 1
	d, err := drafts.New(drafts.Options{AI: s.config().AI, Store: st, Rules: s.config().Rules()})
	if err != nil {
		return err
	}
	if err := d.WriteJSON(ctx, number, io.Discard); err != nil {
		return err
	}
	return tellMemory(os.Stdin, os.Stdout)
}

// tellMemory writes how much memory this process has for each line that it reads.
func tellMemory(from io.Reader, to io.Writer) error {
	lines, out := bufio.NewScanner(from), json.NewEncoder(to)
	for lines.Scan() {
		if err := out.Encode(memoryNow()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// process is a child, seen from its parent.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
}

// spawn starts a child, which dies with ctx.
func spawn(ctx context.Context, s setting) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	said, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.CommandContext(ctx, self)}
	p.cmd.Env = append(os.Environ(), childEnv+"="+string(said))
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = json.NewDecoder(out)
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	return p, p.cmd.Start()
}

// memory asks the child how much it has, once it has done what it does before it listens.
func (p *process) memory() (m memoryUse, err error) {
	if _, err := io.WriteString(p.in, "\n"); err != nil {
		return m, fmt.Errorf("ask the other process: %w", err)
	}
	if err := p.out.Decode(&m); err != nil {
		return m, fmt.Errorf("ask the other process: %w", err)
	}
	return m, nil
}

// end lets the child finish.
func (p *process) end() error {
	_ = p.in.Close()
	return p.cmd.Wait()
}
