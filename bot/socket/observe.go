package socket

import "time"

// What names a thing worth counting.
type What string

// The things a receiver tells Options.Observe.
const (
	Connected    What = "connected"     // Slack said hello on a new socket; Took is since Open was called
	Disconnected What = "disconnected"  // a socket ended; Type is Slack's reason if it gave one, Took its life
	OpenFailed   What = "open_failed"   // an attempt to connect failed
	Kept         What = "kept"          // Count events were committed; Took is Keep
	KeepFailed   What = "keep_failed"   // Keep returned an error or panicked; Count events wait
	Acked        What = "acked"         // Count acks went out, all of Type
	AckLost      What = "ack_lost"      // Count acks had no socket left to go out on
	Handled      What = "handled"       // a Handler returned; Type is the envelope's, Took its time
	HandleFailed What = "handle_failed" // a Handler returned an error
	Panicked     What = "panicked"      // a Handler panicked
	Late         What = "late"          // a Handler took longer than its budget
	Oversized    What = "oversized"     // a reply was too large for an ack
	Malformed    What = "malformed"     // a frame could not be decoded
	Unknown      What = "unknown"       // an envelope of a type this package does not know
	Full         What = "full"          // reading stopped because MaxBacklog bytes are in hand
)

// Observation is one thing that happened.
type Observation struct {
	What  What
	Type  string // an envelope's type or a disconnect's reason, else empty
	Count int    // how many; 1 unless said otherwise
	Took  time.Duration
}

func (r *Receiver) observe(what What, kind string, count int, took time.Duration) {
	r.opts.Observe(Observation{What: what, Type: kind, Count: count, Took: took})
}
