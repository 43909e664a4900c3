package incident

import (
	"context"
	"time"
)

// EntryEdit is how an entry of the timeline is put otherwise.
type EntryEdit struct {
	At       time.Time // when it happened; zero leaves it
	Text     string
	UsersSee string
	WeDo     string
	Hidden   bool // left out of the timeline, drafts and exports
	Reason   string
}

// The fields of an entry's form beside its reason.
const (
	FieldAt   Field = "at"
	FieldText Field = "text"
)

// Entries returns all entries of an incident that can be edited, the hidden ones too, in the order of time.
func (s *Service) Entries(ctx context.Context, n Number) ([]Entry, error) {
	return s.store.Entries(ctx, n)
}

// EditEntry puts an entry of the timeline otherwise, moves it in time, hides it or shows it again. The entry is kept
// as it was, with who did that and why. It returns a *Refusal about what was typed, or when the entry is not there.
func (s *Service) EditEntry(ctx context.Context, act Act, n Number, id int64, edit EntryEdit) error {
	return s.store.EditEntry(ctx, act, n, id, func(e Entry) (*EntryEdit, error) { return e.edited(act, edit) })
}

// edited is what is kept of an edit; nil when it changes nothing.
func (e Entry) edited(act Act, edit EntryEdit) (*EntryEdit, error) {
	var err error
	if edit.Reason, err = whyCorrected(edit.Reason); err != nil {
		return nil, err
	}
	if edit.At.IsZero() || sameMinute(edit.At, e.At) { // people choose minutes
		edit.At = e.At
	}
	if minute(edit.At).After(act.At) {
		return nil, &Refusal{Field: FieldAt, Reason: "That has not come yet.", Hint: "Choose a time that has passed."}
	}
	if edit.Text, err = typedText(edit.Text, FieldText, "An entry"); err != nil {
		return nil, err
	}
	if edit.UsersSee, err = typedText(edit.UsersSee, FieldUsersSee, "What users see"); err != nil {
		return nil, err
	}
	if edit.WeDo, err = typedText(edit.WeDo, FieldWeDo, "What we do"); err != nil {
		return nil, err
	}
	if e.Kind == KindNote && edit.Text == "" {
		return nil, &Refusal{Field: FieldText, Reason: "A note needs words.", Hint: "If it should not be here, hide it."}
	}
	if edit.At.Equal(e.At) && edit.Text == CleanText(e.Text) && edit.UsersSee == CleanText(e.UsersSee) &&
		edit.WeDo == CleanText(e.WeDo) && edit.Hidden == e.Hidden {
		return nil, nil
	}
	return &edit, nil
}
