package store

import (
	"testing"

	"github.com/tocsin-bot/tocsin/incident"
)

func TestSubscribers(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.exec(t, `insert into person (id, name, bot, gone) values ('UADA', 'Ada', false, false), ('UBOT', 'Bot', true, false), ('UGONE', 'Gil', false, true)`)
	for _, person := range []incident.PersonID{"UADA", "UBOB", "UBOT", "UGONE"} {
		if err := s.KeepFigures(t.Context(), person, true); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.KeepFigures(t.Context(), "UCY", false); err != nil {
		t.Fatal(err)
	}
	waiting := func() []incident.PersonID {
		t.Helper()
		all, err := s.Subscribers(t.Context(), week46)
		if err != nil {
			t.Fatal(err)
		}
		return column(all, func(s Subscriber) incident.PersonID { return s.Person })
	}
	same(t, "nobody was told yet", waiting(), []incident.PersonID{"UADA", "UBOB"})

	tell := func(n incident.Notice) {
		t.Helper()
		n.Kind = incident.NoticeFigures
		if _, _, err := s.MakeNotice(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	tell(incident.Notice{Key: "figures/2026-W46/UADA/asked/1", Person: "UADA", At: week46.Until.Add(-1)})
	tell(incident.Notice{Key: "figures/2026-W45/UADA/asked/2", Person: "UADA", At: week46.Until})
	same(t, "told of another week, and of this one while it was running", waiting(), []incident.PersonID{"UADA", "UBOB"})
	tell(incident.Notice{Key: "figures/2026-W46/UADA/asked/3", Person: "UADA", At: week46.Until})
	same(t, "told what they had asked for", waiting(), []incident.PersonID{"UBOB"})
	tell(incident.Notice{Key: "figures/2026-W46/UBOB/weekly", Person: "UBOB", At: week46.Until})
	same(t, "told both", waiting(), []incident.PersonID{})
}
