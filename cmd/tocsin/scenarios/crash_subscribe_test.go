package scenarios

import (
	"regexp"
	"testing"
)

// tellsSubscribers matches what an update takes that is not told in its channel.
var tellsSubscribers = regexp.MustCompile(`subscription|notice|news|conversations.open`)

func TestCrash_anywhere_in_an_update_tells_each_subscriber_once(t *testing.T) {
	ordeal{
		prepare: func(c *crash) {
			c.declares(c.ada, "checkout is down")
			c.ada.Modal().Dismisses()
			c.grace.Types(c.Channel("general"), "/incident subscribe INC-1")
			c.bob.Types(c.Channel("general"), "/incident subscribe INC-1")
		},
		typed: "/incident INC-1 update Nobody can pay.",
		done:  `select id from timeline_entry where kind = 'update'`,
		only:  func(p crashPoint) bool { return tellsSubscribers.MatchString(p.Label) },
		check: func(*crash) []string {
			return []string{"tocsin and Grace: Nobody can pay.", "tocsin and Bob: Nobody can pay."}
		},
	}.plays(t)
}
