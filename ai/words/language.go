package words

import (
	"embed"
	"path"
	"strings"
	"unicode"

	stemmer "github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
)

// Language is one written in Latin letters whose words are known here. Words in other scripts are
// recognised by their letters alone, whatever the language of the text.
type Language int

// The languages known. English is what a text is taken for when nothing tells.
const (
	English Language = iota
	German
	French
	Spanish
	Portuguese
	Italian
	Dutch
)

// The function words, one file for each language, were collected for this purpose: in each only words
// that say nothing alone, none that is a common noun of the trade ("status", "test", "log").
//
//go:embed function/*.txt
var functionWords embed.FS

var languages = [...]struct {
	stop map[string]bool
	stem func(*stemmer.Env) bool
}{
	English:    {listed("en"), english.Stem},
	German:     {listed("de"), german.Stem},
	French:     {listed("fr"), french.Stem},
	Spanish:    {listed("es"), spanish.Stem},
	Portuguese: {listed("pt"), portuguese.Stem},
	Italian:    {listed("it"), italian.Stem},
	Dutch:      {listed("nl"), dutch.Stem},
}

func listed(code string) map[string]bool {
	text, err := functionWords.ReadFile(path.Join("function", code+".txt"))
	if err != nil {
		panic("words: " + err.Error()) // embedded above: cannot be missing
	}
	return set(string(text))
}

func set(list string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(list) {
		all[Fold(w)] = true
	}
	return all
}

// Stopword tells whether a word, folded already, is a function word of the language.
func (l Language) Stopword(word string) bool { return languages[l].stop[word] }

// LanguageOf tells a text's language by its function words. A text with too few of them is English:
// most of what is said in channels is, or is made of names.
func LanguageOf(s string) Language { return languageOf(scan(s)) }

// enough is how many function words of a long text settle its language.
const enough = 200

func languageOf(tokens []token) Language {
	var hits [len(languages)]int
	seen := 0
	for i := 0; i < len(tokens) && seen < enough; i++ {
		word := tokens[i].text
		if len(word) < 2 || len(word) > longest || len(tokens[i].wholes) > 0 {
			continue // a letter tells nothing, neither does .com
		}
		for l := range languages {
			if languages[l].stop[word] {
				hits[l]++
				seen++
			}
		}
	}
	best := English
	for l, n := range hits {
		if n > hits[best] {
			best = Language(l)
		}
	}
	return best
}

// longest is the length in bytes of what is still taken for a word; more is a key or a hash, and has
// no stem.
const longest = 40

// stem returns the stem of a folded word.
func (l Language) stem(word string) string {
	if len(word) > longest || len(word) < 3 || strings.ContainsAny(word, "0123456789") {
		return word
	}
	stem := languages[l].stem
	for _, r := range word {
		switch {
		case r < unicode.MaxLatin1:
			continue
		case unicode.Is(unicode.Cyrillic, r):
			stem = russian.Stem
		case unicode.Is(unicode.Arabic, r):
			stem = arabic.Stem
		default:
			return word
		}
		break
	}
	env := stemmer.NewEnv(word)
	stem(env)
	if l == French { // accents are gone: é and ée look like e and ee
		return strings.TrimRight(env.Current(), "e")
	}
	return env.Current()
}
