// Package arch holds the rules of the house, as far as a machine can check them: who may import whom, what a package
// may be called, how long a file may be. Check reads the source itself; its test is therefore run anew whenever a
// file changes, where one that asked `go list` would stay cached.
package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Check reads every Go file below the top of the repository and returns what is against the rules, one sentence each.
func Check(top fs.FS) ([]string, error) {
	var found []string
	err := fs.WalkDir(top, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && notOurs(entry.Name()):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		source, err := fs.ReadFile(top, name)
		if err != nil {
			return err
		}
		faults, err := checkFile(name, source)
		found = append(found, faults...)
		return err
	})
	return found, err
}

// notOurs reports whether a folder holds something else than our source.
func notOurs(folder string) bool {
	return folder == "testdata" || folder == "node_modules" || strings.HasPrefix(folder, ".") || strings.HasPrefix(folder, "_")
}

// checkFile applies every rule to one file.
func checkFile(name string, source []byte) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var faults []string
	object := func(format string, args ...any) { faults = append(faults, name+": "+fmt.Sprintf(format, args...)) }

	test := strings.HasSuffix(name, "_test.go")
	if lines := bytes.Count(source, []byte("\n")); lines > longest && !test {
		object("%d lines; a file holds one idea, in at most %d", lines, longest)
	}
	if slices.Contains(vagueNames, strings.TrimSuffix(file.Name.Name, "_test")) {
		object("a package named %s can hold anything; name what it is about", file.Name.Name)
	}
	folder := path.Dir(name)
	rules, known := partOf(folder)
	if !known {
		object("no rule for the folder %s: add it to the parts of the house in internal/arch", folder)
		return faults, nil
	}
	for _, imported := range imports(file) {
		if fault := rules.judge(folder, imported, test); fault != "" {
			object("imports %s: %s", imported, fault)
		}
	}
	return faults, nil
}

// partOf finds the rules for a folder: those of the longest part that it lies in. A part may import itself.
func partOf(folder string) (part, bool) {
	for at := folder; ; {
		if rules, known := house[at]; known {
			rules.ours = append([]string{at}, rules.ours...)
			return rules, true
		}
		if at = path.Dir(at); at == "." { // the top is a part, but not one that others lie in
			return part{}, false
		}
	}
}

// judge says what is wrong with an import, or nothing.
func (p part) judge(folder, imported string, test bool) string {
	own, ours := strings.CutPrefix(imported, module+"/")
	if imported == module {
		own, ours = ".", true
	}
	first, _, _ := strings.Cut(imported, "/")
	switch {
	case imported == "C":
		return "Tocsin is built without cgo"
	case ours && (within(own, p.ours) || test && within(own, testsMayImport)):
		return ""
	case ours:
		return fmt.Sprintf("of our own packages, %s may import only those in %v", folder, p.ours)
	case test || !strings.Contains(first, "."): // whatever a test needs, and the standard library
		return ""
	case p.libraries != nil && !within(imported, p.libraries):
		return fmt.Sprintf("of libraries, %s may import only %v", folder, p.libraries)
	}
	for library, folders := range home {
		if within(imported, []string{library}) && !within(folder, folders) {
			return fmt.Sprintf("only %v may know that library", folders)
		}
	}
	return ""
}

// within reports whether a path is one of the roots or lies below one.
func within(name string, roots []string) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		return root == everything || name == root || strings.HasPrefix(name, root+"/")
	})
}

// imports lists the import paths of a file.
func imports(file *ast.File) []string {
	var paths []string
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
		paths = append(paths, imported)
	}
	return paths
}
