package chart

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/tocsin-bot/tocsin/incident/load"
)

const (
	hoursHeight = 960
	legendWidth = 400
)

// layer is a team's hours, week by week.
type layer struct {
	name, label string
	weeks       plotter.Values
}

func (l layer) last() float64 { return l.weeks[len(l.weeks)-1] }

func (l layer) total() (sum float64) {
	for _, h := range l.weeks {
		sum += h
	}
	return sum
}

// hours are the weeks as columns, each stacked from the teams.
func hours(r load.Report) (drawing, bool) {
	layers := teamLayers(r)
	if len(layers) == 0 {
		return drawing{}, false
	}
	names, shown := make([]string, len(layers)), make([]string, len(layers))
	for i, l := range layers {
		names[i], shown[i] = l.name, l.label
	}
	return drawing{
		name: "hours", title: hoursTitle(r, layers), height: hoursHeight,
		subtitle: "Hours people gave to incidents, by team and week",
		alt:      hoursAlt(r, layers) + explained(names, shown),
		draw:     func(s *sheet) error { return drawHours(s, r, layers) },
	}, true
}

// teamLayers are the teams that gave any time, in the order of the configuration so that a team keeps its colour
// from week to week. There are as many colours as layers at most: the smallest teams are joined.
func teamLayers(r load.Report) []layer {
	var names []string
	for _, t := range r.Teams {
		names = append(names, t.Name)
	}
	shown := labels(names)
	var all []layer
	for i, t := range r.Teams {
		l := layer{name: t.Name, label: shown[i]}
		if t.Name == "" {
			l.name, l.label = "no team", "no team"
		}
		for _, w := range r.Weeks {
			var took load.Span
			if i < len(w.ByTeam) {
				took = w.ByTeam[i]
			}
			l.weeks = append(l.weeks, took.Hours())
		}
		if len(l.weeks) > 0 && l.total() > 0 {
			all = append(all, l)
		}
	}
	if len(all) <= len(hues) {
		return all
	}
	bySize := slices.Clone(all)
	slices.SortStableFunc(bySize, func(a, b layer) int {
		if a.total() > b.total() {
			return -1
		}
		return 1
	})
	least := bySize[len(hues)-2].total()
	var kept []layer
	others := layer{weeks: make(plotter.Values, len(r.Weeks))}
	joined := 0
	for _, l := range all {
		if l.total() >= least && len(kept) < len(hues)-1 {
			kept = append(kept, l)
			continue
		}
		joined++
		for w, h := range l.weeks {
			others.weeks[w] += h
		}
	}
	others.name = fmt.Sprintf("%d others", joined)
	others.label = others.name
	return append(kept, others)
}

func totals(layers []layer) plotter.Values {
	sums := make(plotter.Values, len(layers[0].weeks))
	for _, l := range layers {
		for w, h := range l.weeks {
			sums[w] += h
		}
	}
	return sums
}

// hoursTitle sets the last week against those before it.
func hoursTitle(r load.Report, layers []layer) string {
	sums := totals(layers)
	last := len(sums) - 1
	week := load.Period{Name: r.Weeks[last].Name}.Words()
	if r.Running() {
		week += " so far"
	}
	said := fmt.Sprintf("%s in %s", worked(sums[last]), week)
	if last == 0 {
		return said
	}
	var before float64
	for _, h := range sums[:last] {
		before += h / float64(last)
	}
	weeks := fmt.Sprintf("the %s before", load.Several(last, "week"))
	switch ratio := sums[last] / before; {
	case before == 0:
		return said + ", none in " + weeks
	case r.Running():
		return said + ", against a mean of " + worked(before) + " in " + weeks
	case ratio >= 1.95:
		return fmt.Sprintf("%s, %s times the mean of %s", said, load.Mean(ratio), weeks)
	case ratio > 1.05:
		return fmt.Sprintf("%s, %s more than the mean of %s", said, load.Percent(ratio-1), weeks)
	case ratio < 0.95:
		return fmt.Sprintf("%s, %s less than the mean of %s", said, load.Percent(1-ratio), weeks)
	default:
		return said + ", about as much as in " + weeks
	}
}

