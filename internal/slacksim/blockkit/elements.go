package blockkit

import "math"

// Elements: what stands inside blocks. Source: docs.slack.dev, "Reference: Block elements".

// Fields that many elements share.
var (
	actionID    = may("action_id", identifier)
	confirmable = may("confirm", confirm)
	focusable   = may("focus_on_load", boolean{})
	placeholder = may("placeholder", plain(150))
	dispatches  = may("dispatch_action_config", dispatchConfig)
	maxSelected = may("max_selected_items", integer{1, math.MaxInt32})
	minQuery    = may("min_query_length", integer{0, math.MaxInt32})
	respondable = may("response_url_enabled", boolean{})
	readAloud   = may("accessibility_label", str{min: 1, max: 75})

	ids = list{of: str{min: 1}, min: 1}
)

var button = of(
	must("text", plain(75)),
	actionID,
	may("url", anyLink),
	may("value", str{min: 1, max: 2000}),
	may("style", colour),
	confirmable,
	readAloud,
)

var iconButton = of(
	must("icon", str{in: []string{"trash"}}),
	must("text", plain(75)),
	actionID,
	may("value", str{min: 1, max: 2000}),
	confirmable,
	readAloud,
	may("visible_to_user_ids", list{of: str{min: 1}}),
)

var feedbackButton = of(
	must("text", plain(75)),
	must("value", str{min: 1, max: 2000}),
	readAloud,
)

var feedbackButtons = of(
	actionID,
	must("positive_button", feedbackButton),
	must("negative_button", feedbackButton),
)

var workflowButton = of(
	must("text", plain(75)),
	must("workflow", workflow),
	actionID,
	may("style", colour),
	readAloud,
)

var overflow = of(
	actionID,
	must("options", list{of: overflowOption, min: 1, max: 5}),
	confirmable,
)

var imageElement = of(
	must("alt_text", str{min: 1, max: 2000}),
	may("image_url", webLink),
	may("slack_file", slackFile),
).and(onePicture)

var checkboxes = of(
	actionID,
	must("options", list{of: richOption, min: 1, max: 10}),
	may("initial_options", list{of: richOption, min: 1}),
	confirmable,
	focusable,
).and(initialsAreOptions)

var radioButtons = of(
	actionID,
	must("options", list{of: richOption, min: 1, max: 10}),
	may("initial_option", richOption),
	confirmable,
	focusable,
).and(initialsAreOptions)

// The menus: one entry per source of options, single and multiple.

var menu = of(actionID, placeholder, confirmable, focusable)

var staticSelect = menu.with(
	may("options", list{of: plainOption, min: 1, max: 100}),
	may("option_groups", list{of: optionGroup, min: 1, max: 100}),
	may("initial_option", plainOption),
).and(oneOf("options", "option_groups"), initialsAreOptions)

var multiStaticSelect = menu.with(
	may("options", list{of: plainOption, min: 1, max: 100}),
	may("option_groups", list{of: optionGroup, min: 1, max: 100}),
	may("initial_options", list{of: plainOption, min: 1}),
	maxSelected,
).and(oneOf("options", "option_groups"), initialsAreOptions)

var externalSelect = menu.with(
	may("initial_option", plainOption),
	minQuery,
)

var multiExternalSelect = menu.with(
	may("initial_options", list{of: plainOption, min: 1}),
	minQuery,
	maxSelected,
)

var usersSelect = menu.with(may("initial_user", str{min: 1}))

var multiUsersSelect = menu.with(may("initial_users", ids), maxSelected)

var conversationsSelect = menu.with(
	may("initial_conversation", str{min: 1}),
	may("default_to_current_conversation", boolean{}),
	may("filter", filter),
	respondable,
)

var multiConversationsSelect = menu.with(
	may("initial_conversations", ids),
	may("default_to_current_conversation", boolean{}),
	may("filter", filter),
	maxSelected,
)

var channelsSelect = menu.with(may("initial_channel", str{min: 1}), respondable)

var multiChannelsSelect = menu.with(may("initial_channels", ids), maxSelected)

// Pickers of date and time. The wording about dates, times and numbers is ours.

var datePicker = menu.with(
	may("initial_date", str{valid: isDate, invalid: "must be a valid date"}),
)

var timePicker = menu.with(
	may("initial_time", str{valid: isTime, invalid: "must be a valid time"}),
	may("timezone", str{min: 1}),
)

var dateTimePicker = of(
	actionID,
	may("initial_date_time", integer{1_000_000_000, 9_999_999_999}), // ten digits, as documented
	confirmable,
	focusable,
)

// Fields to type into; they stand in input blocks only.

var typedInput = of(actionID, placeholder, focusable, dispatches)

var plainTextInput = typedInput.with(
	may("initial_value", str{}),
	may("multiline", boolean{}),
	may("min_length", integer{0, 3000}),
	may("max_length", integer{1, 3000}),
).and(minBelowMax("min_length", "max_length"), initialFits)

var emailInput = typedInput.with(may("initial_value", str{}))

var urlInput = typedInput.with(may("initial_value", str{}))

var numberInput = typedInput.with(
	must("is_decimal_allowed", boolean{}),
	may("initial_value", numeral),
	may("min_value", numeral),
	may("max_value", numeral),
).and(minBelowMax("min_value", "max_value"))

var numeral = str{valid: isNumber, invalid: "must be a valid number"}

var richTextInput = typedInput.with(
	may("initial_value", kinds(map[string]object{"rich_text": richText})),
)

var fileInput = of(
	actionID,
	may("filetypes", list{of: str{min: 1}, min: 1}),
	may("max_files", integer{1, 10}),
)

// elementTypes names every element. Blocks pick from it what may stand in them.
var elementTypes = func() typed {
	t := kinds(map[string]object{
		"button":                     button,
		"icon_button":                iconButton,
		"feedback_buttons":           feedbackButtons,
		"workflow_button":            workflowButton,
		"overflow":                   overflow,
		"image":                      imageElement,
		"checkboxes":                 checkboxes,
		"radio_buttons":              radioButtons,
		"static_select":              staticSelect,
		"multi_static_select":        multiStaticSelect,
		"external_select":            externalSelect,
		"multi_external_select":      multiExternalSelect,
		"users_select":               usersSelect,
		"multi_users_select":         multiUsersSelect,
		"conversations_select":       conversationsSelect,
		"multi_conversations_select": multiConversationsSelect,
		"channels_select":            channelsSelect,
		"multi_channels_select":      multiChannelsSelect,
		"datepicker":                 datePicker,
		"timepicker":                 timePicker,
		"datetimepicker":             dateTimePicker,
		"plain_text_input":           plainTextInput,
		"email_text_input":           emailInput,
		"url_text_input":             urlInput,
		"number_input":               numberInput,
		"rich_text_input":            richTextInput,
	})
	t.kinds["file_input"] = kind{fileInput, onModal}
	return t
}()

var menuNames = []string{
	"static_select", "external_select", "users_select", "conversations_select", "channels_select",
	"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select",
}
