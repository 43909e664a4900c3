package slacksim_test

import (
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestPage_shows_what_an_app_published_on_its_Home_tab(t *testing.T) {
	t.Parallel()
	w, siren := open(t, slacksim.Options{})
	ada, eve := w.Person("Ada"), w.Person("Eve")
	room := w.Channel("ops", ada, eve, siren.app.Person())
	tab := func(text string) args {
		return args{"type": "home", "blocks": []args{section(text), buttons("Declare")}}
	}
	b := browse(t, w, ada)
	has(t, b.opens(room), `in=`+siren.app.ID)
	page := b.get("/?as=" + ada.ID + "&in=" + siren.app.ID)
	has(t, page, "has put nothing here yet.")
	if opened := siren.got("app_home_opened"); len(opened) != 1 || opened[0].str("user") != ada.ID {
		t.Fatalf("opened: %v", opened)
	}
	siren.must("views.publish", args{"user_id": ada.ID, "view": tab("<@" + eve.ID + "> leads INC-1")})
	siren.answers(func(e envelope) any {
		siren.must("views.open", args{"trigger_id": e.Payload.str("trigger_id"), "view": modal(nil)})
		return nil
	})
	page = b.get("/?as=" + ada.ID + "&in=" + siren.app.ID)
	has(t, page, ">@Eve</span> leads INC-1", "Declare</button>", `name="home" value="`+siren.app.ID+`"`)
	lacks(t, page, `placeholder="Message`)
	has(t, b.does("click", room, "home", siren.app.ID, "click", "a=do_Declare&b=acts&v=v-Declare"), `role="dialog"`)
	if click := siren.requests("interactive")[0].Payload; click.str("view", "type") != "home" {
		t.Errorf("the click is %v", click)
	}
	lacks(t, browse(t, w, eve).get("/?as="+eve.ID+"&in="+siren.app.ID), "leads INC-1")
	has(t, b.does("click", room, "home", "A0NONE", "click", "a=do_Declare&b=acts&v=v-Declare"), "That button is gone.")
}