func hoursAlt(r load.Report, layers []layer) string {
	sums := totals(layers)
	var weeks, teams []string
	for i, w := range r.Weeks {
		weeks = append(weeks, load.Period{Name: w.Name}.Words()+": "+worked(sums[i]))
	}
	for _, l := range layers {
		teams = append(teams, l.name+" "+worked(l.last()))
	}
	return fmt.Sprintf("%s. Stacked columns of hours by team, a column for each week. In %s. In the last of these weeks %s.",
		hoursTitle(r, layers), strings.Join(weeks, ", "), load.List(teams))
}

func worked(hours float64) string { return load.Worked(time.Duration(hours * float64(time.Hour))) }

func drawHours(s *sheet, r load.Report, layers []layer) error {
	sums := totals(layers)
	p := axes()
	p.HideY()
	p.X.Min, p.X.Max = -0.5, float64(len(sums))-0.5
	p.Y.Min, p.Y.Max = 0, slices.Max(sums)*1.09 // room for the figure above
	p.X.Tick.Marker = weekTicks(r.Weeks)
	p.X.Padding = 8
	room := draw.Crop(s.Canvas, 0, -legendWidth-20, 0, 0)
	pitch := room.Size().X / vg.Length(len(sums))
	var below *plotter.BarChart
	for i, l := range layers {
		bars, err := plotter.NewBarChart(l.weeks, min(pitch*0.8, 140))
		if err != nil {
			return fmt.Errorf("stack %s: %w", l.label, err)
		}
		bars.Color = hues[i]
		bars.LineStyle = draw.LineStyle{Color: paper, Width: 2}
		if below != nil {
			bars.StackOn(below)
		}
		p.Add(bars)
		below = bars
	}
	p.Add(above{sums})
	p.Draw(room)
	_, week, _ := strings.Cut(r.Weeks[len(r.Weeks)-1].Name, "-")
	drawTeams(draw.Crop(s.Canvas, s.Size().X-legendWidth, 0, 0, 0), week, layers)
	return nil
}

func weekTicks(weeks []load.WeekHours) plot.ConstantTicks {
	var ticks plot.ConstantTicks
	for i, w := range weeks {
		_, number, _ := strings.Cut(w.Name, "-")
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: number})
	}
	return ticks
}

// above writes each column's sum on top of it.
type above struct{ sums plotter.Values }

// Plot implements plot.Plotter.
func (a above) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, h := range a.sums {
		style := letters(textSize, ink, bold, centre)
		c.FillText(style, vg.Point{X: x(float64(i)), Y: y(h) + 10}, figure(h))
	}
}

// figure is a number of hours without the unit.
func figure(h float64) string {
	if h > 0 && h < 9.95 {
		return strings.TrimSuffix(strconv.FormatFloat(h, 'f', 1, 64), ".0")
	}
	return load.Thousands(int(math.Round(h)))
}

// drawTeams is the legend: the layers from the top down, with the hours of the last week.
func drawTeams(c draw.Canvas, week string, layers []layer) {
	const pitch, swatch = 62, 38
	y := c.Max.Y - 34
	c.FillText(letters(textSize, faint, right), vg.Point{X: c.Max.X, Y: y}, week)
	y -= 22
	for i, l := range slices.Backward(layers) {
		y -= pitch
		box(c, hues[i], vg.Point{X: c.Min.X, Y: y}, vg.Point{X: c.Min.X + swatch, Y: y + swatch})
		hours := figure(l.last()) + " h"
		at := y + swatch/2
		value := letters(textSize, ink, bold, right)
		beside(c, value, vg.Point{X: c.Max.X, Y: at}, hours)
		name := letters(textSize, ink)
		room := c.Size().X - swatch - 28 - value.Width(hours)
		beside(c, name, vg.Point{X: c.Min.X + swatch + 14, Y: at}, cutMiddle(l.label, name, room))
	}
}
