package blockkit

import "strconv"

// richParas reads a rich_text block: sections, lists, quotes and code, one after another.
func richParas(b map[string]any, names Names) []Para {
	var list []Para
	for _, part := range objects(b["elements"]) {
		switch part["type"] {
		case "rich_text_list":
			indent, _ := whole(part["indent"])
			offset, _ := whole(part["offset"])
			for i, item := range objects(part["elements"]) {
				mark := "•"
				if part["style"] == "ordered" {
					mark = strconv.FormatInt(offset+int64(i)+1, 10) + "."
				}
				list = append(list, Para{Kind: "item", Mark: mark, Indent: int(min(max(indent, 0), 8)), Runs: richRuns(item["elements"], names)})
			}
		case "rich_text_quote":
			list = append(list, Para{Kind: "quote", Runs: richRuns(part["elements"], names)})
		case "rich_text_preformatted":
			list = append(list, Para{Kind: "pre", Runs: richRuns(part["elements"], names)})
		default:
			list = append(list, Para{Kind: "text", Runs: richRuns(part["elements"], names)})
		}
	}
	return list
}

func richRuns(elements any, names Names) []Run {
	var list []Run
	for _, e := range objects(elements) {
		style, _ := e["style"].(map[string]any)
		r := Run{Bold: style["bold"] == true, Italic: style["italic"] == true, Strike: style["strike"] == true, Code: style["code"] == true}
		switch e["type"] {
		case "text":
			r.Text = stringOf(e["text"])
		case "link":
			r.Page = stringOf(e["url"])
			r.Text = orElse(stringOf(e["text"]), r.Page)
		case "user":
			r.Kind, r.ID = "mention", stringOf(e["user_id"])
			r.Text = mention("@", r.ID, names)
		case "channel":
			r.Kind, r.ID = "channel", stringOf(e["channel_id"])
			r.Text = mention("#", r.ID, names)
		case "usergroup":
			r.Kind, r.ID = "mention", stringOf(e["usergroup_id"])
			r.Text = mention("!subteam^", r.ID, names)
		case "broadcast":
			r.Kind, r.Text = "mention", "@"+stringOf(e["range"])
		case "emoji":
			r.Kind, r.Text = "emoji", Emoji(stringOf(e["name"]))
		case "color":
			r.Code, r.Text = true, stringOf(e["value"])
		case "date":
			unix, _ := whole(e["timestamp"])
			r.Kind, r.Text = "date", formatDate(unix, stringOf(e["format"]), stringOf(e["fallback"]), names)
			r.Page = stringOf(e["url"])
		default:
			r.Text = "[" + orElse(stringOf(e["type"]), "?") + "]"
		}
		list = append(list, r)
	}
	return list
}
