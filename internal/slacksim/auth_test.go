package slacksim_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	get := func(method, query string, header ...string) reply {
		t.Helper()
		r, err := http.NewRequest(http.MethodGet, b.w.APIURL()+method+"?"+query, nil) //nolint:noctx // a test
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range header {
			r.Header.Set("Authorization", h)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		return b.read(method, answer)
	}
	for name, c := range map[string]struct{ got, want string }{
		"are_asked_for":                             {get("auth.test", "").failed(), "not_authed"},
		"must_be_known":                             {get("auth.test", "token=xoxb-1").failed(), "invalid_auth"},
		"count_in_the_query":                        {get("auth.test", "token="+b.app.BotToken).failed(), ""},
		"count_in_the_header":                       {get("auth.test", "", "Bearer "+b.app.BotToken).failed(), ""},
		"of_a_bot_open_no_socket":                   {get("apps.connections.open", "", "Bearer "+b.app.BotToken).failed(), "not_allowed_token_type"},
		"of_an_app_call_no_methods":                 {get("users.list", "", "Bearer "+b.app.AppToken).failed(), "not_allowed_token_type"},
		"of_an_app_count_in_the_header_only":        {get("apps.connections.open", "token="+b.app.AppToken).failed(), "not_authed"},
		"make_no_difference_to_a_method_unheard_of": {get("chat.shout", "token="+b.app.BotToken).failed(), "unknown_method"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.got != c.want {
				t.Errorf("answered %q, want %q", c.got, c.want)
			}
		})
	}
}

func TestTokens_StopWorkingWhenRevoked(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	b.app.Revoke("account_inactive")
	if got := b.call("auth.test", nil).failed(); got != "account_inactive" {
		t.Errorf("answered %q", got)
	}
}

func TestArguments_ComeAsFormsOrJSON(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	id := b.channel("inc-1")
	post := func(kind, body string) reply {
		t.Helper()
		r, err := http.Post(b.w.APIURL()+"chat.postMessage", kind, strings.NewReader(body)) //nolint:noctx // a test
		if err != nil {
			t.Fatal(err)
		}
		return b.read("chat.postMessage", r)
	}
	blocks := `[{"type":"divider"}]`
	form := url.Values{"token": {b.app.BotToken}, "channel": {id}, "text": {"as a form"}, "blocks": {blocks}}.Encode()
	if r := post("application/x-www-form-urlencoded", form); r["ok"] != true {
		t.Errorf("a form: %v", r)
	}
	if r := post("application/json; charset=utf-8", `{"token":"`+b.app.BotToken+`","channel":"`+id+`","text":"as JSON","blocks":`+blocks+`}`); r["ok"] != true {
		t.Errorf("JSON: %v", r)
	}
	if r := post("application/json", `{"channel":`); r.failed() != "invalid_json" {
		t.Errorf("broken JSON: %v", r)
	}
	if r := post("application/json", `[]`); r.failed() != "json_not_object" {
		t.Errorf("an array: %v", r)
	}
	multipart := "--x\r\nContent-Disposition: form-data; name=\"channel\"\r\n\r\n" + id +
		"\r\n--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nin parts\r\n--x\r\n" +
		"Content-Disposition: form-data; name=\"token\"\r\n\r\n" + b.app.BotToken + "\r\n--x--\r\n"
	if r := post(`multipart/form-data; boundary=x`, multipart); r["ok"] != true {
		t.Errorf("multipart: %v", r)
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	b.app.Withdraw("pins:write")
	b.app.Withdraw("groups:write")
	id := b.channel("inc-1")
	r := b.call("pins.add", args{"channel": id, "timestamp": "1.0"})
	if r.failed() != "missing_scope" || r.str("needed") != "pins:write" || !strings.Contains(r.str("provided"), "chat:write") {
		t.Errorf("pins.add without pins:write: %v", r)
	}
	r = b.call("conversations.create", args{"name": "secret", "is_private": "true"})
	if r.failed() != "missing_scope" || r.str("needed") != "groups:write" {
		t.Errorf("a private channel without groups:write: %v", r)
	}
	b.app.Grant("groups:write")
	b.must("conversations.create", args{"name": "secret", "is_private": "true"})
}

func TestScopes_StandInTheHeaderOfEveryAnswer(t *testing.T) {
	t.Parallel()
	b := install(t, slacksim.Options{})
	r, err := http.Get(b.w.APIURL() + "pins.list?channel=C1&token=" + b.app.BotToken) //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if got := r.Header.Get("X-OAuth-Scopes"); !strings.HasPrefix(got, "commands,chat:write") {
		t.Errorf("X-OAuth-Scopes is %q", got)
	}
	if got := r.Header.Get("X-Accepted-OAuth-Scopes"); got != "pins:read" {
		t.Errorf("X-Accepted-OAuth-Scopes is %q", got)
	}
}

func TestInstall_RefusesAManifest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, to, want string }{
		"with_an_unknown_event":          {"user_change]", "user_changed]", `"user_changed" is not known`},
		"without_socket_mode":            {"socket_mode_enabled: true", "", "socket_mode_enabled"},
		"without_a_name":                 {"{name: Siren}", "{}", "display_information.name"},
		"with_commands_and_no_scope":     {"[commands, ", "[", "scope commands"},
		"with_a_command_without_a_slash": {"/raw", "raw", "must begin with /"},
		"that_is_no_YAML":                {"features:", "features", "read the app manifest"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, err := slacksim.Start(slacksim.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			_, err = w.Install([]byte(strings.Replace(manifest, c.from, c.to, 1)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want one about %s", err, c.want)
			}
		})
	}
}

func TestInstall_TakesTheManifestOfThisProject(t *testing.T) {
	t.Parallel()
	w, err := slacksim.Start(slacksim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if _, err := w.Install(file(t, "../../slack-manifest.yaml")); err != nil {
		t.Error(err)
	}
}

func TestWorkspace_GivesTheSameIDsForTheSameSeed(t *testing.T) {
	t.Parallel()
	id := func(seed uint64) []string {
		w, err := slacksim.Start(slacksim.Options{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		return []string{w.TeamID(), w.Person("Ada").ID, w.Channel("general").ID()}
	}
	if diff := cmp.Diff(id(7), id(7)); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(id(0), id(0)) {
		t.Error("two workspaces share their ids")
	}
}
