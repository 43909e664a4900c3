package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/bot/view"
)

// The parts of a line of rich text stand where they are put, without a blank of Slack's between them.
func TestReport_keeps_the_parts_of_a_line_apart(t *testing.T) {
	t.Parallel()
	lines := 0
	check := func(line *slack.RichTextSection) {
		before := " "
		for _, part := range line.Elements {
			var text string
			switch part := part.(type) {
			case *slack.RichTextSectionTextElement:
				text = part.Text
			case *slack.RichTextSectionLinkElement:
				text = part.Text
			default:
				t.Fatalf("a part that this test does not know: %T", part)
			}
			if !strings.HasSuffix(before, " ") && !strings.HasPrefix(text, " ") {
				t.Errorf("%q runs into %q", before, text)
			}
			before = text
		}
		lines++
	}
	messages := []view.Message{view.Figures(myFigures(), 1, time.UTC, false)}
	for _, detail := range view.ReportDetails(week()) {
		messages = append(messages, detail.Message)
	}
	for _, m := range messages {
		for _, b := range m.Blocks {
			rich, is := b.(*slack.RichTextBlock)
			if !is {
				continue
			}
			for _, e := range rich.Elements {
				switch e := e.(type) {
				case *slack.RichTextSection:
					check(e)
				case *slack.RichTextList:
					for _, item := range e.Elements {
						check(item.(*slack.RichTextSection))
					}
				}
			}
		}
	}
	if lines < 40 {
		t.Errorf("only %d lines looked at", lines)
	}
}
