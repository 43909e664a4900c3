package view_test

import "github.com/tocsin-bot/tocsin/bot/view"

func doctorMessages() map[string]view.Message {
	well := view.Finding{Check: "bot token", Says: "@tocsin in Shop (https://shop.slack.example/)"}
	many := []view.Finding{{Check: "scopes", Ill: true, Says: hostile, Mend: hostile}, {Check: "teams", Skipped: true, Says: "needs the bot token"}}
	for range 60 {
		many = append(many, well)
	}
	return map[string]view.Message{
		"doctor":         view.Doctor([]view.Finding{well}),
		"doctor_hostile": view.Doctor(many),
	}
}
