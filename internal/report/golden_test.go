package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/report"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// golden compares with the file, as it would be sent.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (make golden writes it)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s has changed (-want +got):\n%s", file, diff)
	}
}

func TestJSON_looks_as_before(t *testing.T) {
	t.Parallel()
	var got bytes.Buffer
	if err := report.JSON(&got, sample(true)); err != nil {
		t.Fatal(err)
	}
	golden(t, "week.golden.json", got.Bytes())
}
