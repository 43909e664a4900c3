package nudges

import (
	"context"
	"errors"
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
	var errs []error
	for _, s := range waiting {
		working, err := t.works(s.Person, s.Team)
		if err != nil {
			return err
		}
		if _, morning := working.Morning(t.now, t.zone(s.Zone)); !morning {
			continue
		}
		n, err := t.Figures(ctx, s.Person, t.now)
		if err == nil {
			_, _, err = t.Store.MakeNotice(ctx, n)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
