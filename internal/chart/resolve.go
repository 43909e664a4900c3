package chart

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/tocsin-bot/tocsin/incident/load"
)

const (
	resolveHeight = 960
	// middleOf is how many weeks the line goes through the middle of.
	middleOf = 5
)

// resolve is how long it took over the year: a dot for a week.
func resolve(r load.Report) (drawing, bool) {
	if len(r.Resolve) < 2 {
		return drawing{}, false // one dot is no course
	}
	return drawing{
		name: "resolve", title: resolveTitle(r), height: resolveHeight,
		subtitle: "Time to resolve, the median of each week",
		alt:      resolveAlt(r),
		draw:     func(s *sheet) error { drawResolve(s, r); return nil },
	}, true
}

// resolveTitle sets what was resolved in the period against the weeks of the year.
func resolveTitle(r load.Report) string {
	now := r.Times.Resolve
	weeks := slices.DeleteFunc(slices.Clone(r.Resolve), func(w load.WeekResolve) bool { return !w.From.Before(r.Period.From) })
	if now.Count == 0 {
		return "Nothing was resolved in " + r.Period.Words()
	}
	slower := 0
	for _, w := range weeks {
		if w.Median > now.Median {
			slower++
		}
	}
	said := fmt.Sprintf("Half were resolved within %s", load.Elapsed(now.Median))
	if now.Count == 1 {
		said = fmt.Sprintf("Resolved in %s", load.Elapsed(now.Median))
	}
	switch n := len(weeks); {
	case n < 2:
		return said
	case slower == n:
		return fmt.Sprintf("%s: faster than in each of the %d weeks before", said, n)
	case slower == 0:
		return fmt.Sprintf("%s: slower than in each of the %d weeks before", said, n)
	case slower*2 >= n:
		return fmt.Sprintf("%s: faster than in %d of the %d weeks before", said, slower, n)
	default:
		return fmt.Sprintf("%s: slower than in %d of the %d weeks before", said, n-slower, n)
	}
}

func resolveAlt(r load.Report) string {
	byMedian := func(a, b load.WeekResolve) int { return int(a.Median - b.Median) }
	least, most := slices.MinFunc(r.Resolve, byMedian), slices.MaxFunc(r.Resolve, byMedian)
	count := 0
	for _, w := range r.Resolve {
		count += w.Count
	}
	said := fmt.Sprintf("%s. Dots over a year, one for each week, larger for more incidents: %s in %d weeks. "+
		"The shortest weekly median was %s in %s, the longest %s in %s.",
		resolveTitle(r), load.Several(count, "resolved incident"), len(r.Resolve),
		load.Elapsed(least.Median), load.Period{Name: least.Name}.Words(), load.Elapsed(most.Median), load.Period{Name: most.Name}.Words())
	if now := r.Times.Resolve; now.Count > 0 {
		said += fmt.Sprintf(" In %s: %s.", r.Period.Words(), now.Words())
	}
	return said
}

func drawResolve(s *sheet, r load.Report) {
	weeks := r.Resolve
	var all []load.Span
	for _, w := range weeks {
		all = append(all, w.Median)
	}
	p := axes()
	until := weeks[len(weeks)-1].From.AddDate(0, 0, 7)
	p.X.Min, p.X.Max = float64(until.AddDate(0, 0, -53*7).Unix()), float64(until.Unix())
	p.X.Tick.Marker = months(until.AddDate(0, 0, -52*7), until, r.Location())
	ticks, low, high := spans(slices.Min(all), slices.Max(all))
	p.Y.Min, p.Y.Max = low, high
	p.Y.Tick.Marker = ticks
	p.Add(guides(ticks), course{weeks, r.Period})
	p.Draw(draw.Crop(s.Canvas, 0, -20, scaleHeight-20, 0))
	drawSizes(draw.Crop(s.Canvas, 0, 0, 0, scaleHeight-20-s.Size().Y), r.Period.Words())
}

// round are durations that people have a feeling for.
var round = []load.Span{
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 12 * time.Hour,
	day, 2 * day, 4 * day, 7 * day, 14 * day, 28 * day, 56 * day, 112 * day, 224 * day, 365 * day,
}

const day = 24 * time.Hour

