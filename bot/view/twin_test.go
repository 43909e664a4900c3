package view_test

import (
	"time"

	"github.com/tocsin-bot/tocsin/bot/view"
	"github.com/tocsin-bot/tocsin/incident"
)

func twinMessages() map[string]view.Message {
	twin := func(title string, before time.Duration) incident.Sketch {
		return incident.Sketch{Number: 41, Title: title, Channel: "C0INC42", DeclaredBy: "U0ADA", DeclaredAt: night.Add(-before)}
	}
	return map[string]view.Message{
		"twin":         view.Twin(justDeclared(), twin("Checkout errors", 20*time.Second)),
		"twin_hostile": view.Twin(justDeclared(), twin(hostile, 0)),
		"twin_private": view.Twin(secret(), twin("Checkout errors", time.Second)),
	}
}
