package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tocsin-bot/tocsin/internal/pglocal/pgtest"
	"github.com/tocsin-bot/tocsin/internal/slacksim"
)

// leadsWorld is a workspace whose report comes in #leads, if that is there, and that no bot serves yet.
func leadsWorld(t *testing.T) *world {
	t.Helper()
	w := workspaceOn(t, slacksim.Options{Hub: impatient}, pgtest.New(t, migrate))
	w.reports = "#leads"
	return w
}

// leads opens the channel of the leads, with the bot in it.
func (w *world) leads() *slacksim.Room { return w.Channel("leads", w.ada, w.app.Person()) }

// The week is of a year that no schedule has come to, so that the bot makes no other report beside it.
const sqlReported = `
with made as (
    insert into notice (key, kind, at, body) values ('report/9999-W01', 'report', now(), '%s') returning id
)
insert into river_job (kind, args, max_attempts, queue)
select 'notice', jsonb_build_object('notice', id), 25, 'background' from made
returning id::text`

// reported makes the report that all the ways to show one are tested with, as the schedule does.
func (w *world) reported() {
	w.t.Helper()
	report, err := os.ReadFile("../../../internal/report/testdata/week.golden.json")
	if err != nil {
		w.t.Fatal(err)
	}
	var short bytes.Buffer
	if err := json.Compact(&short, report); err != nil {
		w.t.Fatal(err)
	}
	w.query(fmt.Sprintf(sqlReported, strings.ReplaceAll(short.String(), "'", "''")))
}

const sqlNoticesKept = `select concat_ws(' ', 'notice surface', key, state) from notice_surface order by 1`

// toldOf is what is left of reports in the end.
func toldOf(w *world) outcome {
	workspace := w.Snapshot().Sorted()
	workspace.Whispers = nil
	return outcome{workspace, w.query(sqlNoticesKept)}
}
