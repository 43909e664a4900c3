package llm_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/ai/llm"
)

// Cite and Summary are as an answer's types are: one within the other, twice.
type Cite struct {
	Message string `json:"message" description:"its id"`
	Quote   string `json:"quote"`
}

type Summary struct {
	Claims []struct {
		Section string  `json:"section" enum:"impact,cause"`
		Due     *string `json:"due" nullable:"true"`
		Cites   []Cite  `json:"cites"`
	} `json:"claims"`
	Best  Cite   `json:"best" description:"the most telling"`
	Other []Cite `json:"other"`
}

// Chain holds itself.
type Chain struct {
	Next []Chain `json:"next"`
}

func TestSchemaOf(t *testing.T) {
	t.Parallel()

	t.Run("has everything where it is used, closed and required", func(t *testing.T) {
		t.Parallel()
		s, err := llm.SchemaOf[Summary]("summary")
		if err != nil {
			t.Fatal(err)
		}
		text := string(s.JSON)
		if strings.Contains(text, "$ref") || strings.Contains(text, "$defs") || strings.Count(text, `"its id"`) != 3 {
			t.Errorf("not inlined: %s", text)
		}
		var object map[string]any
		if err := json.Unmarshal(s.JSON, &object); err != nil {
			t.Fatal(err)
		}
		closed(t, "answer", object)
		for _, want := range []string{`"enum":["impact","cause"]`, `"anyOf":[{"type":"string"},{"type":"null"}]`, `"the most telling"`} {
			if !strings.Contains(text, want) {
				t.Errorf("lacks %s: %s", want, text)
			}
		}
	})

	t.Run("refuses what has no such schema", func(t *testing.T) {
		t.Parallel()
		if _, err := llm.SchemaOf[Chain]("chain"); err == nil {
			t.Error("took a type that holds itself")
		}
		if _, err := llm.SchemaOf[[]string]("list"); err == nil {
			t.Error("took a list")
		}
		if _, err := llm.SchemaOf[struct{ F func() }]("func"); err == nil {
			t.Error("took a function")
		}
	})
}

// closed checks what OpenAI insists on for strict schemas: every object names all it has, and has no more.
func closed(t *testing.T, path string, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		if v["type"] == "object" {
			properties, _ := v["properties"].(map[string]any)
			required, _ := v["required"].([]any)
			if v["additionalProperties"] != false || len(properties) != len(required) {
				t.Errorf("%s is open: %v", path, v)
			}
		}
		for name, part := range v {
			closed(t, path+"."+name, part)
		}
	case []any:
		for _, part := range v {
			closed(t, path, part)
		}
	}
}
