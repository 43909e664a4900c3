package llm

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sashabaranov/go-openai/jsonschema"
)

// Schema is the shape of an answer. Make one with [SchemaOf].
type Schema struct {
	Name string          // letters, digits, _ and -; at most 64
	JSON json.RawMessage // a JSON schema without references, which some local servers cannot follow

	shape jsonschema.Definition
}

// SchemaOf is the schema of a Go type, which must be a struct. Fields may carry the tags description, enum
// (values parted by commas) and nullable:"true". A field without omitempty must be there; OpenAI insists on that
// for all fields. A type that holds itself has no such schema and is an error.
func SchemaOf[T any](name string) (Schema, error) {
	var zero T
	def, err := jsonschema.GenerateSchemaForType(zero)
	if err != nil {
		return Schema{}, fmt.Errorf("schema %s: %w", name, err)
	}
	shape, err := inline(*def, def.Defs, nil)
	if err != nil {
		return Schema{}, fmt.Errorf("schema %s: %w", name, err)
	}
	if shape.Type != jsonschema.Object {
		return Schema{}, fmt.Errorf("schema %s: an answer must be a struct, not a %s", name, shape.Type)
	}
	text, err := json.Marshal(&shape)
	if err != nil {
		return Schema{}, fmt.Errorf("schema %s: %w", name, err)
	}
	return Schema{Name: name, JSON: text, shape: shape}, nil
}

// MustSchemaOf is SchemaOf for variables of packages: it panics where that returns an error.
func MustSchemaOf[T any](name string) Schema {
	s, err := SchemaOf[T](name)
	if err != nil {
		panic(err)
	}
	return s
}

// inline puts definitions where they are referred to, and says nullable in the words of JSON schema.
func inline(d jsonschema.Definition, defs map[string]jsonschema.Definition, within []string) (jsonschema.Definition, error) {
	if name, ok := strings.CutPrefix(d.Ref, "#/$defs/"); ok {
		if slices.Contains(within, name) {
			return d, fmt.Errorf("%s holds itself", name)
		}
		there, known := defs[name]
		if !known {
			return d, fmt.Errorf("nothing is called %s", name)
		}
		within = append(slices.Clone(within), name)
		there.Description, there.Nullable = d.Description, d.Nullable
		d = there
	}
	d.Defs = nil
	if d.Properties != nil {
		properties := make(map[string]jsonschema.Definition, len(d.Properties))
		for name, p := range d.Properties {
			whole, err := inline(p, defs, within)
			if err != nil {
				return d, err
			}
			properties[name] = whole
		}
		d.Properties = properties
	}
	if d.Items != nil {
		items, err := inline(*d.Items, defs, within)
		if err != nil {
			return d, err
		}
		d.Items = &items
	}
	if d.Nullable {
		d.Nullable = false
		description := d.Description
		d.Description = ""
		return jsonschema.Definition{Description: description, AnyOf: []jsonschema.Definition{d, {Type: jsonschema.Null}}}, nil
	}
	return d, nil
}

// fits reports whether a decoded answer has the shape.
func (s Schema) fits(answer any) bool {
	return jsonschema.Validate(s.shape, answer, jsonschema.WithDefs(nil))
}
