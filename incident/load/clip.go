package load

// Clip is the part of a segment that lies in a period; ok is false when none does. An interruption before the period
// is none of the period's.
func Clip(s Segment, p Period) (part Segment, ok bool) {
	part = s
	if s.From.Before(p.From) {
		part.From, part.Local, part.PulledIn = p.From, s.Local.Add(p.From.Sub(s.From)), false
	}
	part.Until = earlier(s.Until, p.Until)
	return part, part.From.Before(part.Until)
}
