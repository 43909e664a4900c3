package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// errUnreadable is a canvas that Slack will not let us read, however often we ask. What people write there
// is unknown, so nothing is written over it: the postmortem is a file then.
var errUnreadable = errors.New("the canvas may not be read")

// readCanvas is what the incident's canvas says, as Markdown. It returns errUnreadable where Slack refuses
// that for good, and Slack's own error beside it.
func (d *drawing) readCanvas(ctx context.Context, id string) (string, error) {
	said, err := d.Slack.GetCanvasContentContext(ctx, id, slack.GetCanvasContentOptionContentType("markdown"))
	switch what, code, _ := judge(err); {
	case what == hopeless && !canvasGone(err) && !aboutTheChannel(code):
		return "", fmt.Errorf("read canvas %s: %w: %w", id, errUnreadable, err)
	case err != nil:
		return "", fmt.Errorf("read canvas %s: %w", id, err)
	}
	return withoutTitle(said, d.canvasTitle()), nil
}

// canvasGone reports that there is no such canvas, or none any more that we can see.
func canvasGone(err error) bool { return errorCode(err) == "canvas_not_found" }

// withoutTitle leaves out the canvas's title, should Slack give it out as the first line: taken for a
// person's words, it would be written into the canvas, and be one line more each time.
func withoutTitle(said, title string) string {
	said = strings.TrimSpace(said)
	if first, rest, _ := strings.Cut(said, "\n"); sameWords(first, title) {
		return strings.TrimSpace(rest)
	}
	return said
}

// mayReadCanvases returns errUnreadable where the workspace has not granted it, as where the app was
// installed before it asked for that. Nothing but the granted scopes tells so before there is a canvas.
// Source: docs.slack.dev, "X-OAuth-Scopes".
func (b *Bot) mayReadCanvases(ctx context.Context) error {
	who, err := b.Slack.AuthTestContext(ctx)
	if err != nil {
		return fmt.Errorf("ask Slack what is granted: %w", err)
	}
	granted := strings.FieldsFunc(who.Header.Get("X-OAuth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
	if len(granted) == 0 || slices.Contains(granted, "canvases:read") { // a proxy may take the header away
		return nil
	}
	return fmt.Errorf("%w: %w", errUnreadable, slack.SlackErrorResponse{Err: "missing_scope"})
}

// unreadMark stands in the echo of a canvas that could not be read when it was last wanted. It is gone as
// soon as the canvas is written again.
const unreadMark = "unread"

func withUnread(row incident.Surface) incident.Surface {
	if !unread(row) {
		row.Echo = strings.TrimSpace(row.Echo + " " + unreadMark)
	}
	return row
}

func unread(row incident.Surface) bool { return slices.Contains(strings.Fields(row.Echo), unreadMark) }
