package demo

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/stage"
	"github.com/tocsin-bot/tocsin/cmd/tocsin/tidewater"
	"github.com/tocsin-bot/tocsin/internal/chart"
	"github.com/tocsin-bot/tocsin/internal/report"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// nextMonday is the morning after the weekend that follows the story, as early as the report comes.
var nextMonday = time.Date(2026, time.January, 19, 9, 0, 0, 0, time.UTC)

const betweenTimes = `The weekend has gone by. It is Monday, nine o'clock.`

// monday is what comes by the clock: who said they would do something by Friday is reminded, and those who lead read what
// the week has cost.
func (t *teller) monday(ctx context.Context) {
	c := tidewater.CastOf(t.Slack)
	room := t.Slack.Channel(tidewater.Leads)
	t.Clock.Set(nextMonday)
	t.screen.line("")
	t.screen.hang("  ", betweenTimes)
	t.player.goes(room.ID())
	t.tells(betweenTimes)
	t.pause(reading(betweenTimes))

	t.due(t.Bot.Remind(ctx))
	t.reader = c.Bob
	reminder := c.Bob.Messages(t.App).Shows("renewal job")
	lines := t.lines(reminder)
	t.screen.box("a direct message to Bob", lines)
	t.tells("Bob gets a direct message: " + lines[0])
	t.pause(reading(strings.Join(lines, " ")))
	t.does(c.Bob, "presses "+t.screen.strong.Render("[Done]"))
	c.Bob.Clicks(reminder, "Done")
	reminder.Shows("done")

	t.due(t.Bot.Report(ctx))
	t.reader = c.Grace
	posted := room.Shows("Week 3,")
	t.screen.heading("#" + tidewater.Leads)
	lines = t.lines(posted)
	t.screen.box("the weekly report", lines)
	t.tells("The weekly report comes: " + lines[0])
	t.pause(2 * reading(strings.Join(lines, " ")))
	posted.InThread("How this is counted")
	t.screen.aside("→ in its thread: " + strings.Join(t.about(posted.Thread()), " · "))
	t.pause(time.Second)
}

// due ends the play when what the clock asks for could not be done.
func (t *teller) due(err error) {
	if err != nil {
		t.Stuck("what was due was not done: %v", err)
	}
}

// about is what messages are about, by their first lines.
func (t *teller) about(messages []*slacksim.Message) []string {
	var topics []string
	for _, m := range messages {
		topic, _, _ := strings.Cut(t.lines(m)[0], ":")
		topics = append(topics, topic)
	}
	return topics
}

// writeReport writes the same report as a page into a folder, and returns the file's path.
func writeReport(ctx context.Context, s *stage.Stage, folder string) (string, error) {
	week := s.Bot.Reports.LastWeek(nextMonday)
	made, err := s.Bot.Reports.Report(ctx, week, nextMonday)
	if err != nil {
		return "", err
	}
	pictures, err := chart.Pictures(made)
	if err != nil {
		return "", err
	}
	var page bytes.Buffer
	if err := report.HTML(&page, made, pictures); err != nil {
		return "", err
	}
	return write(folder, week.Name+".html", page.String())
}
