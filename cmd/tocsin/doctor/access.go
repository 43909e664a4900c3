package doctor

import (
	"context"
	"fmt"
	"strings"

	"github.com/tocsin-bot/tocsin/bot"
)

// checkAccess asks Slack who is named under access, as the bot does.
func checkAccess(ctx context.Context, p *patient) Finding {
	named := p.config.Access
	if len(named.Admins)+len(named.Private) == 0 {
		return well("nobody is named: everybody may do what members may")
	}
	var says, mends []string
	for _, part := range []struct {
		key   string
		named []string
	}{{"access.admins", named.Admins}, {"access.private", named.Private}} {
		if len(part.named) == 0 {
			continue
		}
		people, missing, err := bot.ResolvePeople(ctx, p.slack, part.named, part.key)
		if err != nil {
			return refused(err, "a look at who is named under "+part.key, nil)
		}
		says = append(says, fmt.Sprintf("%s: %s", part.key, counted(len(people), "person", "people")))
		for _, m := range missing {
			says = append(says, m.Says)
			mends = append(mends, m.Name+": "+m.Mend)
		}
	}
	if len(mends) == 0 {
		return well(strings.Join(says, ", "))
	}
	return ill(strings.Join(says, "\n"), strings.Join(mends, "\n"))
}
