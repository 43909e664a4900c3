package slacksim_test

import (
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestPerson_without_a_name_is_called_by_the_handle(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	ghost := b.w.Person("xk42", slacksim.PersonOptions{Username: "xk42", Nameless: true})
	profile := b.must("users.info", args{"user": ghost.ID})["user"].(map[string]any)["profile"].(map[string]any)
	if profile["real_name"] != "" || profile["display_name"] != "" {
		t.Errorf("the profile names them: %v", profile)
	}
	if address, has := profile["email"]; has {
		t.Errorf("the profile has the address %v", address)
	}
	if again := b.w.Person("xk42"); again.ID != ghost.ID || ghost.Name != "xk42" {
		t.Errorf("xk42 is %v, and was %v", again, ghost)
	}
	room := b.w.Channel("shop", ghost)
	ghost.Says(room, "hello @xk42")
	if said := room.Shows("hello @xk42"); said.Author() != "xk42" {
		t.Errorf("it was said by %s", said.Author())
	}
	if got := b.call("users.lookupByEmail", args{"email": ""}).failed(); got == "" {
		t.Error("they are found by no address")
	}
}
