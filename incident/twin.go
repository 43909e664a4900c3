package incident

import "time"

// TwinWithin is how soon after one another two people declare the same without having heard of each other: both have sent
// their form before either could be shown what the other one declares.
const TwinWithin = time.Minute

// twinTold is how long it is of use to say so.
const twinTold = time.Hour

// Twin is what somebody else declared just before this one and is probably the same; nil for none. Of the two only the
// later one has a twin, so that one of them is merged and not each into the other. Of practice there is none.
func (p Picture) Twin(now time.Time) *Sketch {
	inc := p.Incident
	if inc.Drill || inc.Status.Over() || now.Sub(inc.DeclaredAt) > twinTold {
		return nil
	}
	return Resembling(inc.Title, p.Near, TheOne)
}
