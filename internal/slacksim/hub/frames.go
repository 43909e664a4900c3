package hub

import (
	"encoding/binary"
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/gobwas/ws"
)

// host is what the hub calls itself in debug_info.
const host = "applink-simulated"

// newID returns an id in the form of a UUID.
func newID() string {
	const digits = "0123456789abcdef"
	var b [36]byte
	hi, lo := rand.Uint64(), rand.Uint64()
	for i := range b {
		switch i {
		case 8, 13, 18, 23:
			b[i] = '-'
			continue
		case 16:
			hi, lo = lo, hi
		}
		b[i] = digits[hi&15]
		hi >>= 4
	}
	return string(b[:])
}

// appendFrame appends an unfragmented, unmasked frame.
func appendFrame(b []byte, op ws.OpCode, payload []byte) []byte {
	return append(appendHeader(b, op, len(payload)), payload...)
}

func appendHeader(b []byte, op ws.OpCode, size int) []byte {
	b = append(b, 0x80|byte(op))
	switch {
	case size < 126:
		return append(b, byte(size))
	case size <= 0xffff:
		return binary.BigEndian.AppendUint16(append(b, 126), uint16(size))
	default:
		return binary.BigEndian.AppendUint64(append(b, 127), uint64(size))
	}
}

// appendEnvelope appends the envelope as one text frame, keys in the order Slack writes them.
func appendEnvelope(b []byte, e Envelope) []byte {
	var tail [160]byte
	t := append(tail[:0], `,"type":"`...)
	t = append(t, e.Type...)
	t = append(t, `","accepts_response_payload":`...)
	t = strconv.AppendBool(t, e.AcceptsPayload)
	if e.Type == "events_api" {
		t = append(t, `,"retry_attempt":`...)
		t = strconv.AppendInt(t, int64(e.RetryAttempt), 10)
		t = append(t, `,"retry_reason":"`...)
		t = append(t, e.RetryReason...)
		t = append(t, '"')
	}
	t = append(t, '}')

	const head, middle = `{"envelope_id":"`, `","payload":`
	b = appendHeader(b, ws.OpText, len(head)+len(e.ID)+len(middle)+len(e.Payload)+len(t))
	b = append(b, head...)
	b = append(b, e.ID...)
	b = append(b, middle...)
	b = append(b, e.Payload...)
	return append(b, t...)
}

func helloFrame(appID string, connections int) []byte {
	return frameOf(map[string]any{
		"type": "hello", "num_connections": connections,
		"connection_info": map[string]any{"app_id": appID},
		"debug_info": map[string]any{
			"host": host, "build_number": 1, "started": time.Now().UTC().Format("2006-01-02 15:04:05.000"), "approximate_connection_time": 18060, // seconds
		},
	})
}

// disconnectFrame tells a socket that it ends. connections is left out when 0.
func disconnectFrame(reason string, connections int) []byte {
	f := map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": host}}
	if connections > 0 {
		f["num_connections"] = connections
	}
	return frameOf(f)
}

func frameOf(v map[string]any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return appendFrame(nil, ws.OpText, text)
}

// parseAck reads an ack. An empty payload counts as none, since Bolt always sends one.
func parseAck(b []byte) (id string, payload json.RawMessage, err error) {
	var ack struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(b, &ack); err != nil {
		return "", nil, err
	}
	switch string(ack.Payload) {
	case "", "null", "{}":
		return ack.EnvelopeID, nil, nil
	}
	return ack.EnvelopeID, ack.Payload, nil
}
