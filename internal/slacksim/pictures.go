package slacksim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/tocsin-bot/tocsin/internal/slacksim/blockkit"
)

// Images that stand in blocks. Slack takes a file of the workspace for one when whoever posts may see it, when it
// is a PNG, a JPEG or a GIF, and when it has looked into it, which it does some time after the upload. Sources:
// docs.slack.dev, "Slack file object"; slackapi/python-slack-sdk issue 1658.

// HoldFiles keeps the workspace from looking into what is uploaded from now on, until the function it returns is
// called: such a file has no type yet, and cannot stand in blocks.
func (w *Workspace) HoldFiles() (release func()) {
	w.update(func() { w.holdFiles = true })
	return func() {
		w.update(func() {
			w.holdFiles = false
			for _, f := range w.files {
				f.held = false
			}
		})
	}
}

// checkPictures refuses blocks with a file in them that cannot be shown.
func (c *call) checkPictures(blocks json.RawMessage) error {
	var problems []string
	for _, p := range blockkit.Pictures(blocks) {
		if p.FileID == "" && p.FileURL == "" {
			continue
		}
		if f := c.pictured(p); f == nil || !f.seenBy(c.app.bot) || !f.picture() {
			problems = append(problems, "[ERROR] invalid slack file [json-pointer:"+p.Path+"]")
		}
	}
	if problems != nil {
		return refuseWith("invalid_blocks", problems)
	}
	return nil
}

// pictured is the file that an image shows; nil if there is none.
func (w *Workspace) pictured(p blockkit.Picture) *file {
	if p.FileID != "" {
		return w.files[p.FileID]
	}
	for _, f := range w.files {
		if p.FileURL == w.fileLink(f) || strings.HasPrefix(p.FileURL, w.base+"/files-pri/"+w.teamID+"-"+f.id+"/") {
			return f
		}
	}
	return nil
}

// picture tells whether Slack knows the file to be an image that blocks can show.
func (f *file) picture() bool {
	return !f.held && slices.Contains([]string{"image/png", "image/jpeg", "image/gif"}, f.mimetype())
}

// show notes where files stand in blocks: whoever reads that sees them.
func (w *Workspace) showPictures(c *channel, blocks json.RawMessage) {
	for _, p := range blockkit.Pictures(blocks) {
		if f := w.pictured(p); f != nil && !slices.Contains(f.stands, c) {
			f.stands = append(f.stands, c)
		}
	}
}

// picture shows an image that stands in a message the viewer sees.
func (p *page) picture(rw http.ResponseWriter, r *http.Request) {
	p.w.mu.Lock()
	f, u := p.w.files[r.PathValue("id")], p.whoever(r.FormValue("as"))
	var kind string
	var content []byte
	if f != nil && u != nil && f.picture() {
		v := viewer{reader{w: p.w}, u}
		if v.seesFile(f) || slices.ContainsFunc(f.stands, v.sees) {
			kind, content = f.mimetype(), f.content
		}
	}
	p.w.mu.Unlock()
	if kind == "" {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", kind)
	_, _ = rw.Write(content)
}
