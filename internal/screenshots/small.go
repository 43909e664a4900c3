package main

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"slices"
)

// colours is how many a small picture has: as many as a byte can tell apart.
const colours = 256

// small is the same picture in few colours, which takes a fraction of the bytes. Where colours are much alike, the most
// frequent stands for them; and of what is left, the most frequent for whatever it is nearest to.
func small(picture []byte) ([]byte, error) {
	whole, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	count := map[color.RGBA]int{}
	each(whole, func(_, _ int, c color.RGBA) { count[c]++ })
	alike := map[[3]uint8][]color.RGBA{}
	for c := range count {
		near := [3]uint8{c.R >> 3, c.G >> 3, c.B >> 3}
		alike[near] = append(alike[near], c)
	}
	type kind struct {
		colour color.RGBA
		pixels int
	}
	var kinds []kind
	for _, group := range alike {
		k := kind{colour: slices.MaxFunc(group, func(a, b color.RGBA) int {
			return cmp.Or(cmp.Compare(count[a], count[b]), cmp.Compare(rgb(a), rgb(b)))
		})}
		for _, c := range group {
			k.pixels += count[c]
		}
		kinds = append(kinds, k)
	}
	slices.SortFunc(kinds, func(a, b kind) int {
		return cmp.Or(cmp.Compare(b.pixels, a.pixels), cmp.Compare(rgb(a.colour), rgb(b.colour)))
	})
	var palette color.Palette
	for _, k := range kinds[:min(len(kinds), colours)] {
		palette = append(palette, k.colour)
	}
	reduced := image.NewPaletted(whole.Bounds(), palette)
	index := map[color.RGBA]uint8{}
	each(whole, func(x, y int, c color.RGBA) {
		at, known := index[c]
		if !known {
			at = uint8(palette.Index(c))
			index[c] = at
		}
		reduced.SetColorIndex(x, y, at)
	})
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, reduced)
	return b.Bytes(), err
}

// each tells every pixel.
func each(picture image.Image, tell func(x, y int, c color.RGBA)) {
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y++ {
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x++ {
			c, _ := color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)
			tell(x, y, c)
		}
	}
}

func rgb(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
