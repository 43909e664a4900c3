// Package migrations holds the database schema as SQL files for goose, embedded in the binary.
//
// A file that has been released is never edited: what comes later is a new file.
package migrations

import "embed"

// FS holds the migrations, named NNNNN_idea.sql.
//
//go:embed *.sql
var FS embed.FS
