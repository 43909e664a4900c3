package main

import (
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/tocsin-bot/tocsin"
)

// newManifestCommand is `tocsin manifest`.
func newManifestCommand() *cobra.Command {
	var link bool
	cmd := &cobra.Command{
		Use:   "manifest",
		Short: "Print the Slack app's manifest, or a link that creates the app",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !link {
				_, err := cmd.OutOrStdout().Write(tocsin.Manifest)
				return err
			}
			address, err := manifestLink()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), address)
			return err
		},
	}
	cmd.Flags().BoolVar(&link, "link", false, "print a link that opens Slack's page for a new app with the manifest filled in")
	return cmd
}

// manifestLink opens Slack's page for a new app, filled in. Source: docs.slack.dev, "Sharing manifests".
func manifestLink() (string, error) {
	var manifest map[string]any
	if err := yaml.Unmarshal(tocsin.Manifest, &manifest); err != nil {
		return "", fmt.Errorf("read the built-in manifest: %w", err)
	}
	short, err := json.Marshal(manifest)
	if err != nil {
		return "", fmt.Errorf("write the manifest as JSON: %w", err)
	}
	return "https://api.slack.com/apps?new_app=1&manifest_json=" + url.QueryEscape(string(short)), nil
}
