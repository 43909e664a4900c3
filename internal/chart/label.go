package chart

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// labels are names as far as the letters here can draw them: Latin, Greek and Cyrillic. Signs such as emoji are left
// out; a name of which no letter is left shows as its place in the list, "team 6", and the alt text says which that
// is. A row of empty boxes says nothing, and a transliteration made here might be another team's name.
func labels(names []string) []string {
	shown := make([]string, len(names))
	taken := map[string]bool{}
	for i, name := range names {
		label, whole := drawable(name)
		switch {
		case label == "":
			label = fmt.Sprintf("team %d", i+1)
		case !whole || taken[label]:
			label += fmt.Sprintf(" (%d)", i+1) // of two that differ in what cannot be drawn, neither may pass for the other
		}
		shown[i], taken[label] = label, true
	}
	return shown
}

// explained says which names the labels stand for, where more than a sign is missing.
func explained(names, labels []string) string {
	var said []string
	for i, name := range names {
		if label, _ := drawable(name); label != labels[i] {
			said = append(said, fmt.Sprintf("%s is %s", labels[i], name))
		}
	}
	if said == nil {
		return ""
	}
	return " In the picture " + strings.Join(said, ", ") + "."
}

// drawable is what of a name can be drawn; whole is false when letters are missing, and not only signs.
func drawable(name string) (shown string, whole bool) {
	whole = true
	var b strings.Builder
	for _, r := range norm.NFC.String(name) {
		switch {
		case drawn(r):
			b.WriteRune(r)
		case unicode.IsLetter(r), unicode.IsNumber(r):
			whole = false
			b.WriteRune(' ')
		}
	}
	shown = strings.Join(strings.Fields(b.String()), " ")
	if !strings.ContainsFunc(shown, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return "", false
	}
	return shown, whole
}

// drawn reports whether a character comes out right: what is written from right to left, or joins with its
// neighbours, does not, even where there are letters for it.
func drawn(r rune) bool {
	if unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) {
		return false
	}
	if unicode.IsMark(r) || !unicode.IsPrint(r) {
		return false
	}
	var buf sfnt.Buffer
	at, err := face.Fonts.Lookup(letters(textSize, ink).Font, textSize).Face.GlyphIndex(&buf, r)
	return err == nil && at != 0
}
