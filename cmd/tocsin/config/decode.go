package config

import (
	"fmt"
	"log/slog"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tocsin-bot/tocsin/incident"
)

// decoder puts what viper read into a Config. viper's own Unmarshal would take 30 for 30 nanoseconds
// and true for "1", ignore what it does not know, and name Go's fields instead of the file's keys.
type decoder struct {
	refuse func(key, says string)
}

// section fills a struct from a section of the file.
func (d decoder) section(path string, value any, into reflect.Value) {
	given, ok := value.(map[string]any)
	if !ok {
		d.refuse(path, fmt.Sprintf("is %s; it is a section with keys of its own", shown(value)))
		return
	}
	known := make([]string, 0, into.NumField())
	for i := range into.NumField() {
		name := keyOf(into.Type().Field(i))
		known = append(known, join(path, name))
		if one, ok := given[name]; ok && one != nil {
			d.value(join(path, name), one, into.Field(i))
		}
	}
	for name := range given {
		if key := join(path, name); !slices.Contains(known, key) {
			d.refuse(key, unknown(key, known))
		}
	}
}

// unknown says that a key is none, and which one was meant: one of its siblings, or one that was put
// into the wrong section. Its value may be a misplaced token, so it is not shown.
func unknown(key string, siblings []string) string {
	meant := nearest(key, siblings)
	if meant == "" {
		meant = nearest(last(key), slices.Collect(settings()))
	}
	if meant != "" {
		return fmt.Sprintf("is not a setting; did you mean %s?", position(meant))
	}
	names := make([]string, len(siblings))
	for i, sibling := range siblings {
		names[i] = last(sibling)
	}
	return "is not a setting; known here are " + strings.Join(names, ", ")
}

func (d decoder) value(key string, value any, into reflect.Value) {
	switch field := into.Addr().Interface().(type) {
	case *time.Duration:
		parse(d, key, value, field, parseDuration, "a duration such as 30s, 10m, 4h or 7d")
		return
	case *incident.Cost:
		parse(d, key, value, field, parseDollars, "an amount in US dollars such as 2.50")
		return
	case *slog.Level:
		parse(d, key, value, field, parseLevel, "debug, info, warn or error")
		return
	case *time.Weekday:
		parse(d, key, value, field, parseWeekday, "a day of the week such as mon")
		return
	case *Between:
		parse(d, key, value, field, parseBetween, "two times of day such as 09:00-17:00")
		return
	case *Day:
		parse(d, key, dayAsText(value), field, parseDay, "a day such as 2026-12-24")
		return
	}
	switch into.Kind() {
	case reflect.Struct:
		d.section(key, value, into)
	case reflect.Slice:
		d.list(key, value, into)
	case reflect.Bool:
		parse(d, key, value, into.Addr().Interface().(*bool), strconv.ParseBool, "true or false")
	case reflect.Int:
		parse(d, key, value, into.Addr().Interface().(*int), strconv.Atoi, "a whole number")
	case reflect.String:
		text, ok := value.(string)
		if !ok {
			d.refuse(key, fmt.Sprintf("is %s, which YAML does not read as text; put it into quotes", shown(hide(into, value))))
			return
		}
		into.SetString(strings.TrimSpace(text))
	default:
		panic("config: no way to read a " + into.Type().String()) // a field nobody taught the decoder
	}
}

func (d decoder) list(key string, value any, into reflect.Value) {
	// The environment has no lists; what comes from there is text.
	given, ok := value.([]any)
	if !ok {
		d.refuse(key, fmt.Sprintf("is %s; it is a list, and lists are set in the file", shown(value)))
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(given), len(given)))
	for i, one := range given {
		if entry, ok := into.Index(i).Addr().Interface().(interface{ preset() }); ok {
			entry.preset()
		}
		d.value(fmt.Sprintf("%s[%d]", key, i), one, into.Index(i))
	}
}

// parse reads a value that YAML may have read already: its text form is read again, so that the file
// and the environment obey one rule.
func parse[T any](d decoder, key string, value any, into *T, from func(string) (T, error), allowed string) {
	switch value.(type) {
	case string, int, float64, bool:
		if parsed, err := from(strings.TrimSpace(fmt.Sprint(value))); err == nil {
			*into = parsed
			return
		}
	}
	d.refuse(key, fmt.Sprintf("is %s; it is %s", shown(value), allowed))
}

// parseDollars reads US dollars, to the millionth.
func parseDollars(s string) (incident.Cost, error) {
	dollars, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil:
		return 0, err
	case !(dollars >= 0 && dollars <= maxDollars):
		return 0, fmt.Errorf("%s is not an amount between 0 and %d", s, maxDollars)
	}
	return incident.Cost(math.Round(dollars * float64(incident.Dollar))), nil
}

// maxDollars is more than anybody means.
const maxDollars = 1_000_000

// parseDuration is time.ParseDuration that knows days of 24 hours, alone or in front: 7d, 1d12h.
func parseDuration(s string) (time.Duration, error) {
	days, rest, found := strings.Cut(s, "d")
	if !found {
		return time.ParseDuration(s)
	}
	n, err := strconv.ParseUint(days, 10, 16)
	if err != nil {
		return 0, err
	}
	whole := time.Duration(n) * 24 * time.Hour
	if rest == "" {
		return whole, nil
	}
	part, err := time.ParseDuration(rest)
	return whole + part, err
}

func parseLevel(s string) (slog.Level, error) {
	levels := []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError}
	for _, level := range levels {
		if strings.EqualFold(s, level.String()) {
			return level, nil
		}
	}
	return 0, strconv.ErrSyntax
}

// hide keeps a value out of a message when its field is a secret.
func hide(field reflect.Value, value any) any {
	if field.Type() == reflect.TypeFor[Secret]() {
		return Secret("set")
	}
	return value
}
