package bot

import (
	"errors"
	"slices"
	"testing"
)

func TestEasel_together(t *testing.T) {
	t.Parallel()
	var panicked []string
	e := &easel{Bot: &Bot{Options: Options{Panicked: func(where string) { panicked = append(panicked, where) }}}}
	refused, drawn := errors.New("refused"), false
	err := e.together(
		func() error { panic("a bug in one surface") },
		func() error { return refused },
		func() error { drawn = true; return nil },
	)
	if !drawn || !errors.Is(err, refused) || !slices.Equal(panicked, []string{"sync"}) {
		t.Errorf("drawn: %v, error: %v, panicked: %v", drawn, err, panicked)
	}
}
