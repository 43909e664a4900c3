package redact

import (
	"regexp"
	"strings"
)

// address is an e-mail address in any script. Whatever has no domain of letters at its end is none: packages and
// images have versions after their @.
var address = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}._%+'-]{0,63}@[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62}\.)+\p{L}{2,24}`)

func addresses(text string) []finding {
	if !strings.Contains(text, "@") {
		return nil
	}
	var found []finding
	for _, at := range address.FindAllStringIndex(text, -1) {
		found = append(found, finding{start: at[0], end: at[1], kind: email})
	}
	return found
}

// chatAddress leads into a workspace: to a message, a file, a canvas, a person. chatName is an identifier that
// stands for a channel, a group or a person whose name nobody knows.
var (
	chatAddress = regexp.MustCompile(`https?://(?:[a-z0-9-]+\.)+slack\.[a-z.]+/(?:archives|docs|files|client|team|app_redirect)[^\s<>|)"]*`)
	chatName    = regexp.MustCompile(`[#@][CDGSUW][A-Z0-9]{7,14}\b`)
)

func places(text string) []finding {
	var found []finding
	for _, pattern := range []*regexp.Regexp{chatAddress, chatName} {
		for _, at := range pattern.FindAllStringIndex(text, -1) {
			found = append(found, finding{start: at[0], end: at[1], kind: place})
		}
	}
	return found
}

// brackets are those of placeholders, in a text that people wrote: left alone, they could ask for what somebody else
// has said.
func brackets(text string) []finding {
	var found []finding
	for i, r := range text {
		if r == '⟦' || r == '⟧' {
			found = append(found, finding{start: i, end: i + len(string(r)), kind: bracket})
		}
	}
	return found
}

// cardLabel is what a masked card number shows.
const cardLabel = "card number"

// digits may be a card number: groups of digits, parted alike by spaces or dashes.
var digits = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){12,18}`)

// cards are the numbers of payment cards. Twelve to nineteen digits are as often something else, so they must stand
// alone, begin as one of the great networks' do, have that network's length, and have the right check digit.
func cards(text string) []finding {
	var found []finding
	for _, at := range digits.FindAllStringIndex(text, -1) {
		start, end := at[0], at[1]
		if !alone(text, start, end) {
			continue
		}
		if n := onlyDigits(text[start:end]); issued(n) && luhn(n) {
			found = append(found, finding{start: start, end: end, kind: card, label: cardLabel, rule: -1})
		}
	}
	return found
}

// alone reports whether nothing on either side makes a longer name or number of the digits.
func alone(text string, start, end int) bool {
	const more = "._-+:/@#=%&,"
	part := func(b byte) bool {
		return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= 0x80
	}
	if start > 0 {
		before := text[start-1]
		if part(before) || strings.IndexByte("._-+/@#%&,", before) >= 0 {
			return false
		}
	}
	if end < len(text) {
		after := text[end]
		if part(after) || strings.IndexByte(more, after) >= 0 && end+1 < len(text) && part(text[end+1]) {
			return false
		}
	}
	return true
}

func onlyDigits(s string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(s)
}

// issued reports whether a card number begins and is as long as those of a network. Source: ISO/IEC 7812 and the
// ranges the networks publish.
func issued(n string) bool {
	between := func(from, to string) bool { return len(n) >= len(to) && n[:len(from)] >= from && n[:len(to)] <= to }
	switch len(n) {
	case 14:
		return between("36", "36") || between("38", "39") || between("300", "305") // Diners Club
	case 15:
		return between("34", "34") || between("37", "37") // American Express
	case 16:
		return n[0] == '4' || between("51", "55") || between("2221", "2720") || // Visa, Mastercard
			between("6011", "6011") || between("644", "659") || between("3528", "3589") || between("62", "62") // Discover, JCB, UnionPay
	}
	return false
}

// luhn reports whether the check digit is right.
func luhn(n string) bool {
	sum := 0
	for i := range len(n) {
		d := int(n[len(n)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
