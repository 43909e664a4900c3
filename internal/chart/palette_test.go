package chart

import (
	"image/color"
	"math"
	"testing"
)

// cones are how a colour looks to people without one kind of cone, in linear light. Source: Machado, Oliveira and
// Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, severity 1.
var cones = map[string][3][3]float64{
	"all cones":    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// Two colours that are 0.02 apart in Oklab can just be told apart side by side. These are in a legend and a column.
const apart = 0.12

func TestHues_are_told_apart_without_one_kind_of_cone(t *testing.T) {
	t.Parallel()
	for eye, matrix := range cones {
		for i, a := range hues {
			for j, b := range hues[:i] {
				if d := distance(seen(a, matrix), seen(b, matrix)); d < apart {
					t.Errorf("with %s, colours %d and %d are %.3f apart", eye, j, i, d)
				}
			}
		}
	}
}

func TestHues_differ_from_their_neighbours_in_brightness(t *testing.T) {
	t.Parallel()
	for i := range hues[1:] {
		if c := contrast(hues[i], hues[i+1]); c < 2 {
			t.Errorf("colours %d and %d have a contrast of %.2f", i, i+1, c)
		}
	}
}

func TestHeat_gets_darker_with_every_step(t *testing.T) {
	t.Parallel()
	for i, c := range append([]color.NRGBA{blank}, heat[:len(heat)-1]...) {
		if c := contrast(c, heat[i]); c < 1.15 {
			t.Errorf("step %d has a contrast of %.2f to the one before", i, c)
		}
		if luminance(c) < luminance(heat[i]) {
			t.Errorf("step %d is brighter than the one before", i)
		}
	}
}

func TestInk_can_be_read(t *testing.T) {
	t.Parallel()
	for _, c := range []color.NRGBA{ink, faint} {
		if c := contrast(c, paper); c < 4.5 { // WCAG 2.2, 1.4.3
			t.Errorf("text has a contrast of %.2f", c)
		}
	}
}

func linear(c color.NRGBA) [3]float64 {
	channel := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return [3]float64{channel(c.R), channel(c.G), channel(c.B)}
}

func seen(c color.NRGBA, matrix [3][3]float64) (out [3]float64) {
	in := linear(c)
	for i, row := range matrix {
		out[i] = min(1, max(0, row[0]*in[0]+row[1]*in[1]+row[2]*in[2]))
	}
	return out
}

// distance is Euclid's in Oklab, where equal steps look equal. Source: Björn Ottosson, "A perceptual color space", 2020.
func distance(a, b [3]float64) float64 {
	lab := func(c [3]float64) [3]float64 {
		l := math.Cbrt(0.4122214708*c[0] + 0.5363325363*c[1] + 0.0514459929*c[2])
		m := math.Cbrt(0.2119034982*c[0] + 0.6806995451*c[1] + 0.1073969566*c[2])
		s := math.Cbrt(0.0883024619*c[0] + 0.2817188376*c[1] + 0.6299787005*c[2])
		return [3]float64{
			0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
			1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
			0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
		}
	}
	p, q := lab(a), lab(b)
	return math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
}

func luminance(c color.NRGBA) float64 {
	l := linear(c)
	return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
}

func contrast(a, b color.NRGBA) float64 {
	p, q := luminance(a), luminance(b)
	return (max(p, q) + 0.05) / (min(p, q) + 0.05)
}
