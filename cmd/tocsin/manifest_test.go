package main

import (
	"flag"
	"os"
	"regexp"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the link in the README")

// The README's link creates the app that this version needs.
func TestREADME_links_to_this_manifest(t *testing.T) {
	const path = "../../README.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := manifestLink()
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`https://api\.slack\.com/apps\?new_app=1&manifest_json=[^)\s]*`)
	got := link.FindAllString(string(text), -1)
	if *update {
		if err := os.WriteFile(path, link.ReplaceAllLiteral(text, []byte(want)), 0o644); err != nil { //nolint:gosec // the README is for everybody
			t.Fatal(err)
		}
		return
	}
	if len(got) != 1 || got[0] != want {
		t.Errorf("the README links to another app than slack-manifest.yaml describes: run `make golden`")
	}
}
