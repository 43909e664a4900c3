package incident

import "slices"

// Status is where an incident stands.
type Status string

// The statuses, in the order an incident usually takes them.
const (
	Triage        Status = "triage" // only of what was declared so
	Investigating Status = "investigating"
	Identified    Status = "identified"
	Monitoring    Status = "monitoring"
	Resolved      Status = "resolved"
	Closed        Status = "closed"
	Declined      Status = "declined" // it was nothing
	Merged        Status = "merged"   // it was part of another
)

// Statuses lists those a person may choose, in their usual order. Into and out of the others leads a way of its own.
func Statuses() []Status {
	return []Status{Investigating, Identified, Monitoring, Resolved, Closed}
}

// ActiveStatuses are those in which people still work on the incident; any may follow any other.
func ActiveStatuses() []Status { return []Status{Investigating, Identified, Monitoring} }

// Active reports whether people still work on it.
func (s Status) Active() bool { return slices.Contains(ActiveStatuses(), s) }

// Over reports whether the record is finished: it is closed, or turned out to be nothing, or part of another.
func (s Status) Over() bool { return s == Closed || s == Declined || s == Merged }

// Meaning says in a few words what the status tells a reader.
func (s Status) Meaning() string {
	switch s {
	case Triage:
		return "it may be nothing; somebody looks"
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
	case Declined:
		return "it was nothing"
	case Merged:
		return "it is part of another incident"
	default:
		return ""
	}
}
