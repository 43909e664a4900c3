package blockkit

import (
	"net/url"
	"strings"
)

// Composition objects: the parts that blocks and elements are made of.
// Source: docs.slack.dev, "Reference: Composition objects".

// The wording about URLs is ours.
var (
	identifier = str{min: 1, max: 255} // block_id, action_id
	webLink    = str{min: 1, max: 3000, valid: isWebURL, invalid: "must be a valid URL"}
	anyLink    = str{min: 1, max: 3000, valid: isURL, invalid: "must be a valid URL"}
)

func plainFields(max int) object {
	return of(must("text", str{min: 1, max: max}), may("emoji", boolean{}))
}

func mrkdwnFields(max int) object {
	return of(must("text", str{min: 1, max: max}), may("verbatim", boolean{}))
}

// plain is a plain_text object of at most max characters.
func plain(max int) typed {
	return kinds(map[string]object{"plain_text": plainFields(max)})
}

// text is a plain_text or a mrkdwn object of at most max characters.
func text(max int) typed {
	t := kinds(map[string]object{"plain_text": plainFields(max), "mrkdwn": mrkdwnFields(max)})
	t.union = true
	return t
}

// Options of menus are plain; radio buttons and checkboxes may use mrkdwn; only an
// overflow menu may link.
var (
	plainOption = of(
		must("text", plain(75)),
		must("value", str{min: 1, max: 150}),
		may("description", plain(75)),
	)
	richOption = of(
		must("text", text(75)),
		must("value", str{min: 1, max: 150}),
		may("description", text(75)),
	)
	overflowOption = plainOption.with(may("url", anyLink))

	optionGroup = of(
		must("label", plain(75)),
		must("options", list{of: plainOption, min: 1, max: 100}),
	)
)

var confirm = of(
	must("title", plain(100)),
	must("text", text(300)),
	may("confirm", plain(30)),
	may("deny", plain(30)),
	may("style", colour),
)

var colour = str{in: []string{"primary", "danger"}}

var dispatchConfig = of(
	may("trigger_actions_on", list{
		of:  str{in: []string{"on_enter_pressed", "on_character_entered"}},
		min: 1,
	}),
)

var filter = of(
	may("include", list{of: str{in: []string{"im", "mpim", "private", "public"}}, min: 1}),
	may("exclude_external_shared_channels", boolean{}),
	may("exclude_bot_users", boolean{}),
).and(atLeastOne("include", "exclude_external_shared_channels", "exclude_bot_users"))

var slackFile = of(
	may("id", str{valid: isFileID, invalid: "input must match regex pattern: ^[F][A-Z0-9]{8,}$"}),
	may("url", webLink),
).and(oneOf("id", "url"))

var workflow = of(must("trigger", of(
	must("url", webLink),
	may("customizable_input_parameters", list{of: of(
		must("name", str{min: 1}),
		must("value", str{}),
	)}),
)))

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "" || u.Path != "") && !strings.ContainsAny(s, " \t\r\n")
}

func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsAny(s, " \t\r\n")
}
