package incident

import (
	"context"
	"slices"
)

// Open returns the incidents that are not over and of which somebody in that channel may know, newest first: the
// private one that lives there, and no other private one.
func (s *Service) Open(ctx context.Context, asked ChannelID) ([]Incident, error) {
	all, err := s.store.OpenIncidents(ctx)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(inc Incident) bool { return inc.Private && (inc.Channel == "" || inc.Channel != asked) })
	slices.SortFunc(all, func(a, b Incident) int { return int(b.Number - a.Number) })
	return all, nil
}
