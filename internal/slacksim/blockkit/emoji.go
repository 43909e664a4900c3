package blockkit

// Emoji draws an emoji by its name without colons; a name we do not know comes
// back between colons, as Slack shows it. The table holds what an incident
// channel uses, not all of Slack's thousands.
func Emoji(name string) string {
	if e, ok := emojiByName[name]; ok {
		return e
	}
	return ":" + name + ":"
}

var emojiByName = map[string]string{
	"+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎",
	"pushpin": "📌", "round_pushpin": "📍", "bookmark": "🔖", "memo": "📝", "clipboard": "📋",
	"rotating_light": "🚨", "fire": "🔥", "fire_engine": "🚒", "fire_extinguisher": "🧯", "warning": "⚠️",
	"white_check_mark": "✅", "heavy_check_mark": "✔️", "x": "❌", "no_entry": "⛔", "question": "❓", "exclamation": "❗",
	"red_circle": "🔴", "large_orange_circle": "🟠", "large_yellow_circle": "🟡", "large_green_circle": "🟢",
	"large_blue_circle": "🔵", "white_circle": "⚪", "black_circle": "⚫",
	"eyes": "👀", "wave": "👋", "pray": "🙏", "tada": "🎉", "rocket": "🚀", "hourglass": "⌛", "stopwatch": "⏱️",
	"alarm_clock": "⏰", "bell": "🔔", "mega": "📣", "loudspeaker": "📢", "lock": "🔒", "link": "🔗",
	"page_facing_up": "📄", "chart_with_upwards_trend": "📈", "mag": "🔍", "hammer_and_wrench": "🛠️", "wrench": "🔧",
	"bust_in_silhouette": "👤", "busts_in_silhouette": "👥", "speech_balloon": "💬", "books": "📚", "seedling": "🌱",
	"smile": "😄", "slightly_smiling_face": "🙂", "joy": "😂", "thinking_face": "🤔", "heart": "❤️", "100": "💯",
	"arrow_right": "➡️", "repeat": "🔁", "robot_face": "🤖", "checkered_flag": "🏁", "firefighter": "🧑‍🚒",
}
