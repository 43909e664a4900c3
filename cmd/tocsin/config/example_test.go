package config_test

import (
	"maps"
	"os"
	"reflect"
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
	if err := yaml.Unmarshal(text, &content); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fields(reflect.TypeFor[config.Config]()), fieldsIn(content)); diff != "" {
		t.Errorf("-in the code +in the example\n%s", diff)
	}
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
