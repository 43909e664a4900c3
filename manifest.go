// Package tocsin holds the files at the top of the repository that the program carries with it.
package tocsin

import _ "embed"

// Manifest is slack-manifest.yaml, the Slack app that Tocsin runs as.
//
//go:embed slack-manifest.yaml
var Manifest []byte
