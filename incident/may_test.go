package incident

import (
	"context"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// plausible fills the arguments of a method, so that nothing but who acts is wrong with them.
func plausible(method reflect.Type, act Act) []reflect.Value {
	var args []reflect.Value
	for i := range method.NumIn() {
		switch of := method.In(i); {
		case of == reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(context.Background()))
		case of == reflect.TypeFor[Act]():
			args = append(args, reflect.ValueOf(act))
		case of == reflect.TypeFor[Declaration]():
			args = append(args, reflect.ValueOf(Declaration{Title: "checkout is down"}))
		case of.Kind() == reflect.String:
			args = append(args, reflect.ValueOf(string(Commander)).Convert(of)) // a word that all the rules know
		default:
			args = append(args, reflect.Zero(of))
		}
	}
	return args
}

func takesAct(method reflect.Type) bool {
	for i := range method.NumIn() {
		if method.In(i) == reflect.TypeFor[Act]() {
			return true
		}
	}
	return false
}

// refusedGuest calls a method and returns whether it refused, or what it did instead.
func refusedGuest(t *testing.T, name string, method reflect.Value) {
	t.Helper()
	defer func() {
		if reached := recover(); reached != nil {
			t.Errorf("%s lets a guest through to the store: %v", name, reached)
		}
	}()
	results := method.Call(plausible(method.Type(), Act{By: "guest", Rights: Rights{Guest: true}}))
	err, _ := results[len(results)-1].Interface().(error)
	var refusal *Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Reason, "guest") {
		t.Errorf("%s does not refuse a guest as such: %v", name, err)
	}
}

// reading are the methods that take an Act to tell who reads.
var reading = []string{"Sees", "Desk", "Open"}

// Everything that changes something takes an Act, and refuses a guest before the store behind it is reached: there is
// none here, and whoever reaches for it panics.
func TestGuests_change_nothing_by_any_method(t *testing.T) {
	t.Parallel()
	rules := testRules()
	word := string(Commander)
	rules.Severities = append(rules.Severities, Severity{Name: SeverityName(word)})
	rules.Services, rules.Causes = []Named{{Name: word}}, []Named{{Name: word}}
	service, err := NewService(struct{ Store }{}, rules)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, of := range []reflect.Value{reflect.ValueOf(guarded{struct{ Store }{}}), reflect.ValueOf(service)} {
		for i := range of.NumMethod() {
			name := of.Type().Method(i).Name
			if method := of.Method(i); takesAct(method.Type()) && !slices.Contains(reading, name) {
				tried++
				refusedGuest(t, of.Type().String()+"."+name, method)
			}
		}
	}
	if tried < 25 {
		t.Errorf("only %d methods were found", tried)
	}
}

func TestWhoMay_is_in_the_docs_as_in_the_code(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile("../docs/who-may.md")
	if err != nil {
		t.Fatal(err)
	}
	row := func(first string, cell func(Who) string) string {
		line := "| " + first + " |"
		for _, who := range Everybody() {
			line += " " + cell(who) + " |"
		}
		return line + "\n"
	}
	table := row("", func(w Who) string { return string(w) }) + row("---", func(Who) string { return "---" })
	for _, d := range Deeds() {
		table += row(string(d), func(w Who) string {
			if w.May(d) {
				return "yes"
			}
			return "no"
		})
	}
	if !strings.Contains(string(docs), table) {
		t.Errorf("docs/who-may.md does not hold this table:\n%s", table)
	}
}

type present struct {
	Store
	in map[PersonID]bool
}

func (p present) Present(_ context.Context, _ Number, who PersonID) (bool, error) {
	return p.in[who], nil
}

func TestSees_keeps_private_incidents_to_those_in_them(t *testing.T) {
	t.Parallel()
	service, err := NewService(present{in: map[PersonID]bool{"cam": true}}, testRules())
	if err != nil {
		t.Fatal(err)
	}
	inc := Incident{Number: 1, Private: true, Channel: "C1", DeclaredBy: "ada", Roles: map[RoleName][]PersonID{"scribe": {"bob"}}}
	for name, tc := range map[string]struct {
		act  Act
		sees bool
	}{
		"who declared it":         {Act{By: "ada"}, true},
		"who has a role in it":    {Act{By: "bob"}, true},
		"who is in its channel":   {Act{By: "cam"}, true},
		"what comes out of it":    {Act{By: "dan", In: "C1"}, true},
		"an outsider":             {Act{By: "dan"}, false},
		"an outsider elsewhere":   {Act{By: "dan", In: "C2"}, false},
		"before it has one":       {Act{By: "dan", In: ""}, false},
		"whom access names":       {Act{By: "dan", Rights: Rights{Named: true}}, true},
		"an admin":                {Act{By: "dan", Rights: Rights{Admin: true}}, true},
		"a guest whom it names":   {Act{By: "dan", Rights: Rights{Guest: true, Named: true}}, false},
		"a guest who is an admin": {Act{By: "dan", Rights: Rights{Guest: true, Admin: true}}, true},
		"nobody":                  {Act{}, false},
	} {
		if sees, err := service.Sees(t.Context(), tc.act, inc); sees != tc.sees || err != nil {
			t.Errorf("%s: sees is %v, %v", name, sees, err)
		}
	}
	inc.Private = false
	if sees, err := service.Sees(t.Context(), Act{By: "dan"}, inc); !sees || err != nil {
		t.Errorf("what is not private is not seen: %v", err)
	}
}
