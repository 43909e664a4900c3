package report

import (
	"net/url"
	"strings"
)

// webAddress reports whether it is an address to link to.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsAny(s, " <>()\"'`|\\")
}
