package openaisim

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/completions", s.chat)
	mux.HandleFunc("POST /openai/deployments/{deployment}/chat/completions", s.chat)
	mux.HandleFunc("GET /v1/models", s.models)
	mux.HandleFunc("GET /openai/models", s.models)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body := Fail(http.StatusNotFound, "unknown_url", "Invalid URL ("+r.Method+" "+r.URL.Path+")").failure()
		send(w, http.StatusNotFound, "application/json", body)
	})
	return mux
}

func (s *Server) chat(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client went away while it was asking
	}
	req := Request{Path: r.URL.Path, Query: r.URL.RawQuery, Header: r.Header.Clone(), Body: body}
	if err := json.Unmarshal(body, &req.Chat); err != nil {
		send(w, http.StatusBadRequest, "application/json", Fail(http.StatusBadRequest, "", "We could not parse the JSON body of your request.").failure())
		return
	}
	reply := s.enter(&req)
	defer s.leave()
	reply.serve(w, r, req)
}

func (s *Server) models(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	names := s.manners.Models
	s.mu.Unlock()
	list := []any{}
	for _, name := range names {
		list = append(list, map[string]any{"id": name, "object": "model", "created": 0, "owned_by": "openaisim"})
	}
	send(w, http.StatusOK, "application/json", encode(map[string]any{"object": "list", "data": list}))
}

// serve sends the reply.
func (r Reply) serve(w http.ResponseWriter, in *http.Request, req Request) {
	if r.Hang {
		<-in.Context().Done()
		return
	}
	if r.Latency > 0 {
		wait := time.NewTimer(r.Latency)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-in.Context().Done():
			return
		}
	}
	body, contentType := r.body(req)
	for name, value := range r.Header {
		w.Header().Set(name, value)
	}
	if r.Gzip {
		w.Header().Set("Content-Encoding", "gzip")
		body = compressed(body)
	}
	status := r.Status
	if status == 0 {
		status = http.StatusOK
	}
	if r.Cut {
		// More is announced than comes: net/http then breaks the connection.
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		body = body[:len(body)/2]
	}
	send(w, status, contentType, body)
}

func send(w http.ResponseWriter, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that went away is no concern of ours
}

func compressed(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // memory takes all
	_ = z.Close()
	return b.Bytes()
}
