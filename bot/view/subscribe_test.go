package view_test

import (
	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

func subscriptionMessages() map[string]view.Message {
	rules, all := words(), entries()
	drill := told()
	drill.Drill = true
	merged := entry(incident.KindStatus, 30)
	merged.Was, merged.Now, merged.What, merged.Text = "investigating", "merged", "INC-41", "the same deploy"
	return map[string]view.Message{
		"subscribed":              view.Subscribed(told()),
		"subscribed_hostile":      view.Subscribed(attacked()),
		"unsubscribed":            view.Unsubscribed(42),
		"news_update":             view.News(all["update"], told(), rules),
		"news_severity_raised":    view.News(all["severity_raised"], told(), rules),
		"news_resolved":           view.News(all["status_resolved"], over(), rules),
		"news_of_a_drill":         view.News(all["update"], drill, rules),
		"news_of_a_private_one":   view.News(all["update"], secret(), rules),
		"news_part_of_another":    view.News(merged, told(), rules),
		"news_of_an_attacked_one": view.News(all["update"], attacked(), rules),
	}
}
