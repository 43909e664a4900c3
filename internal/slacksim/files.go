package slacksim

import (
	"io"
	"mime"
	"net/http"
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
	channels        []*channel
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

// serveFile gives a file to an app that may read it. Without a good token Slack shows its login page and
// says 200, which is what many a program has stored as the file.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.authenticate(r, args{}, botToken)
	f := w.files[r.PathValue("id")]
	if err != nil || f == nil || !t.app.has("files:read") || !f.seenBy(t.app.bot) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(rw, "<!DOCTYPE html><title>Login | Slack</title>")
		return
	}
	rw.Header().Set("Content-Type", f.mimetype())
	_, _ = rw.Write(f.content)
}

// seenBy tells whether a user may see the file: its owner, and who is in a channel it was shared to.
func (f *file) seenBy(u *user) bool {
	return f.owner == u || slices.ContainsFunc(f.channels, func(c *channel) bool { return c.has(u) })
}

func (f *file) mimetype() string {
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
	mode := "hosted"
	if f.canvas {
		ext, mode = "quip", "quip"
	}
	url := w.base + "/files-pri/" + f.id + "/" + f.name
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
	return object{
		"id": f.id, "created": f.made.Unix(), "timestamp": f.made.Unix(), "name": f.name, "title": f.title,
		"mimetype": f.mimetype(), "filetype": ext, "pretty_type": strings.ToUpper(ext), "user": f.owner.id,
		"user_team": f.owner.teamID, "editable": false, "size": len(f.content), "mode": mode, "is_external": false,
		"external_type": "", "is_public": len(channels) > 0, "public_url_shared": false, "display_as_bot": false,
		"username": "", "url_private": url, "url_private_download": url,
		"permalink": w.home() + "files/" + f.owner.id + "/" + f.id + "/" + f.name,
		"channels":  channels, "groups": groups, "ims": ims, "comments_count": 0, "has_rich_preview": false,
	}
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
