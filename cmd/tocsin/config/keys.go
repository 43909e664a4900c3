package config

import (
	"iter"
	"reflect"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
)

// envPrefix begins every variable that is ours.
const envPrefix = "TOCSIN_"

// keys yields every key of the configuration with its field, in the order of the struct. A list is
// one key.
func keys(config reflect.Value) iter.Seq2[string, reflect.Value] {
	return func(yield func(string, reflect.Value) bool) { eachKey("", config, yield) }
}

func eachKey(path string, section reflect.Value, yield func(string, reflect.Value) bool) bool {
	for i := range section.NumField() {
		key, field := join(path, keyOf(section.Type().Field(i))), section.Field(i)
		if field.Kind() == reflect.Struct {
			if !eachKey(key, field, yield) {
				return false
			}
			continue
		}
		if !yield(key, field) {
			return false
		}
	}
	return true
}

// keyOf is what a field is called in the file.
func keyOf(field reflect.StructField) string {
	if key, ok := field.Tag.Lookup("key"); ok {
		return key
	}
	var key strings.Builder
	for i, r := range field.Name {
		if unicode.IsUpper(r) && i > 0 {
			key.WriteByte('_')
		}
		key.WriteRune(unicode.ToLower(r))
	}
	return key.String()
}

// variableOf is the environment's name for a key.
func variableOf(key string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// settings yields every key there is.
func settings() iter.Seq[string] {
	return func(yield func(string) bool) {
		for key := range keys(reflect.ValueOf(Default())) {
			if !yield(key) {
				return
			}
		}
	}
}

// nearest is the known word somebody most likely meant: a misspelt one, or one they shortened, such
// as db for database. It is empty when none is close.
func nearest(word string, known []string) string {
	best, least := "", 0
	for _, candidate := range known {
		distance := min(
			levenshtein.ComputeDistance(word, candidate),
			levenshtein.ComputeDistance(last(word), last(candidate)),
		)
		near := distance <= max(1, len(last(word))/3) || shortens(word, candidate)
		if near && (best == "" || distance < least) {
			best, least = candidate, distance
		}
	}
	return best
}

// shortens reports whether the letters of word appear in full in the same order.
func shortens(word, full string) bool {
	if len(word) < 2 {
		return false
	}
	for i := range len(full) {
		if word != "" && full[i] == word[0] {
			word = word[1:]
		}
	}
	return word == ""
}

func last(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }
