// Package grafana is a dashboard over the schema reporting, as code: what Grafana is provisioned with by the profile
// "grafana" of docker-compose.yml. docs/reporting.md says how to bring it up, and how to use it elsewhere.
package grafana

import "embed"

// FS holds the dashboard, what tells Grafana of it and of the database, and the login it reads with.
//
//go:embed dashboards provisioning reader.sql
var FS embed.FS
