package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/viper"

	"github.com/tocsin-bot/tocsin/incident"
)

// Files are looked for in this order when none is named.
var Files = []string{"config.yaml", "/etc/tocsin/config.yaml"}

// Sources are where settings come from, beside the defaults.
type Sources struct {
	// File is a YAML file that must exist. Empty takes the first of Files that does, or none.
	File string
	// Environ holds NAME=value pairs as os.Environ returns them. It is given rather than looked up, so
	// that a test is not at the mercy of the shell it runs in.
	Environ []string
}

// Load reads the configuration. It returns Problems naming every setting that cannot be used.
// Whether what a command needs is set at all, Config.Require says.
func Load(from Sources) (*Config, error) {
	l := &loader{settings: viper.New(), sourceOf: map[string]string{}}
	for key, field := range keys(reflect.ValueOf(Default())) {
		l.settings.SetDefault(key, plain(field))
	}
	l.readFile(from.File)
	l.readEnviron(from.Environ)

	var config Config
	decoder{refuse: l.refuse}.section("", l.settings.AllSettings(), reflect.ValueOf(&config).Elem())
	config.check(l.refuseUnlessRefused)
	if len(l.problems) > 0 {
		slices.SortStableFunc(l.problems, func(a, b Problem) int {
			return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Key, b.Key))
		})
		return nil, l.problems
	}
	return &config, nil
}

// loader lays one source over the other and remembers which setting came from where.
type loader struct {
	settings *viper.Viper
	sourceOf map[string]string // by key
	problems Problems
}

// readFile lays the file over the defaults.
func (l *loader) readFile(name string) {
	if name == "" {
		if name = firstOf(Files); name == "" {
			return
		}
	}
	file := viper.New()
	file.SetConfigFile(name)
	file.SetConfigType("yaml")
	if err := file.ReadInConfig(); err != nil {
		l.problems = append(l.problems, Problem{Source: name, Says: unreadable(err)})
		return
	}
	for _, key := range file.AllKeys() {
		l.sourceOf[key] = name
		if file.Get(key) == nil && slices.Contains(slices.Collect(settings()), key) {
			// Taken for the default, "broadcast_channel: #ops" would announce somewhere else.
			l.refuse(key, "is empty; leave the line out for the default, and put a value that begins with # into quotes")
		}
	}
	// AllSettings leaves out what is empty, such as a section whose keys are all commented out. Read
	// into l.settings directly, such a section would hide the defaults below it.
	if err := l.settings.MergeConfigMap(file.AllSettings()); err != nil {
		l.problems = append(l.problems, Problem{Source: name, Says: err.Error()})
	}
}

func unreadable(err error) string {
	var syntax viper.ConfigParseError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.As(err, &syntax):
		return fmt.Sprintf("is not YAML: %v", errors.Unwrap(syntax))
	default:
		return fmt.Sprintf("cannot be read: %v", err)
	}
}

func firstOf(names []string) string {
	for _, name := range names {
		if _, err := os.Stat(name); err == nil {
			return name
		}
	}
	return ""
}

// readEnviron lays our variables over the file. An empty variable counts as not set, because
// docker-compose.yml passes on what .env leaves out as empty.
func (l *loader) readEnviron(environ []string) {
	keyOf := map[string]string{}
	for key := range settings() {
		keyOf[variableOf(key)] = key
	}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, envPrefix) || value == "" || ofKubernetes(name, environ) {
			continue
		}
		key, ok := keyOf[name]
		if !ok {
			l.problems = append(l.problems, Problem{Source: "environment", Key: name, Says: unknownVariable(name)})
			continue
		}
		l.sourceOf[key] = name
		l.settings.Set(key, value)
	}
}

func unknownVariable(name string) string {
	word := strings.ToLower(strings.TrimPrefix(name, envPrefix))
	var known []string
	for key := range settings() {
		known = append(known, strings.ReplaceAll(key, ".", "_"))
	}
	if meant := nearest(word, known); meant != "" {
		return fmt.Sprintf("is not a setting; did you mean %s?", variableOf(meant))
	}
	return "is not a setting"
}

// ofKubernetes reports variables that Kubernetes puts into every container about a service called
// tocsin or tocsin-something: TOCSIN_SERVICE_HOST, TOCSIN_PORT_9464_TCP and their like.
// Source: kubernetes.io/docs, "Discovering services".
func ofKubernetes(name string, environ []string) bool {
	return slices.ContainsFunc(environ, func(pair string) bool {
		service, ok := strings.CutSuffix(pair[:max(0, strings.IndexByte(pair, '='))], "_SERVICE_HOST")
		rest, about := strings.CutPrefix(name, service+"_")
		return ok && about && (rest == "PORT" || strings.HasPrefix(rest, "PORT_") || strings.HasPrefix(rest, "SERVICE_"))
	})
}

// refuse takes down a setting that cannot be used.
func (l *loader) refuse(key, says string) {
	l.problems = append(l.problems, Problem{Source: l.source(key), Key: key, Says: says})
}

// refuseUnlessRefused takes down what a check found, unless the setting could not even be read: its
// zero value would only repeat the complaint in other words.
func (l *loader) refuseUnlessRefused(key, says string) {
	read := !slices.ContainsFunc(l.problems, func(p Problem) bool {
		return p.Key != "" && (p.Key == key || strings.HasPrefix(key, p.Key+".") || strings.HasPrefix(key, p.Key+"["))
	})
	if read {
		l.refuse(key, says)
	}
}

// source is where a key comes from. What is inside a list comes from where the list does, a section
// from where its keys do.
func (l *loader) source(key string) string {
	for path := key; path != ""; path = path[:max(0, strings.LastIndexAny(path, ".["))] {
		if source, ok := l.sourceOf[path]; ok {
			return source
		}
	}
	for path, source := range l.sourceOf {
		if strings.HasPrefix(path, key+".") {
			return source
		}
	}
	return ""
}

// plain makes of a default what YAML would have made of it, so that it takes the same way.
func plain(field reflect.Value) any {
	if cost, ok := field.Interface().(incident.Cost); ok {
		return float64(cost) / float64(incident.Dollar)
	}
	switch field.Kind() {
	case reflect.Slice:
		list := make([]any, field.Len())
		for i := range list {
			list[i] = plain(field.Index(i))
		}
		return list
	case reflect.Struct:
		section := map[string]any{}
		for key, value := range keys(field) {
			section[key] = plain(value)
		}
		return section
	case reflect.String:
		return field.String()
	default:
		return fmt.Sprint(field.Interface())
	}
}
