package chart

import (
	"bytes"
	"fmt"
	"image/color"
	"slices"
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Sizes in pixels. A phone shows a picture some 375 wide, so that 34 become 10 there: as small as one reads.
const (
	width  = 1280
	margin = 40

	titleSize = 50
	textSize  = 34
	leading   = 1.22
)

// sheet is the paper: y grows upwards, and what is left of it shrinks from the top.
type sheet struct {
	img *vgimg.Canvas
	draw.Canvas
}

// face are the letters. The handler keeps a cache, and is safe to share.
var face = text.Plain{Fonts: font.NewCache(liberation.Collection())}

func newSheet(height int) *sheet {
	// At 72 dots to the inch a point is a pixel.
	img := vgimg.NewWith(vgimg.UseWH(width, vg.Length(height)), vgimg.UseDPI(72), vgimg.UseBackgroundColor(paper))
	return &sheet{img: img, Canvas: draw.Crop(draw.New(img), margin, -margin, margin, -margin)}
}

// head writes what there is to see, and smaller, what is shown.
func (s *sheet) head(title, subtitle string) {
	for _, line := range balanced(title, letters(titleSize, ink, bold), s.Size().X) {
		s.line(line, letters(titleSize, ink, bold))
	}
	s.Max.Y -= 6
	for _, line := range wrap(subtitle, letters(textSize, faint), s.Size().X) {
		s.line(line, letters(textSize, faint))
	}
	s.Max.Y -= 24
}

// line writes one line at the top of what is left.
func (s *sheet) line(words string, style draw.TextStyle) {
	style.YAlign = text.YTop
	s.FillText(style, vg.Point{X: s.Min.X, Y: s.Max.Y}, words)
	s.Max.Y -= style.Font.Size * leading
}

// beside writes words whose capitals have their middle at that height.
func beside(c draw.Canvas, style draw.TextStyle, at vg.Point, words string) {
	at.Y -= style.Font.Size * 0.36
	c.FillText(style, at, words)
}

// box fills a rectangle.
func box(c draw.Canvas, fill color.Color, from, to vg.Point) {
	c.FillPolygon(fill, []vg.Point{from, {X: to.X, Y: from.Y}, to, {X: from.X, Y: to.Y}})
}

func (s *sheet) png() ([]byte, error) {
	var b bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: s.img}).WriteTo(&b); err != nil {
		return nil, fmt.Errorf("encode PNG: %w", err)
	}
	return b.Bytes(), nil
}

// look changes a style.
type look func(*draw.TextStyle)

func bold(t *draw.TextStyle)   { t.Font.Weight = xfont.WeightBold }
func right(t *draw.TextStyle)  { t.XAlign = text.XRight }
func centre(t *draw.TextStyle) { t.XAlign = text.XCenter }

func letters(size vg.Length, c color.Color, looks ...look) draw.TextStyle {
	style := draw.TextStyle{
		Color: c, Font: font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}, Handler: face,
	}
	for _, change := range looks {
		change(&style)
	}
	return style
}

// axes are a plot's without any decoration of its own.
func axes() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = color.Transparent
	p.TextHandler = face
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Padding = 0
		axis.Width = 0
		axis.Tick.Length = 0
		axis.Tick.Width = 0
		axis.Tick.Label.Font = letters(textSize, ink).Font
		axis.Tick.Label.Color = ink
		axis.Tick.Label.Handler = face
	}
	return p
}

// wrap breaks words into lines that fit; a word that is too long has a line of its own and is cut.
func wrap(words string, style draw.TextStyle, room vg.Length) []string {
	var lines []string
	for _, word := range strings.Fields(words) {
		if n := len(lines); n > 0 && style.Width(lines[n-1]+" "+word) <= room {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, cut(word, style, room))
	}
	return lines
}

// balanced is wrap with lines of about the same length, so that no word stands alone.
func balanced(words string, style draw.TextStyle, room vg.Length) []string {
	lines := wrap(words, style, room)
	for narrower := room - 10; narrower > room/3; narrower -= 10 {
		tried := wrap(words, style, narrower)
		if len(tried) > len(lines) || slices.ContainsFunc(tried, func(l string) bool { return strings.HasSuffix(l, "…") }) {
			break
		}
		lines = tried
	}
	return lines
}

// cut shortens s until it fits.
func cut(s string, style draw.TextStyle, room vg.Length) string {
	if style.Width(s) <= room {
		return s
	}
	runes := []rune(s)
	for len(runes) > 1 && style.Width(strings.TrimSpace(string(runes))+"…") > room {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimSpace(string(runes)) + "…"
}

// cutMiddle shortens s in its middle until it fits: teams of one department differ at their ends.
func cutMiddle(s string, style draw.TextStyle, room vg.Length) string {
	runes := []rune(s)
	for n := len(runes); n > 2 && style.Width(s) > room; n-- {
		front := (n + 1) / 2
		s = strings.TrimSpace(string(runes[:front])) + "…" + strings.TrimSpace(string(runes[len(runes)-(n-front):]))
	}
	return s
}
