package blockkit

import "strings"

// Rich text: what people type, as data. Source: docs.slack.dev, "Rich text block".
// It names no lengths; [MaxMessageLength] bounds the whole. That links must be
// addresses and colours hexadecimal is the stricter reading.

var richText = of(
	blockID,
	must("elements", list{of: kinds(map[string]object{
		"rich_text_section": richSection,
		"rich_text_list": of(
			must("style", str{in: []string{"bullet", "ordered"}}),
			must("elements", list{of: kinds(map[string]object{"rich_text_section": richSection})}),
			may("indent", integer{0, 8}),
			may("offset", integer{0, 1 << 30}),
			border,
		),
		"rich_text_quote": of(
			must("elements", list{of: richInline}),
			border,
		),
		"rich_text_preformatted": of(
			must("elements", list{of: richInline.pick("text", "link")}),
			may("language", str{}),
			border,
		),
	})}),
)

var richSection = of(must("elements", list{of: richInline}))

var border = may("border", integer{0, 1})

// inlineStyle is bold, italic and the like.
var inlineStyle = may("style", of(
	may("bold", boolean{}),
	may("italic", boolean{}),
	may("strike", boolean{}),
	may("code", boolean{}),
	may("underline", boolean{}),
	may("highlight", boolean{}),
	may("client_highlight", boolean{}),
	may("unlink", boolean{}),
))

var richInline = kinds(map[string]object{
	"text":      of(must("text", str{min: 1}), inlineStyle),
	"link":      of(must("url", anyLink), may("text", str{}), may("unsafe", boolean{}), inlineStyle),
	"user":      of(must("user_id", str{min: 1}), inlineStyle),
	"usergroup": of(must("usergroup_id", str{min: 1}), inlineStyle),
	"channel":   of(must("channel_id", str{min: 1}), inlineStyle),
	"team":      of(must("team_id", str{min: 1}), inlineStyle),
	"broadcast": of(must("range", str{in: []string{"here", "channel", "everyone"}}), inlineStyle),
	"color":     of(must("value", str{valid: isColour, invalid: "must be a valid color"}), inlineStyle),
	"emoji":     of(must("name", str{min: 1}), may("unicode", str{}), may("skin_tone", integer{1, 6}), may("url", str{}), inlineStyle),
	"date": of(
		must("timestamp", integer{0, 1 << 40}),
		must("format", str{min: 1}),
		may("url", str{}),
		may("fallback", str{}),
		inlineStyle,
	),
})

// isColour tells whether s is a colour as #1264a3.
func isColour(s string) bool {
	digits, hash := strings.CutPrefix(s, "#")
	return hash && len(digits) == 6 && strings.Trim(strings.ToLower(digits), "0123456789abcdef") == ""
}