// spans are the marks of the axis, and its ends. It is logarithmic: an hour more matters where it is the second one,
// and not where it is the hundredth.
func spans(least, most load.Span) (ticks plot.ConstantTicks, low, high float64) {
	at := func(d load.Span) float64 { return math.Log(max(d, 30*time.Second).Minutes()) }
	first, last := 0, len(round)-1
	for first < last-1 && round[first+1] <= least {
		first++
	}
	for last > first+1 && round[last-1] >= most {
		last--
	}
	every := (last - first + 5) / 6 // more than some seven would run into one another
	for i := last; i >= first; i -= every {
		ticks = append(ticks, plot.Tick{Value: at(round[i]), Label: load.Elapsed(round[i]) + "  "})
	}
	return ticks, min(at(round[first]), at(least)) - 0.15, max(at(round[last]), at(most)) + 0.1
}

// months are the first days of every other month.
func months(from, until time.Time, zone *time.Location) (ticks plot.ConstantTicks) {
	from = from.In(zone)
	for m := time.Date(from.Year(), from.Month()+1, 1, 0, 0, 0, 0, zone); m.Before(until.AddDate(0, 0, -14)); m = m.AddDate(0, 2, 0) {
		ticks = append(ticks, plot.Tick{Value: float64(m.Unix()), Label: m.Format("Jan")})
	}
	return ticks
}

// guides are faint lines across.
type guides plot.ConstantTicks

// Plot implements plot.Plotter.
func (g guides) Plot(c draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&c)
	for _, t := range g {
		c.StrokeLine2(draw.LineStyle{Color: rule, Width: 2}, c.Min.X, y(t.Value), c.Max.X, y(t.Value))
	}
}

// course is the dots of the weeks, and a line through their middle.
type course struct {
	weeks []load.WeekResolve
	now   load.Period
}

// Plot implements plot.Plotter.
func (r course) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	at := func(w load.WeekResolve, took load.Span) vg.Point {
		return vg.Point{X: x(float64(w.From.AddDate(0, 0, 3).Unix())), Y: y(math.Log(max(took, 30*time.Second).Minutes()))}
	}
	var line []vg.Point
	for i, w := range r.weeks {
		dot(c, at(w, w.Median), w.Count, hues[5])
		from := min(max(i-middleOf/2, 0), max(len(r.weeks)-middleOf, 0))
		var near []load.Span
		for _, n := range r.weeks[from:min(from+middleOf, len(r.weeks))] {
			near = append(near, n.Median)
		}
		slices.Sort(near)
		line = append(line, at(w, near[len(near)/2]))
	}
	c.StrokeLines(draw.LineStyle{Color: hues[0], Width: 6}, line)
	for _, w := range r.weeks {
		if !w.From.Before(r.now.From) && w.From.Before(r.now.Until) {
			dot(c, at(w, w.Median), w.Count, accent)
		}
	}
}

// dot has an area that grows with the count.
func dot(c draw.Canvas, at vg.Point, count int, fill color.NRGBA) {
	radius := radius(count)
	c.DrawGlyphNoClip(draw.GlyphStyle{Color: paper, Radius: radius + 2, Shape: draw.CircleGlyph{}}, at)
	c.DrawGlyphNoClip(draw.GlyphStyle{Color: fill, Radius: radius, Shape: draw.CircleGlyph{}}, at)
}

func radius(count int) vg.Length { return min(vg.Length(8*math.Sqrt(float64(count))), 40) }

// drawSizes is the legend.
func drawSizes(c draw.Canvas, now string) {
	x, y := c.Min.X+radius(1), c.Min.Y+40
	style := letters(textSize, ink)
	say := func(words string, after vg.Length) {
		beside(c, style, vg.Point{X: x, Y: y}, words)
		x += style.Width(words) + after
	}
	for _, count := range []int{1, 10} {
		dot(c, vg.Point{X: x, Y: y}, count, hues[5])
		x += radius(count) + 12
		say(load.Several(count, "incident"), 26+radius(10))
	}
	x -= radius(10)
	dot(c, vg.Point{X: x + 12, Y: y}, 3, accent)
	x += 34
	say(now, 40)
	c.StrokeLine2(draw.LineStyle{Color: hues[0], Width: 6}, x, y, x+50, y)
	x += 62
	say(fmt.Sprintf("middle of %d weeks", middleOf), 0)
}
