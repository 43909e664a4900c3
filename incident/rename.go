package incident

import "context"

// Rename gives the incident another title. It may be done to what is over too: the title is what people find it by.
// The channel keeps its name, which people have learned.
func (s *Service) Rename(ctx context.Context, act Act, n Number, title string) (Incident, error) {
	title, err := Title(title)
	if err != nil {
		return Incident{}, err
	}
	return s.store.Change(ctx, act, n, func(inc *Incident) (*Outcome, error) {
		if inc.Title == title {
			return nil, nil
		}
		was := inc.Title
		inc.Title = title
		return one(Entry{Kind: KindTitle, At: act.At, By: act.By, Was: was, Now: title}), nil
	})
}
