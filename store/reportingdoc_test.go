package store

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// What docs/reporting.md shows can be typed as it stands, and it names everything there is.
func TestReportingIsDocumented(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	reader := c.reader(t)
	file, err := os.ReadFile("../docs/reporting.md")
	c.must(t, err)
	page := string(file)
	// The story lies in the past of whoever runs this, or in their future.
	today := c.week.Until.AddDate(0, 0, 30)
	examples := 0
	for rest := page; ; {
		_, after, found := strings.Cut(rest, "```sql\n")
		if !found {
			break
		}
		query, after, _ := strings.Cut(after, "```")
		rest = after
		examples++
		query = strings.ReplaceAll(query, "current_date", "date '"+today.Format(time.DateOnly)+"'")
		rows, _ := reader.Query(t.Context(), query) // its error comes from CollectRows
		answers, err := pgx.CollectRows(rows, pgx.RowToMap)
		if err != nil || len(answers) == 0 && !strings.Contains(query, "where overdue") {
			t.Errorf("%d rows, %v:\n%s", len(answers), err, query)
		}
	}
	if examples < 6 {
		t.Errorf("only %d examples", examples)
	}
	rows, _ := c.pool.Query(t.Context(), `select table_name, column_name from information_schema.columns where table_schema = 'reporting'`)
	var view, name string
	_, err = pgx.ForEachRow(rows, []any{&view, &name}, func() error {
		_, line, _ := strings.Cut(page, "| `"+view+"` |")
		line, _, _ = strings.Cut(line, "\n")
		if !strings.Contains(line, "`"+name+"`") {
			t.Errorf("%s.%s is not documented", view, name)
		}
		return nil
	})
	c.must(t, err)
}
