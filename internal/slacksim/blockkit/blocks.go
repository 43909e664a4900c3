package blockkit

// Blocks and views. Source: docs.slack.dev, "Reference: Blocks" and "Reference: Views".

var blockID = may("block_id", identifier)

var section = of(
	blockID,
	may("text", text(3000)),
	may("fields", list{of: text(2000), min: 1, max: 10}),
	may("accessory", elementTypes.pick(append([]string{
		"button", "checkboxes", "datepicker", "image", "overflow", "radio_buttons", "timepicker", "workflow_button",
	}, menuNames...)...)),
	may("expand", boolean{}),
).and(sectionSaysSomething)

var header = of(
	blockID,
	must("text", plain(150)),
)

var contextBlock = of(
	blockID,
	must("elements", list{of: contextElements, min: 1, max: 10}),
)

var contextElements = func() typed {
	t := text(3000)
	t.kinds["image"] = elementTypes.kinds["image"]
	return t
}()

var contextActions = of(
	blockID,
	must("elements", list{of: elementTypes.pick("feedback_buttons", "icon_button"), min: 1, max: 5}),
).and(uniqueActionIDs)

var divider = of(blockID)

var actions = of(
	blockID,
	must("elements", list{of: elementTypes.pick(append([]string{
		"button", "checkboxes", "datepicker", "datetimepicker", "overflow", "radio_buttons", "rich_text_input",
		"timepicker", "workflow_button",
	}, menuNames...)...), min: 1, max: 25}),
).and(uniqueActionIDs)

var input = of(
	blockID,
	must("label", plain(2000)),
	must("element", elementTypes.pick(append([]string{
		"checkboxes", "datepicker", "datetimepicker", "email_text_input", "file_input", "number_input",
		"plain_text_input", "radio_buttons", "rich_text_input", "timepicker", "url_text_input",
	}, menuNames...)...)),
	may("hint", plain(2000)),
	may("optional", boolean{}),
	may("dispatch_action", boolean{}),
)

var image = of(
	blockID,
	must("alt_text", str{min: 1, max: 2000}),
	may("image_url", webLink),
	may("slack_file", slackFile),
	may("title", plain(2000)),
).and(onePicture)

var markdown = of(
	blockID,
	must("text", str{min: 1, max: MaxMarkdown}),
)

var table = of(
	blockID,
	must("rows", list{of: list{of: tableCell, min: 1, max: 20}, min: 1, max: 100}),
	may("column_settings", list{of: of(
		may("align", str{in: []string{"left", "center", "right"}}),
		may("is_wrapped", boolean{}),
	), max: 20, holes: true}),
)

var tableCell = kinds(map[string]object{
	"raw_text":  of(must("text", str{min: 1})),
	"rich_text": richText,
})

var file = of(
	blockID,
	must("external_id", str{min: 1, max: 255}),
	must("source", str{in: []string{"remote"}}),
)

var video = of(
	blockID,
	must("alt_text", str{min: 1}),
	must("title", plain(199)),
	must("thumbnail_url", webLink),
	must("video_url", webLink),
	may("title_url", webLink),
	may("description", plain(199)),
	may("author_name", str{max: 49}),
	may("provider_name", str{}),
	may("provider_icon_url", webLink),
)

var alert = of(
	blockID,
	must("text", text(3000)),
	may("level", str{in: []string{"default", "info", "warning", "error", "success"}}),
)

// blockTypes names every block and the surfaces it may stand on.
var blockTypes = typed{kinds: map[string]kind{
	"section":         {section, everywhere},
	"header":          {header, everywhere},
	"context":         {contextBlock, everywhere},
	"divider":         {divider, everywhere},
	"actions":         {actions, everywhere},
	"input":           {input, everywhere},
	"image":           {image, everywhere},
	"video":           {video, everywhere},
	"rich_text":       {richText, everywhere},
	"alert":           {alert, onMessage | onModal},
	"context_actions": {contextActions, onMessage},
	"markdown":        {markdown, onMessage},
	"table":           {table, onMessage},
	"file":            {file, onMessage},
}}

// Views.

var viewFields = of(
	must("blocks", list{of: blockTypes, max: MaxViewBlocks}),
	may("private_metadata", str{max: 3000}),
	may("callback_id", str{max: 255}),
	may("external_id", str{max: 255}),
)

var modal = viewFields.with(
	must("title", plain(24)),
	may("submit", plain(24)),
	may("close", plain(24)),
	may("clear_on_close", boolean{}),
	may("notify_on_close", boolean{}),
)

var viewTypes = typed{
	kinds: map[string]kind{"modal": {modal, onModal}, "home": {viewFields, onHome}},
	union: true,
}
