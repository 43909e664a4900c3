package incident

import "slices"

// Status is where an incident stands.
type Status string

// The statuses, in the order an incident usually takes them.
const (
	Investigating Status = "investigating"
	Identified    Status = "identified"
	Monitoring    Status = "monitoring"
	Resolved      Status = "resolved"
	Closed        Status = "closed"
)

// Statuses lists every status in its usual order.
func Statuses() []Status {
	return []Status{Investigating, Identified, Monitoring, Resolved, Closed}
}

// ActiveStatuses are those in which people still work on the incident; any may follow any other.
func ActiveStatuses() []Status { return []Status{Investigating, Identified, Monitoring} }

// Active reports whether people still work on it.
func (s Status) Active() bool { return slices.Contains(ActiveStatuses(), s) }

// Meaning says in a few words what the status tells a reader.
func (s Status) Meaning() string {
	switch s {
	case Investigating:
		return "we do not know the cause yet"
	case Identified:
		return "we know the cause and work on the fix"
	case Monitoring:
		return "users are well again, we watch that it holds"
	case Resolved:
		return "it is over; loose ends remain"
	case Closed:
		return "done; the record stands"
	default:
		return ""
	}
}
