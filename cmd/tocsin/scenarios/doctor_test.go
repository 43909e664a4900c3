package scenarios

import (
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/serve"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestDoctor_tells_an_admin_what_is_wrong_and_nobody_else(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	guest := w.Person("Gus Visitor", slacksim.PersonOptions{Guest: slacksim.MultiChannelGuest})
	w.app.Withdraw("pins:write")
	w.serve(func(o *serve.Options) {
		o.Config.Access.Admins = []string{w.ada.ID}
		o.Config.Access.Private = []string{"@security"}
	})
	general := w.Channel("general", w.ada, w.grace, guest)

	w.grace.Types(general, "/incident doctor")
	w.grace.Sees("That is for the admins of this installation.").Shows("access.admins")
	guest.Types(general, "/incident doctor")
	guest.Sees("You are a guest here")

	w.ada.Types(general, "/incident doctor")
	told := w.ada.Sees("checks failed. Mend them from the top")
	told.Shows("✗ scopes: pins:write not granted").Shows("reinstall the app")
	told.Shows("there is no user group @security").Shows("create the user group in Slack")
	told.Shows("✓ database").Shows("✓ socket: what was asked came through it")
	for _, secret := range []string{w.app.BotToken, w.app.AppToken, w.database} {
		if strings.Contains(told.Text(), secret) {
			t.Errorf("it tells a secret:\n%s", told.Text())
		}
	}
	general.NeverShows("not granted")
}
