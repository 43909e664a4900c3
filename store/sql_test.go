package store

import (
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Every statement is prepared by Postgres on the migrated schema: names, types and columns fit.
func TestEveryStatementFitsTheSchema(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := open(t)
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	statements := statements(t)
	if len(statements) < 40 {
		t.Fatalf("only %d statements found: are they still constants named sql…?", len(statements))
	}
	for name, named := range statements {
		sql, _, err := pgx.NamedArgs{}.RewriteQuery(ctx, nil, named, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := conn.Conn().Prepare(ctx, name, sql); err != nil {
			t.Errorf("%s: %v\n%s", name, err, sql)
		}
	}
}

// statements returns the value of every constant of this package whose name begins with sql.
func statements(t *testing.T) map[string]string {
	t.Helper()
	fset := token.NewFileSet()
	packages, err := parser.ParseDir(fset, ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0) //nolint:staticcheck // one package, no build tags
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, f := range packages["store"].Files {
		files = append(files, f)
	}
	// The imports are not loaded; string constants have a value without them.
	config := types.Config{Error: func(error) {}, Importer: importer.Default(), DisableUnusedImportCheck: true}
	pkg, _ := config.Check("store", fset, files, nil)
	found := map[string]string{}
	for _, name := range pkg.Scope().Names() {
		if c, ok := pkg.Scope().Lookup(name).(*types.Const); ok && strings.HasPrefix(name, "sql") {
			found[name] = constant.StringVal(c.Val())
		}
	}
	return found
}
