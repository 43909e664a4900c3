// Package declare is `tocsin declare`: an incident declared without Slack.
package declare

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/user"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/database"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/internal/jobs"
	"github.com/tocsin-bot/tocsin/store"
)

// NewCommand is `tocsin declare`.
func NewCommand() *cobra.Command {
	var d incident.Declaration
	var as string
	var invite []string
	cmd := &cobra.Command{
		Use:   "declare TITLE",
		Short: "Declare an incident while Slack is out",
		Long: `Declares an incident without Slack. It is kept in the database and has its number at once; its channel, its card and
its announcement appear as soon as "tocsin serve" can reach Slack, and the channel says where it was declared.

Whoever declares is known by --as: a Slack user id, or the e-mail address of somebody the configuration names. Anybody else
is called by the name they are logged in with here, and is not invited to the channel by itself.`,
		Example: `  tocsin declare "checkout is down" --severity SEV1
  tocsin declare "somebody is in the build server" --type security --as U024BE7LH`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := config.ForCommand(cmd)
			if err != nil {
				return err
			}
			if err := c.Require(config.DatabaseURL); err != nil {
				return err
			}
			d.Title, d.CommandLine, d.Hasty = args[0], true, true
			if d.Invite, err = invitees(invite); err != nil {
				return err
			}
			inc, known, err := declare(cmd.Context(), c, as, d)
			if err != nil {
				return err
			}
			return say(cmd.OutOrStdout(), inc, known)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&d.Severity, "severity", "", "how bad it is, such as `SEV1`; the default severity if it is left out")
	flags.StringVar(&d.Type, "type", "", "what `kind` of incident it is; the default type if it is left out")
	flags.StringVar(&d.Service, "service", "", "which `service` is broken")
	flags.StringVar(&d.Description, "description", "", "what is happening, in a `sentence`")
	flags.BoolVar(&d.Private, "private", false, "only people invited to the channel may know of it")
	flags.BoolVar(&d.Triage, "triage", false, "it may be nothing")
	flags.BoolVar(&d.Drill, "drill", false, "it is practice")
	flags.StringToStringVar(&d.Fields, "field", nil, "an answer to a question of the configuration, as `name=answer`")
	flags.StringSliceVar(&invite, "invite", nil, "who should come: Slack user `ids`, and user groups as @handles")
	flags.StringVar(&as, "as", "", "who declares it: a Slack user `id` or an e-mail address")
	return cmd
}

// declare keeps the incident, and says whether Slack knows who declares it.
func declare(ctx context.Context, c *config.Config, as string, d incident.Declaration) (inc incident.Incident, known bool, err error) {
	if err := questions(c.Rules(), d.Fields); err != nil {
		return inc, false, err
	}
	queue, err := jobs.NewInserter()
	if err != nil {
		return inc, false, err
	}
	s, err := database.Open(ctx, store.Options{URL: string(c.Database.URL), MaxConns: int32(c.Database.MaxConns), Enqueue: queue})
	if err != nil {
		return inc, false, err
	}
	defer s.Close()
	service, err := incident.NewService(s, c.Rules())
	if err != nil {
		return inc, false, err
	}
	by, known, err := declarer(ctx, s, as)
	if err != nil {
		return inc, false, err
	}
	if !known {
		if kind, err := c.Rules().Type(cmp.Or(d.Type, string(c.Rules().DefaultType))); err == nil && (d.Private || kind.Private) && len(d.Invite) == 0 {
			return inc, false, complain.Usage("a private incident of which nobody in Slack knows would be lost",
				"say who you are with --as and a Slack user id, or who should come with --invite.")
		}
		// A name and no account: like a program it works no hours, and nobody asks Slack who it is.
		if err := s.KeepPeople(ctx, []incident.Person{{ID: by, Name: string(by), Bot: true}}); err != nil {
			return inc, false, err
		}
	}
	inc, err = service.Declare(ctx, incident.Act{By: by, At: time.Now().UTC()}, d)
	return inc, known, refused(err)
}

var slackID = regexp.MustCompile(`^[UW][A-Z0-9]{6,31}$`)

// declarer is who declares. Nobody is turned away for want of a name: it is night, and Slack is out.
func declarer(ctx context.Context, s *store.Store, as string) (id incident.PersonID, known bool, err error) {
	as = incident.CleanLine(as)
	if slackID.MatchString(as) {
		return incident.PersonID(as), true, nil
	}
	if strings.Contains(as, "@") {
		addresses, err := s.Addresses(ctx)
		if err != nil {
			return "", false, err
		}
		if id, ok := addresses[strings.ToLower(as)]; ok {
			return id, true, nil
		}
	}
	if u, err := user.Current(); as == "" && err == nil {
		as = u.Username
	}
	return incident.PersonID(cmp.Or(as, "somebody") + " on " + here()), false, nil // which is the shape of nobody's id
}

// here is this machine.
func here() string {
	host, err := os.Hostname()
	if err != nil || host == "" {
		return "the command line"
	}
	return incident.CleanLine(host)
}

// invitees reads who should come.
func invitees(named []string) ([]incident.Invitee, error) {
	var who []incident.Invitee
	for _, one := range named {
		switch one = strings.TrimSpace(one); {
		case slackID.MatchString(one):
			who = append(who, incident.Invitee{Person: incident.PersonID(one)})
		case strings.HasPrefix(one, "@") && len(one) > 1:
			who = append(who, incident.Invitee{Group: one})
		default:
			return nil, complain.Usage(fmt.Sprintf("--invite names %q", one), "people are named by their Slack user ids (U024BE7LH), user groups by their @handles.")
		}
	}
	return who, nil
}

// questions refuses answers to what nobody asks.
func questions(rules incident.Rules, answers map[string]string) error {
	var asked []string
	for _, q := range rules.Questions {
		asked = append(asked, q.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		if !slices.Contains(asked, name) {
			return complain.Usage(fmt.Sprintf("--field names %q, and nothing asks for that", name), "incidents.fields in the configuration names: "+strings.Join(asked, ", "))
		}
	}
	return nil
}

// refused makes what cannot be declared a wrong use of the program.
func refused(err error) error {
	var refusal *incident.Refusal
	var unknown *incident.UnknownError
	switch {
	case errors.As(err, &refusal):
		return complain.Usage(refusal.Reason, refusal.Hint)
	case errors.As(err, &unknown):
		return complain.Usage(fmt.Sprintf("there is no %s %q", unknown.What, unknown.Got), "there is: "+strings.Join(unknown.Known, ", "))
	}
	return err
}

// say tells what happens next.
func say(to io.Writer, inc incident.Incident, known bool) error {
	lines := []string{
		fmt.Sprintf("%s is declared: %s (%s, %s)", inc.Number, inc.Title, inc.Severity, inc.Type),
		"Its channel is opened as soon as `tocsin serve` can reach Slack, and says that it was declared here.",
		"Until then talk where you are. Nothing has to be declared again.",
	}
	if inc.Private {
		lines = append(lines, "It is private: it gets a private channel, and is announced nowhere.")
	}
	switch {
	case known:
		lines = append(lines, "You are invited to the channel when it is there.")
	case inc.Private:
		lines = append(lines, "Those you named are invited to the channel when it is there. You are not: Slack does not know who you are.")
	default:
		lines = append(lines, "Slack does not know who you are, so look for the channel in the announcement.")
	}
	_, err := fmt.Fprintln(to, strings.Join(lines, "\n"))
	return err
}
