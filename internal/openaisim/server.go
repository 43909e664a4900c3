// Package openaisim is an endpoint that talks as OpenAI's chat completions do, and says what a test or a
// benchmark tells it to say. It answers at /v1/chat/completions and /v1/models, and at the paths that Azure
// uses for the same, keeps a journal of all it was asked, and can behave as badly as real endpoints do.
//
// [Start] listens on this machine; [StartInMemory] listens on nothing at all, so that a test can run it inside
// a testing/synctest bubble, where an hour's wait takes no time.
package openaisim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
)

// Script decides what is answered to a request.
type Script func(Request) Reply

// Server is a simulated endpoint. Without a script it answers every question with an empty JSON object.
// Safe for concurrent use.
type Server struct {
	url       string
	http      *http.Server
	transport *http.Transport

	mu      sync.Mutex
	script  Script
	queue   []Reply
	manners Manners
	journal []Request
	now     int // requests being answered
	most    int
}

// Start serves on a free port of this machine until [Server.Close].
func Start() (*Server, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for a simulated model: %w", err)
	}
	return start(l, "http://"+l.Addr().String(), &http.Transport{}), nil
}

// StartInMemory serves only those who come through [Server.Transport], until [Server.Close].
func StartInMemory() *Server {
	l := newPipes()
	return start(l, "http://model.test", &http.Transport{DialContext: l.dial})
}

func start(l net.Listener, url string, t *http.Transport) *Server {
	s := &Server{url: url, transport: t}
	s.http = &http.Server{Handler: s.routes(), ErrorLog: silent}
	go func() {
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic("openaisim: " + err.Error())
		}
	}()
	return s
}

// Close stops serving. Requests under way are cut off.
func (s *Server) Close() {
	s.transport.CloseIdleConnections()
	_ = s.http.Close() // the listener was closed already, at worst
}

// URL is the base URL to configure a client with.
func (s *Server) URL() string { return s.url + "/v1" }

// AzureURL is the same for clients that speak Azure's dialect.
func (s *Server) AzureURL() string { return s.url }

// Transport reaches the server, the one in memory as well.
func (s *Server) Transport() http.RoundTripper { return s.transport }

// Answer sets what decides the answers from now on.
func (s *Server) Answer(script Script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// Next queues answers that come before the script's, one for each request.
func (s *Server) Next(replies ...Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, replies...)
}

// Behave sets what the endpoint knows and insists on.
func (s *Server) Behave(m Manners) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.manners = m
}

// Requests are all questions so far, in the order in which they came, refused ones too.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.journal...)
}

// Most is how many questions were being answered at the same time, at most.
func (s *Server) Most() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.most
}

// enter writes a request into the journal and finds its answer.
func (s *Server) enter(r *Request) Reply {
	s.mu.Lock()
	s.now++
	s.most = max(s.most, s.now)
	r.N = len(s.journal) + 1
	s.journal = append(s.journal, *r)
	script := s.script
	if refused, ok := s.manners.refuse(*r); ok {
		s.mu.Unlock()
		return refused
	}
	if len(s.queue) > 0 {
		next := s.queue[0]
		s.queue = s.queue[1:]
		s.mu.Unlock()
		return next
	}
	s.mu.Unlock()
	if script == nil {
		return Say("{}")
	}
	return script(*r)
}

func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now--
}
