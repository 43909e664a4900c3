package chart

import "image/color"

// Paper and ink.
var (
	paper = rgb(0xffffff)
	ink   = rgb(0x1d1c1d)
	faint = rgb(0x5f5e61) // small print, still 6.5 to 1 on paper
	rule  = rgb(0xdcdcde) // lines that only guide the eye
	blank = rgb(0xf1f1f3) // nothing there
)

// hues are the colours of what lies side by side, from bottom to top. People without one kind of cone, red, green or
// blue, can tell any two of them apart, and neighbours differ in brightness as well: a test keeps it so. The colours of
// Okabe and Ito, from which four of them come, hold only seven when purple and green do not meet.
var hues = []color.NRGBA{
	rgb(0x0072b2), // blue
	rgb(0xe69f00), // orange
	rgb(0x882255), // wine
	rgb(0x44aa99), // teal
	rgb(0x222222), // black
	rgb(0x88ccee), // pale blue
	rgb(0xd55e00), // vermilion
}

// heat goes from a little to a lot: one hue, and each step darker than the one before, so that it reads without colour.
var heat = []color.NRGBA{rgb(0xcfe4f3), rgb(0x8fc1e3), rgb(0x4595cc), rgb(0x0f5e9c), rgb(0x08264a)}

// accent is what the eye should find first.
var accent = rgb(0xd55e00)

func rgb(c uint32) color.NRGBA {
	return color.NRGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 0xff}
}
