package incident

import (
	"context"
	"slices"
)

// Open returns the incidents that are not over and of which somebody in that channel may know, newest first: the
// private one that lives there, and no other private one. A guest may know of those in whose channels they are.
func (s *Service) Open(ctx context.Context, act Act, asked ChannelID) ([]Incident, error) {
	all, err := s.openTo(ctx, act)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(inc Incident) bool { return inc.Private && (inc.Channel == "" || inc.Channel != asked) })
	slices.SortFunc(all, func(a, b Incident) int { return int(b.Number - a.Number) })
	return all, nil
}

func (s *Service) openTo(ctx context.Context, act Act) ([]Incident, error) {
	if act.Rights.Who() != WhoGuests {
		return s.store.OpenIncidents(ctx)
	}
	desk, err := s.Desk(ctx, act)
	return desk.Open, err
}
