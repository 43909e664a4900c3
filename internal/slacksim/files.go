package slacksim

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// file is an uploaded file, or a canvas.
type file struct {
	id, name, title string
	owner           *user
	made            time.Time
	content         []byte
	length          int  // announced
	uploaded        bool // its bytes have come
	shared          bool // completed
	canvas          bool
	changed         time.Time // of a canvas: its last edit
	editors         []*user   // of a canvas: whoever wrote in it, in the order they came
	channels        []*channel
	held            bool       // not looked into yet, see [Workspace.HoldFiles]
	stands          []*channel // where it stands in blocks
}

// uploadedFile is what was posted to an upload URL.
func uploadedFile(r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return io.ReadAll(r.Body)
	}
	if err := r.ParseMultipartForm(maxBody); err != nil {
		return nil, err
	}
	for _, field := range []string{"file", "filename"} {
		if part, _, err := r.FormFile(field); err == nil {
			defer func() { _ = part.Close() }()
			return io.ReadAll(part)
		}
	}
	return nil, http.ErrMissingFile
}

// serveUpload takes the bytes of a file at the URL that files.getUploadURLExternal gave out.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	key := r.PathValue("key")
	content, err := uploadedFile(r)
	w.exchange(rw, r, "upload", map[string]string{}, func() answer {
		f := w.uploads[key]
		switch {
		case f == nil:
			return answer{status: http.StatusNotFound, text: "file not found"}
		case err != nil:
			return answer{status: http.StatusBadRequest, text: "no file"}
		case len(content) != f.length:
			return answer{status: http.StatusBadRequest, text: "length mismatch"}
		}
		f.content, f.uploaded = content, true
		return answer{status: http.StatusOK, text: "OK - " + strconv.Itoa(len(content))}
	})
}

// loginPage is what Slack shows to who may not load a file.
const loginPage = "<!DOCTYPE html><html><head><title>Login | Slack</title></head><body><h1>Sign in to Slack</h1></body></html>"

// serveFile gives a file to an app that may read it. Without a good token Slack shows its login page and
// says 200, which is what many a program has stored as the file.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	_, id, _ := strings.Cut(r.PathValue("id"), "-")
	w.exchange(rw, r, "download", map[string]string{"file": id}, func() answer {
		t, err := w.authenticate(r, args{}, botToken)
		f := w.files[id]
		if err != nil || f == nil || !t.app.has("files:read") || !f.seenBy(t.app.bot) {
			return answer{status: http.StatusOK, page: "text/html; charset=utf-8", text: loginPage}
		}
		if f.canvas {
			return answer{status: http.StatusOK, page: "text/html; charset=utf-8", text: canvasHTML(f.content)}
		}
		return answer{status: http.StatusOK, page: f.mimetype(), text: string(f.content)}
	})
}

// seenBy tells whether a user may see the file: its owner, and who is in a channel it was shared to.
func (f *file) seenBy(u *user) bool {
	return f.owner == u || slices.ContainsFunc(f.channels, func(c *channel) bool { return c.has(u) })
}

func (f *file) mimetype() string {
	if f.held {
		return ""
	}
	if f.canvas {
		return "application/vnd.slack-docs"
	}
	if strings.HasSuffix(f.name, ".md") {
		return "text/markdown"
	}
	kind, _, _ := strings.Cut(mime.TypeByExtension(path.Ext(f.name)), ";")
	return orElse(kind, "application/octet-stream")
}

// share puts a file into a channel's sight.
func (f *file) share(c *channel) {
	f.shared = true
	if c != nil && !slices.Contains(f.channels, c) {
		f.channels = append(f.channels, c)
	}
}

func (f *file) json(w *Workspace) object {
	ext := strings.TrimPrefix(path.Ext(f.name), ".")
	mode, pretty, size := "hosted", strings.ToUpper(ext), len(f.content)
	if f.canvas {
		ext, mode, pretty, size = "quip", "quip", "Canvas", len(canvasHTML(f.content))
	}
	stored, name := w.base+"/files-pri/"+w.teamID+"-"+f.id, url.PathEscape(f.name)
	if f.held {
		ext, pretty = "", ""
	}
	channels, groups, ims := []string{}, []string{}, []string{}
	for _, c := range f.channels {
		switch c.kind {
		case public:
			channels = append(channels, c.id)
		case im:
			ims = append(ims, c.id)
		default:
			groups = append(groups, c.id)
		}
	}
	o := object{
		"id": f.id, "created": f.made.Unix(), "timestamp": f.made.Unix(), "name": f.name, "title": f.title,
		"mimetype": f.mimetype(), "filetype": ext, "pretty_type": pretty, "user": f.owner.id,
		"user_team": f.owner.teamID, "editable": f.canvas, "size": size, "mode": mode, "is_external": false,
		"external_type": "", "is_public": len(channels) > 0, "public_url_shared": false, "display_as_bot": false,
		"username": "", "url_private": stored + "/" + name, "url_private_download": stored + "/download/" + name,
		"permalink": w.fileLink(f),
		"channels":  channels, "groups": groups, "ims": ims, "comments_count": 0, "has_rich_preview": false,
	}
	if f.canvas {
		o["updated"], o["edit_timestamp"], o["editors"] = f.changed.Unix(), f.changed.Unix(), ids(f.editors)
	}
	return o
}

// fileLink is the file's address in the browser. A canvas has a page of its own.
func (w *Workspace) fileLink(f *file) string {
	if f.canvas {
		return w.home() + "docs/" + w.teamID + "/" + f.id
	}
	return w.home() + "files/" + f.owner.id + "/" + f.id + "/" + url.PathEscape(f.name)
}

// fileList is the files of a message. It shows less than files.info, and the places to load them from.
func (w *Workspace) fileList(files []*file) []object {
	list := make([]object, 0, len(files))
	for _, f := range files {
		list = append(list, f.json(w))
	}
	return list
}

// Content is what the file with this id, or the newest of this name, holds. It fails if there is none.
func (w *Workspace) Content(nameOrID string) []byte {
	var found *file
	find := func() bool {
		for _, f := range w.files {
			if f.shared && (f.id == nameOrID || f.name == nameOrID) && (found == nil || f.made.After(found.made)) {
				found = f
			}
		}
		return found != nil
	}
	w.await(find, func() string { return "no file " + nameOrID })
	return found.content
}
