package nudges

import (
	"context"
	"errors"

	"github.com/tocsin-bot/tocsin/incident"
)

// figures sends their own figures to those who want them every week, in a morning of theirs. Those who missed the
// first morning are told in the next one.
func (t *tick) figures(ctx context.Context) error {
	if t.Figures == nil {
		return nil
	}
	waiting, err := t.Store.Subscribers(ctx, t.Week(t.now))
	if err != nil {
		return err
	}
	var up []incident.PersonID
	for _, s := range waiting {
		working, err := t.works(s.Person, s.Team)
		if err != nil {
			return err
		}
		if _, morning := working.Morning(t.now, t.zone(s.Zone)); morning {
			up = append(up, s.Person)
		}
	}
	if len(up) == 0 {
		return nil
	}
	figures, err := t.Figures(ctx, up, t.now)
	if err != nil {
		return err
	}
	var errs []error
	for _, n := range figures {
		_, _, err := t.Store.MakeNotice(ctx, n)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
