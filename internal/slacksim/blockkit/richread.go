package blockkit

import (
	"strconv"
	"strings"
)

// richText reads a rich_text block: sections, lists, quotes and code, one after another.
func (w *writer) richText(b map[string]any) string {
	var lines []string
	for _, part := range objects(b["elements"]) {
		switch part["type"] {
		case "rich_text_list":
			lines = append(lines, w.richList(part)...)
		case "rich_text_quote":
			for line := range strings.Lines(w.richInline(part["elements"])) {
				lines = append(lines, "> "+strings.TrimRight(line, "\n"))
			}
		default:
			if s := strings.TrimRight(w.richInline(part["elements"]), "\n"); s != "" {
				lines = append(lines, s)
			}
		}
	}
	return strings.Join(lines, "\n")
}

func (w *writer) richList(list map[string]any) []string {
	indent, _ := whole(list["indent"])
	offset, _ := whole(list["offset"])
	margin := strings.Repeat("  ", int(min(max(indent, 0), 8)))
	var lines []string
	for i, item := range objects(list["elements"]) {
		bullet := "• "
		if list["style"] == "ordered" {
			bullet = strconv.FormatInt(offset+int64(i)+1, 10) + ". "
		}
		lines = append(lines, margin+bullet+w.richInline(item["elements"]))
	}
	return lines
}

func (w *writer) richInline(elements any) string {
	var out strings.Builder
	for _, e := range objects(elements) {
		switch e["type"] {
		case "text":
			out.WriteString(stringOf(e["text"]))
		case "link":
			address := stringOf(e["url"])
			out.WriteString(link(orElse(stringOf(e["text"]), address), address, w.names))
		case "user":
			out.WriteString(mention("@", stringOf(e["user_id"]), w.names))
		case "channel":
			out.WriteString(mention("#", stringOf(e["channel_id"]), w.names))
		case "usergroup":
			out.WriteString(mention("!subteam^", stringOf(e["usergroup_id"]), w.names))
		case "broadcast":
			out.WriteString("@" + stringOf(e["range"]))
		case "emoji":
			out.WriteString(Emoji(stringOf(e["name"])))
		case "color":
			out.WriteString(stringOf(e["value"]))
		case "date":
			unix, _ := whole(e["timestamp"])
			shown := formatDate(unix, stringOf(e["format"]), stringOf(e["fallback"]), w.names)
			if address := stringOf(e["url"]); address != "" {
				shown = link(shown, address, w.names)
			}
			out.WriteString(shown)
		}
	}
	return out.String()
}
