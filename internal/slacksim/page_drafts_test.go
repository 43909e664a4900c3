package slacksim_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// TestPage_drafts is about what the drafts of an incident look like on the page.
func TestPage_drafts(t *testing.T) {
	t.Parallel()
	t.Run("shows rich text with links that lead to messages here", func(t *testing.T) {
		t.Parallel()
		w, siren := open(t, slacksim.Options{})
		ada := w.Person("Ada")
		room := w.Channel("ops", ada, siren.app.Person())
		said := ada.Says(room, "disk is full, see https://graphs.example/a?b=1&c=2")
		line := func(elements ...args) args { return args{"type": "rich_text_section", "elements": elements} }
		word := func(s string) args { return args{"type": "text", "text": s} }
		siren.must("chat.postMessage", args{"channel": room.ID(), "text": "draft", "blocks": []args{
			section("*Draft*, <" + said.Permalink() + "|the first sign>"),
			{"type": "rich_text", "elements": []args{{"type": "rich_text_list", "style": "bullet", "elements": []args{
				line(word("A full disk "), args{"type": "link", "url": said.Permalink(), "text": "[1]"}),
				line(args{"type": "link", "url": "mailto:a@b.example", "text": "write"}),
			}}}},
		}})
		page := browse(t, w, ada).opens(room)
		here := `href="/?as=` + ada.ID + `&amp;in=` + room.ID() + `#m` + said.TS() + `"`
		has(t, page, `<b>Draft</b>, <a `+here+`>the first sign</a>`, `A full disk <a `+here+`>[1]</a>`, "write",
			`<a href="https://graphs.example/a?b=1&amp;c=2">https://graphs.example/a?b=1&amp;c=2</a>`)
		lacks(t, page, "mailto:")
	})
	t.Run("lets one choose in a message that only one sees", func(t *testing.T) {
		t.Parallel()
		w, siren := open(t, slacksim.Options{})
		ada, eve := w.Person("Ada"), w.Person("Eve")
		room := w.Channel("ops", ada, eve, siren.app.Person())
		siren.must("chat.postEphemeral", args{"channel": room.ID(), "user": ada.ID, "text": "x", "blocks": []args{{
			"type": "section", "block_id": "s", "text": plainText("The draft"), "accessory": args{
				"type": "static_select", "action_id": "section", "placeholder": plainText("Edit a section…"), "options": []args{option("Impact"), option("Cause")},
			},
		}}})
		b := browse(t, w, ada)
		page := b.opens(room)
		has(t, page, "The draft", "only visible to you", `<option value="">Edit a section…</option>`, `<option value="Cause"`)
		lacks(t, browse(t, w, eve).opens(room), "The draft")
		ts := regexp.MustCompile(`name="ts" value="([^"]+)"`).FindStringSubmatch(page)[1]
		b.does("click", room, "ts", ts, "click", "a=section&b=s&v=", "e:a=section&b=s&v=", "Cause")
		click := siren.requests("interactive")[0]
		if click.action().str("selected_option", "value") != "Cause" || click.Payload.at("container", "is_ephemeral") != true {
			t.Errorf("the choice is %v", click.Payload)
		}
	})
	t.Run("opens a canvas for who may see it", func(t *testing.T) {
		t.Parallel()
		w, siren := open(t, slacksim.Options{})
		ada, eve := w.Person("Ada"), w.Person("Eve")
		room := w.PrivateChannel("inc-7", ada, siren.app.Person())
		said := ada.Says(room, "keys leaked")
		siren.must("conversations.canvases.create", args{"channel_id": room.ID(), "title": "Postmortem <7>", "document_content": markdown(
			"# Cause\n\nleaked keys [1](" + said.Permalink() + ")\n\n- [x] rotate\n\n<script>x()</script>\n\n[no](javascript:x) <https://a.example/?b&c>",
		)})
		b := browse(t, w, ada)
		link := regexp.MustCompile(`href="(/-/canvas/[^"]+)"`).FindStringSubmatch(b.opens(room))
		if link == nil {
			t.Fatal("the channel has no link to its canvas")
		}
		page := b.get(link[1])
		has(t, page, "<h1>Cause</h1>", "Postmortem &lt;7&gt;", `checked="" disabled="" type="checkbox"> rotate`,
			`<a href="/?as=`+ada.ID+`&amp;in=`+room.ID()+`#m`+said.TS()+`">1</a>`, `href="https://a.example/?b&amp;c"`)
		lacks(t, page, "<script>x", "javascript:")
		siren.must("chat.postMessage", args{"channel": room.ID(), "text": "the draft: <" + room.CanvasLink() + "|postmortem>"})
		has(t, b.opens(room), `<a href="`+link[1]+`">postmortem</a>`)

		outside := regexp.MustCompile(`as=\w+`).ReplaceAllString(link[1], "as="+eve.ID)
		got := b.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+outside, nil))
		if got.Code != http.StatusNotFound {
			t.Errorf("an outsider gets %d", got.Code)
		}
	})
}
