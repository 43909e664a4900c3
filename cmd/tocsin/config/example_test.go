package config_test

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/config"
)

const example = "../../../config.example.yaml"

func TestExample_says_what_the_defaults_are(t *testing.T) {
	t.Parallel()
	got, err := config.Load(config.Sources{File: example})
	if err != nil {
		t.Fatal(err)
	}
	same(t, config.Default(), *got)
}

func TestExample_has_every_setting(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	var content map[string]any
	if err := yaml.Unmarshal(withSamples(text), &content); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fields(reflect.TypeFor[config.Config]()), fieldsIn(content)); diff != "" {
		t.Errorf("-in the code +in the example\n%s", diff)
	}
}

func TestExample_shows_entries_that_are_taken(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	got, err := load(t, string(withSamples(text)))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Teams) != 1 || len(got.People) != 1 || len(got.Incidents.Services) != 1 {
		t.Error("a sample was not found")
	}
}

// sample is a list that is empty by default, below what one entry of it looks like.
var sample = regexp.MustCompile(`(?m)^( *)# (\w+:)\n((?: *#   .*\n)+) *(\w+:) \[\]$`)

// withSamples is the example with the samples in place of the empty lists.
func withSamples(text []byte) []byte {
	return sample.ReplaceAllFunc(text, func(found []byte) []byte {
		part := sample.FindSubmatch(found)
		entries := regexp.MustCompile(`(?m)^( *)# `).ReplaceAll(part[3], []byte("$1"))
		return slices.Concat(part[1], part[4], []byte("\n"), entries)
	})
}

// tree is what is in a section, by key; nil for a single value.
type tree map[string]tree

// fields lists what the code knows, lists of structs included.
func fields(t reflect.Type) tree {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	found := tree{}
	for i := range t.NumField() {
		found[config.KeyOf(t.Field(i))] = fields(t.Field(i).Type)
	}
	return found
}

// fieldsIn lists what is written; each entry of a list must have all keys.
func fieldsIn(value any) tree {
	switch v := value.(type) {
	case map[string]any:
		found := tree{}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			found[key] = fieldsIn(v[key])
		}
		return found
	case []any:
		if len(v) == 0 {
			return nil
		}
		first := fieldsIn(v[0])
		for _, one := range v[1:] {
			if !reflect.DeepEqual(first, fieldsIn(one)) {
				return tree{"the entries of this list differ in their keys": nil}
			}
		}
		return first
	default:
		return nil
	}
}
