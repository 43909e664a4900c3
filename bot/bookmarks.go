package bot

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

const bookmarkPrefix = "bookmark/"

const (
	keyCallMark       incident.SurfaceKey = bookmarkPrefix + "call"
	keyPostmortemMark incident.SurfaceKey = bookmarkPrefix + "postmortem"
)

func linkKey(l incident.Link) incident.SurfaceKey {
	return incident.SurfaceKey(bookmarkPrefix + "link/" + strconv.FormatInt(l.ID, 10))
}

// drawBookmarks shows the call, the postmortem and the links that people added in the channel's head. Where Slack takes no
// bookmarks at all it is not asked for each of them, and the card says so once: nothing is lost, the links are listed.
func (d *drawing) drawBookmarks(ctx context.Context, marks []surface) error {
	var errs []error
	for _, s := range marks {
		errs = append(errs, d.draw(ctx, s))
		row := d.known(s.key)
		if row.State == incident.Waiting || row.State == incident.Stuck && !itself(row.Problem) {
			break
		}
	}
	return errors.Join(errs...)
}

// itself reports whether Slack refuses a bookmark because of what is in it, and so may take others.
func itself(problem string) bool {
	switch problem {
	case "invalid_link", "invalid_arguments", "invalid_bookmark_type", "not_found":
		return true
	}
	return false
}

// bookmarks are taken away first: there is room for a hundred.
func (d *drawing) bookmarks() []surface {
	var gone, there []surface
	mark := func(key incident.SurfaceKey, title, address string, wanted bool) {
		switch {
		case wanted:
			there = append(there, d.bookmark(key, title, address, true))
		case d.known(key).Key != "":
			gone = append(gone, d.bookmark(key, title, address, false))
		}
	}
	call, postmortem := d.rules().Call(&d.pic.Incident), d.draftAddress(d.pic)
	mark(keyCallMark, "📞 Video call", call, call != "")
	mark(keyPostmortemMark, "📄 Postmortem", postmortem, postmortem != "")
	for _, l := range d.pic.Links {
		mark(linkKey(l), l.Title, l.Address, l.RemovedAt.IsZero())
	}
	return append(gone, there...)
}

// bookmark is one link in the channel's head, edited in place, and gone when it is not wanted any more. Its handle is
// Slack's id of it.
func (d *drawing) bookmark(key incident.SurfaceKey, title, address string, wanted bool) surface {
	channel := d.pic.Incident.Channel
	said := digest(string(channel), title, address)
	if !wanted {
		said = "gone"
	}
	return surface{
		key: key, digest: said,
		draw: func(ctx context.Context, row incident.Surface) (incident.Surface, error) {
			if row.Channel != channel { // it was in another one, which is lost
				row.Channel, row.Handle = channel, ""
			}
			switch {
			case !wanted && row.Handle == "":
				return row, nil
			case !wanted:
				err := d.Slack.RemoveBookmarkContext(ctx, string(channel), row.Handle)
				if errorCode(err) == "not_found" {
					err = nil
				}
				if err == nil {
					row.Handle = ""
				}
				return row, err
			case row.Handle != "":
				_, err := d.Slack.EditBookmarkContext(ctx, string(channel), row.Handle, slack.EditBookmarkParameters{Title: &title, Link: address})
				if errorCode(err) != "not_found" {
					return row, err
				}
				row.Handle = "" // somebody took it away, and it is wanted all the same
				if err := d.sending(ctx, row); err != nil {
					return row, err
				}
			}
			added, err := d.Slack.AddBookmarkContext(ctx, string(channel), slack.AddBookmarkParameters{Title: title, Type: "link", Link: address})
			if err == nil {
				row.Handle = added.ID
			}
			return row, err
		},
		find: func(ctx context.Context, row incident.Surface) (incident.Surface, bool, error) {
			if row.Handle != "" || address == "" {
				return row, false, nil // to edit or to remove it again does no harm
			}
			all, err := d.Slack.ListBookmarksContext(ctx, string(channel))
			if err != nil {
				return row, false, err
			}
			for _, b := range all {
				if sameAddress(b.Link, address) && b.LastUpdatedByUserID == d.self.UserID && !d.isOther(key, b.ID) {
					row.Channel, row.Handle = channel, b.ID
					return row, true, nil
				}
			}
			return row, false, nil
		},
	}
}

// isOther reports whether a bookmark is known to be another surface.
func (d *drawing) isOther(key incident.SurfaceKey, handle string) bool {
	for _, other := range d.keys(bookmarkPrefix) {
		if other != key && d.known(other).Handle == handle {
			return true
		}
	}
	return false
}

func sameAddress(a, b string) bool {
	return strings.TrimSuffix(a, "/") == strings.TrimSuffix(b, "/")
}
