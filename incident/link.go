package incident

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Link is an address that people keep for an incident.
type Link struct {
	ID        int64 // 0 before it is stored
	Number    Number
	Address   string // http or https, without anything that would end it in the chat's markup
	Title     string // plain text, never empty
	By        PersonID
	At        time.Time
	RemovedBy PersonID
	RemovedAt time.Time // zero while it stands
}

// LinkRemoved is what an entry of [KindLink] is Now when the link was taken away.
const LinkRemoved = "removed"

// Limits on links.
const (
	MaxLinks     = 100  // of one incident; the chat has room for no more
	MaxAddress   = 1000 // characters
	MaxLinkTitle = 100
)

// StandingLinks are the links that nobody has removed.
func StandingLinks(all []Link) []Link {
	return slices.DeleteFunc(slices.Clone(all), func(l Link) bool { return !l.RemovedAt.IsZero() })
}

// Address reads a web address that somebody typed. It returns a *Refusal for everything that is none, or that would lead
// elsewhere than it seems to.
func Address(typed string) (string, error) {
	refuse := func(reason, hint string) (string, error) {
		return "", &Refusal{Field: FieldAddress, Reason: reason, Hint: hint}
	}
	typed = strings.TrimSpace(typed)
	u, err := url.Parse(typed)
	switch {
	case typed == "":
		return refuse("Which address?", "Write it whole, such as https://grafana.example/d/checkout")
	case err != nil, CleanLine(typed) != typed, strings.ContainsAny(typed, " \t"), u.Host == "", u.Scheme != "http" && u.Scheme != "https":
		return refuse("That is no web address that I can keep.", "Write it whole, beginning with https:// or http://")
	case u.User != nil:
		return refuse("There is a name or a password in that address.", "Leave out what stands before the @: everybody in the channel could read it.")
	}
	address := strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", `"`, "%22", "`", "%60").Replace(u.Scheme + typed[len(u.Scheme):])
	if err := checkLength(address, MaxAddress, FieldAddress, "An address"); err != nil {
		return "", err
	}
	return address, nil
}

// addressTitle is what a link is called that nobody gave a name.
func addressTitle(address string) string {
	_, title, _ := strings.Cut(address, "://")
	title, _, _ = strings.Cut(title, "?")
	if r := []rune(strings.TrimSuffix(title, "/")); len(r) > MaxLinkTitle {
		return string(r[:MaxLinkTitle-1]) + "…"
	}
	return strings.TrimSuffix(title, "/")
}

// addLink keeps an address, or gives one that stands already another name.
func addLink(act Act, all []Link, address, title string) (*Link, *Outcome, error) {
	address, err := Address(address)
	if err != nil {
		return nil, nil, err
	}
	title = or(CleanLine(title), addressTitle(address))
	if err := checkLength(title, MaxLinkTitle, FieldTitle, "A link's title"); err != nil {
		return nil, nil, err
	}
	standing := StandingLinks(all)
	if at := slices.IndexFunc(standing, func(l Link) bool { return l.Address == address }); at >= 0 {
		l := standing[at]
		if l.Title == title {
			return nil, nil, &Refusal{Field: FieldAddress, Reason: "That link stands here already.", Hint: "/incident link lists all of them."}
		}
		l.Title = title
		return &l, &Outcome{}, nil // another name is no news
	}
	if len(standing) >= MaxLinks {
		return nil, nil, &Refusal{Reason: "There are 100 links already, as many as one incident keeps.", Hint: "Remove one that nobody needs: /incident link"}
	}
	l := Link{Address: address, Title: title, By: act.By, At: act.At}
	return &l, one(Entry{Kind: KindLink, At: act.At, By: act.By, Text: title, What: address}), nil
}

func (l *Link) remove(act Act) *Outcome {
	l.RemovedBy, l.RemovedAt = act.By, act.At
	return one(Entry{Kind: KindLink, At: act.At, By: act.By, Text: l.Title, What: l.Address, Now: LinkRemoved})
}

// Links returns the links of an incident that nobody has removed, in the order they were added, or ErrNotFound.
func (s *Service) Links(ctx context.Context, n Number) ([]Link, error) {
	all, err := s.store.Links(ctx, n)
	return StandingLinks(all), err
}

// AddLink keeps an address, called title or, when that is empty, by itself. It returns a *Refusal about what was typed.
func (s *Service) AddLink(ctx context.Context, act Act, n Number, address, title string) ([]Link, error) {
	all, err := s.store.ChangeLinks(ctx, act, n, func(all []Link) (*Link, *Outcome, error) {
		return addLink(act, all, address, title)
	})
	return StandingLinks(all), err
}

// RemoveLink takes a link away.
func (s *Service) RemoveLink(ctx context.Context, act Act, n Number, id int64) ([]Link, error) {
	all, err := s.store.ChangeLinks(ctx, act, n, func(all []Link) (*Link, *Outcome, error) {
		at := slices.IndexFunc(all, func(l Link) bool { return l.ID == id })
		switch {
		case at < 0:
			return nil, nil, &Refusal{Reason: "This link is not there any more.", Hint: "See all of them with /incident link."}
		case !all[at].RemovedAt.IsZero():
			return nil, nil, nil
		}
		out := all[at].remove(act)
		return &all[at], out, nil
	})
	return StandingLinks(all), err
}

// CallPlaceholder stands in a template for an incident's number, such as INC-42.
const CallPlaceholder = "{incident}"

// Call is where people talk about an incident, by the configured template; empty when there is none.
func (r Rules) Call(inc *Incident) string {
	if r.CallURL == "" {
		return ""
	}
	address, _ := Address(strings.ReplaceAll(r.CallURL, CallPlaceholder, inc.Number.String())) // the template was checked
	return address
}

// CheckCallURL returns why a template gives no address of a call; nil when it does, and when it is empty.
func CheckCallURL(template string) error {
	if template == "" {
		return nil
	}
	address, err := Address(strings.ReplaceAll(template, CallPlaceholder, "INC-1"))
	if err != nil {
		return err
	}
	if strings.ContainsAny(strings.ReplaceAll(template, CallPlaceholder, ""), "{}") {
		return &Refusal{Reason: "Nothing but " + CallPlaceholder + " can stand in braces."}
	}
	if u, err := url.Parse(address); err != nil || strings.Contains(u.Host, "INC-1") {
		return &Refusal{Reason: "The number belongs behind the host."}
	}
	return nil
}
