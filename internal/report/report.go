// Package report writes a report for people to read outside the chat, and for programs.
//
// All forms that people read say the same: [load.Report] becomes a document of words and figures, and that
// becomes text, Markdown or HTML.
package report

import (
	"encoding/json"
	"io"

	"github.com/tocsin-bot/tocsin/incident/load"
)

// JSON writes the report as it is, see [load.Report]: durations are nanoseconds, instants RFC 3339.
func JSON(w io.Writer, r load.Report) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}
