package blockkit

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// surface says where blocks stand; a set of surfaces is a sum.
type surface uint8

const (
	onMessage surface = 1 << iota
	onModal
	onHome

	inViews    = onModal | onHome
	everywhere = onMessage | inViews
)

// report collects problems in Slack's form.
type report struct {
	surface surface
	lines   []string
}

func (r *report) add(at, problem string) {
	r.lines = append(r.lines, "[ERROR] "+problem+" [json-pointer:"+at+"]")
}

// shape is what a JSON value must look like. check reports every difference at
// the JSON pointer at.
type shape interface {
	check(r *report, v any, at string)
}

// str is a string of min to max characters. max 0 means no limit.
type str struct {
	min, max int
	in       []string          // allowed values; nil allows all
	valid    func(string) bool // nil allows all
	invalid  string            // what to say when valid refuses
}

func (s str) check(r *report, v any, at string) {
	t, ok := v.(string)
	if !ok {
		r.add(at, "must provide a string")
		return
	}
	switch n := utf8.RuneCountInString(t); {
	case n < s.min:
		r.add(at, fmt.Sprintf("must be more than %d characters", s.min-1))
	case s.max > 0 && n > s.max:
		r.add(at, fmt.Sprintf("must be less than %d characters", s.max+1))
	case s.in != nil && !slices.Contains(s.in, t):
		r.add(at, "must be a valid enum value")
	case s.valid != nil && !s.valid(t):
		r.add(at, s.invalid)
	}
}

// boolean is true or false.
type boolean struct{}

func (boolean) check(r *report, v any, at string) {
	if _, ok := v.(bool); !ok {
		r.add(at, "must provide a boolean")
	}
}

// integer is a whole number between min and max.
type integer struct{ min, max int64 }

func (i integer) check(r *report, v any, at string) {
	n, ok := whole(v)
	switch {
	case !ok:
		r.add(at, "must provide an integer")
	case n < i.min:
		r.add(at, fmt.Sprintf("must be greater than or equal to %d", i.min))
	case n > i.max:
		r.add(at, fmt.Sprintf("must be less than or equal to %d", i.max))
	}
}

// list is an array of min to max items. max 0 means no limit.
type list struct {
	of       shape
	min, max int
	holes    bool // items may be null
}

func (l list) check(r *report, v any, at string) {
	items, ok := v.([]any)
	if !ok {
		r.add(at, "must provide an array")
		return
	}
	if len(items) < l.min {
		r.add(at, fmt.Sprintf("must provide at least %d items", l.min))
	}
	if l.max > 0 && len(items) > l.max {
		r.add(at, fmt.Sprintf("no more than %d items allowed", l.max))
		return
	}
	for i, item := range items {
		if item == nil && l.holes {
			continue
		}
		l.of.check(r, item, at+"/"+strconv.Itoa(i))
	}
}

// object is a JSON object with exactly these fields.
type object struct {
	fields []field
	rules  []rule
}

// field is one member of an object.
type field struct {
	name     string
	required bool
	shape    shape
}

// rule compares fields of one object with each other.
type rule func(r *report, o map[string]any, at string)

func must(name string, s shape) field { return field{name, true, s} }
func may(name string, s shape) field  { return field{name, false, s} }

func of(fields ...field) object { return object{fields: fields} }

// and returns the object with rules across its fields.
func (ob object) and(rules ...rule) object {
	ob.rules = append(slices.Clip(ob.rules), rules...)
	return ob
}

// with returns the object with more fields.
func (ob object) with(fields ...field) object {
	ob.fields = append(slices.Clip(ob.fields), fields...)
	return ob
}

func (ob object) check(r *report, v any, at string) {
	o, ok := v.(map[string]any)
	if !ok {
		r.add(at, "must provide an object")
		return
	}
	known := make(map[string]bool, len(ob.fields)+1)
	for _, f := range ob.fields {
		known[f.name] = true
		member, given := o[f.name]
		switch {
		case given:
			f.shape.check(r, member, at+"/"+f.name)
		case f.required:
			r.add(at, "missing required field: "+f.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if !known[name] {
			r.add(at, "invalid additional property: "+name)
		}
	}
	for _, rule := range ob.rules {
		rule(r, o, at)
	}
}

// kind is one of the types that may stand in a place, and where.
type kind struct {
	object
	on surface
}

// typed is an object that says by its field "type" which table describes it.
type typed struct {
	kinds map[string]kind
	// union leads every problem with "failed to match all allowed schemas", as Slack
	// does where several types are tried in turn (text objects, views).
	union bool
}

func (t typed) check(r *report, v any, at string) {
	inner := &report{surface: r.surface}
	t.checkOne(inner, v, at)
	if t.union && len(inner.lines) > 0 {
		r.add(at, "failed to match all allowed schemas")
	}
	r.lines = append(r.lines, inner.lines...)
}

func (t typed) checkOne(r *report, v any, at string) {
	o, ok := v.(map[string]any)
	if !ok {
		r.add(at, "must provide an object")
		return
	}
	given, ok := o["type"]
	if !ok {
		r.add(at, "missing required field: type")
		return
	}
	name, ok := given.(string)
	if !ok {
		r.add(at+"/type", "must provide a string")
		return
	}
	k, ok := t.kinds[name]
	if !ok || k.on&r.surface == 0 {
		r.add(at+"/type", "unsupported type: "+name)
		return
	}
	k.with(must("type", str{})).check(r, v, at)
}

// kinds makes a set of types that may stand on any surface.
func kinds(objects map[string]object) typed {
	t := typed{kinds: make(map[string]kind, len(objects))}
	for name, ob := range objects {
		t.kinds[name] = kind{ob, everywhere}
	}
	return t
}

// pick takes some of the types of a set.
func (t typed) pick(names ...string) typed {
	picked := typed{kinds: make(map[string]kind, len(names)), union: t.union}
	for _, name := range names {
		picked.kinds[name] = t.kinds[name]
	}
	return picked
}

// whole reads a JSON number without a fraction.
func whole(v any) (int64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return i, err == nil
}

// objects takes the objects out of a JSON array; the others are nil.
func objects(v any) []map[string]any {
	items, _ := v.([]any)
	out := make([]map[string]any, len(items))
	for i, item := range items {
		out[i], _ = item.(map[string]any)
	}
	return out
}
