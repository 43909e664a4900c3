package scenarios

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/declare"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// onTheCommandLine runs `tocsin declare`, and returns what it prints.
func (w *world) onTheCommandLine(args ...string) (string, error) {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte("database: {url: \""+w.database+"\"}\n"), 0o600); err != nil {
		w.t.Fatal(err)
	}
	root := &cobra.Command{Use: "tocsin", SilenceErrors: true, SilenceUsage: true}
	config.AddFlag(root)
	root.AddCommand(declare.NewCommand())
	var printed bytes.Buffer
	root.SetOut(&printed)
	root.SetArgs(append([]string{"declare", "--config", file}, args...))
	err := root.ExecuteContext(w.t.Context())
	return printed.String(), err
}

func TestStart_an_incident_declared_while_slack_is_out_gets_its_channel_when_slack_is_back(t *testing.T) {
	w := open(t)
	back := w.Fault(slacksim.Every, slacksim.Fault{Status: 503})
	printed, err := w.onTheCommandLine("Slack and checkout are down", "--severity", "SEV1", "--as", w.ada.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"INC-1 is declared: Slack and checkout are down (SEV1, service)", "as soon as", "You are invited"} {
		if !strings.Contains(printed, want) {
			t.Errorf("printed lacks %q:\n%s", want, printed)
		}
	}
	if rooms := incidentRooms(w); len(rooms) != 0 {
		t.Fatal("there is a channel already")
	}
	back()
	room := w.ChannelNamed("inc-1")
	room.AwaitMember(w.ada)
	room.Shows("Declared on the command line by @Ada Lovelace")
	room.Card().Shows("SEV1")
	w.incidents.Shows("Slack and checkout are down")
}

func TestStart_whoever_slack_does_not_know_may_declare_too(t *testing.T) {
	w := open(t)
	printed, err := w.onTheCommandLine("checkout is down", "--as", "root")
	if err != nil || !strings.Contains(printed, "look for the channel in the announcement") {
		t.Fatalf("%v, printed: %s", err, printed)
	}
	room := w.ChannelNamed("inc-1")
	card := room.Card()
	card.Shows("by root on ")
	w.quiet()
	if strings.Contains(card.Text(), "Slack would not let me") {
		t.Errorf("the card complains:\n%s", card.Text())
	}
	w.grace.Joins(room)
	w.grace.Clicks(card, "Take command")
	card.Shows("@Grace Hopper")

	for wrong, want := range map[string]string{"--severity=SEV9": "there is no severity", "--type=security": "private incident", "--field=x=y": "nothing asks"} {
		if _, err := w.onTheCommandLine("checkout is down", "--as", "root", wrong); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is answered with: %v", wrong, err)
		}
	}
	if n := w.query("select count(*)::text from incident"); n[0] != "1" {
		t.Errorf("%s incidents are kept", n[0])
	}
}
