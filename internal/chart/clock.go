package chart

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/tocsin-bot/tocsin/incident/load"
)

const (
	clockHeight = 960
	scaleHeight = 130 // of the legend below
	sumsWidth   = 130 // of the days' sums at the right
)

var weekdays = [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// clock is when people worked: an hour of theirs is a cell.
func clock(r load.Report) (drawing, bool) {
	w := week(r.Heat)
	if w.total() == 0 {
		return drawing{}, false
	}
	return drawing{
		name: "clock", title: clockTitle(r), height: clockHeight,
		subtitle: "When people worked on incidents, by their own clocks",
		alt:      clockAlt(r),
		draw:     func(s *sheet) error { drawClock(s, w); return nil },
	}, true
}

// week is hours by weekday and hour of the day.
type week [7][24]load.Span

func (w week) day(day int) (sum load.Span) {
	for _, took := range w[day] {
		sum += took
	}
	return sum
}

func (w week) total() (sum load.Span) {
	for day := range w {
		sum += w.day(day)
	}
	return sum
}

func (w week) busiest() (day, hour int) {
	for d := range w {
		for h := range w[d] {
			if w[d][h] > w[day][hour] {
				day, hour = d, h
			}
		}
	}
	return day, hour
}

func clockTitle(r load.Report) string {
	when := r.Period.Words()
	if r.Running() {
		when += " so far"
	}
	unsocial := r.Hours.Night + r.Hours.Weekend
	switch total := r.Hours.Total(); {
	case unsocial <= 0:
		return "No hour at night or on days off in " + when
	case unsocial >= total:
		return fmt.Sprintf("All %s in %s at night or on days off", load.Worked(total), when)
	default:
		return fmt.Sprintf("%s of %s in %s at night or on days off", load.Worked(unsocial), load.Worked(total), when)
	}
}

func clockAlt(r load.Report) string {
	w := week(r.Heat)
	var days []string
	for day, name := range weekdays {
		days = append(days, name+" "+load.Worked(w.day(day)))
	}
	day, hour := w.busiest()
	return fmt.Sprintf("%s: %s at night, %s at weekends and on other days off, %s in evenings, %s in working hours. "+
		"A grid of weekdays and hours of the day, on people's own clocks. %s. The busiest hour was %s from %02d:00, with %s.",
		clockTitle(r), load.Worked(r.Hours.Night), load.Worked(r.Hours.Weekend), load.Worked(r.Hours.Evening), load.Worked(r.Hours.Working),
		strings.Join(days, ", "), weekdays[day], hour, load.Worked(w[day][hour]))
}

func drawClock(s *sheet, w week) {
	day, hour := w.busiest()
	steps := stepsUpTo(w[day][hour])
	p := axes()
	p.X.Min, p.X.Max = 0, 24
	p.Y.Min, p.Y.Max = -7, 0
	var hours, days plot.ConstantTicks
	for h := 0; h <= 24; h += 3 {
		hours = append(hours, plot.Tick{Value: float64(h), Label: fmt.Sprint(h)})
	}
	for d, name := range weekdays {
		days = append(days, plot.Tick{Value: -float64(d) - 0.5, Label: name[:3] + " "})
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = hours, days
	p.Add(cells{w, steps})
	p.Draw(draw.Crop(s.Canvas, 0, -sumsWidth, scaleHeight, 0))
	drawScale(draw.Crop(s.Canvas, 0, 0, 0, scaleHeight-s.Size().Y), steps)
}

// cells are the hours of the week, Monday on top, and at the right the sum of each day.
type cells struct {
	week
	steps []load.Span
}

// Plot implements plot.Plotter.
func (w cells) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for day := range w.week {
		for hour, took := range w.week[day] {
			from := vg.Point{X: x(float64(hour)) + 1.5, Y: y(-float64(day)-1) + 1.5}
			to := vg.Point{X: x(float64(hour)+1) - 1.5, Y: y(-float64(day)) - 1.5}
			box(c, shade(took, w.steps), from, to)
		}
		sum := letters(textSize, ink, bold, right)
		beside(c, sum, vg.Point{X: c.Max.X + sumsWidth, Y: y(-float64(day) - 0.5)}, figure(w.day(day).Hours())+" h")
	}
}

func shade(took load.Span, steps []load.Span) color.NRGBA {
	if took <= 0 {
		return blank
	}
	at := slices.IndexFunc(steps, func(limit load.Span) bool { return took <= limit })
	return shadeOf(at, len(steps))
}

// shadeOf spreads the colours over the steps, so that the darkest is always the most there is.
func shadeOf(step, of int) color.NRGBA {
	if of == 1 {
		return heat[len(heat)-1]
	}
	return heat[step*(len(heat)-1)/(of-1)]
}

// stepsUpTo are round durations, at most one for each colour, the last of them no less than the most there is.
func stepsUpTo(most load.Span) []load.Span {
	for _, step := range roundSteps() {
		if n := int((most + step - 1) / step); n <= len(heat) {
			var steps []load.Span
			for i := range n {
				steps = append(steps, step*load.Span(i+1))
			}
			return steps
		}
	}
	return []load.Span{most}
}

func roundSteps() []load.Span {
	steps := []load.Span{5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute, 30 * time.Minute}
	for unit := time.Hour; unit < 100_000*time.Hour; unit *= 10 {
		steps = append(steps, unit, 2*unit, 5*unit)
	}
	return steps
}

// drawScale is the legend: nothing, and then each colour with the most it stands for.
func drawScale(c draw.Canvas, steps []load.Span) {
	pitch := c.Size().X / vg.Length(len(steps)+1)
	for i := range len(steps) + 1 {
		words, fill := "nothing", blank
		if i > 0 {
			words, fill = "to "+load.Worked(steps[i-1]), shadeOf(i-1, len(steps))
		}
		from := vg.Point{X: c.Min.X + pitch*vg.Length(i), Y: c.Min.Y + 46}
		box(c, fill, from, from.Add(vg.Point{X: pitch - 6, Y: 34}))
		style := letters(textSize, ink, centre)
		c.FillText(style, vg.Point{X: from.X + pitch/2 - 3, Y: c.Min.Y}, words)
	}
}
