package slacksim

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// shownFile is a file on a message, with a look into it where that can be shown.
type shownFile struct {
	ID, Name, Kind string
	Size           int
	Page           string        // of a canvas: where it is read
	Text           string        // the beginning of a text
	Cut            bool          // there is more of it
	Markdown       template.HTML // the beginning of a Markdown text, drawn
	Empty          bool
}

// previewed is how much of a file a message shows.
const previewed = 4_000

func (v viewer) file(f *file) shownFile {
	shown := shownFile{ID: f.id, Name: f.name, Size: len(f.content), Empty: len(f.content) == 0, Kind: strings.ToUpper(strings.TrimPrefix(path.Ext(f.name), "."))}
	if f.canvas {
		shown.Page, shown.Name, shown.Kind = v.canvasPage(f.id), f.title, "Canvas"
		return shown
	}
	if !textual(f) {
		return shown
	}
	text := f.content
	if len(text) > previewed {
		text, shown.Cut = text[:previewed], true
		if end := bytes.LastIndexByte(text, '\n'); end > 0 {
			text = text[:end]
		}
	}
	if shown.Kind == "MD" {
		shown.Markdown = v.markdown(string(text))
	} else {
		shown.Text = strings.ToValidUTF8(string(text), "")
	}
	return shown
}

// textual tells whether a file is one to read.
func textual(f *file) bool {
	switch strings.ToLower(path.Ext(f.name)) {
	case ".md", ".txt", ".log", ".csv", ".json", ".yaml", ".yml", ".html", ".diff", ".sql", ".go":
		return len(f.content) > 0 && utf8.Valid(f.content[:min(len(f.content), previewed/2)])
	}
	return false
}

// seesFile tells whether the viewer may load a file: its owner, and who may read where it was shared.
func (v viewer) seesFile(f *file) bool {
	return f.owner == v.user || slices.ContainsFunc(f.channels, v.sees)
}

// file hands a shared file to who may see it, to save and not to show.
func (p *page) file(rw http.ResponseWriter, r *http.Request) {
	p.w.mu.Lock()
	f, u := p.w.files[r.PathValue("id")], p.whoever(r.FormValue("as"))
	var name string
	var content []byte
	if f != nil && u != nil && (viewer{reader{w: p.w}, u}).seesFile(f) {
		name, content = f.name, f.content
	}
	p.w.mu.Unlock()
	if name == "" {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", "application/octet-stream")
	rw.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	_, _ = rw.Write(content)
}
