package scenarios

import (
	"slices"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestFigures_of_who_has_left_are_given_up(t *testing.T) {
	w := workspace(t, slacksim.Options{})
	w.serve()
	w.bob.Deactivates()
	w.query(`with made as (
		insert into notice (key, kind, person, at) values ('figures/2026-W46/x', 'figures', '` + w.bob.ID + `', now()) returning id
	)
	insert into river_job (kind, args, max_attempts, queue)
	select 'notice', jsonb_build_object('notice', id), 25, 'background' from made returning id::text`)
	w.quiet()
	if kept := w.query(`select key || ' ' || state || ' ' || problem from notice_surface`); !slices.Equal(kept, []string{"channel stuck user_disabled"}) {
		t.Errorf("kept is %q", kept)
	}
	if open := w.query(`select state::text from river_job where kind = 'notice' and state <> 'completed'`); len(open) > 0 {
		t.Errorf("it is tried again: %q", open)
	}
}
