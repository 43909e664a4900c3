package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/reports"
	"github.com/tocsin-bot/tocsin/incident"
	"github.com/tocsin-bot/tocsin/store"
)

const (
	yearLong    = 52 // weeks
	moreYears   = 3
	perIncident = 5.6 // as much talk makes 250 activities of an ordinary incident
	looksBack   = 12  // weeks whose load a report needs, at least
	repeats     = 5
)

// monday is when the report of the newest week is made.
var monday = newestWeek.Until.Add(9 * time.Hour)

// reporting measures what the report of a week costs when there is a year of history behind it, and when there are
// four. The limit is the hours of that week in one SQL statement, over the same rows.
func reporting(ctx context.Context, b *bench) error {
	r := &weekly{}
	var err error
	if r.database, err = b.databases.fresh(ctx); err != nil {
		return err
	}
	if r.store, err = store.Open(ctx, store.Options{URL: r.database}); err != nil {
		return err
	}
	defer r.store.Close()
	people, perWeek := b.size(2_000, 200), float64(b.size(370, 18))
	young, err := r.after(ctx, people, yearLong, 0, perWeek)
	if err != nil {
		return err
	}
	old, err := r.after(ctx, people, moreYears*yearLong, yearLong, perWeek)
	if err != nil {
		return err
	}
	t := &table{
		title:   fmt.Sprintf("Report of one week: %d people, a year of %s incidents with %s activities, and four years of them", people, counted(young.incidents), counted(young.activities)),
		columns: []string{"figure", "after 1 year", "after 4 years", "growth", "aim"},
	}
	row := func(what string, of func(weeklyFigures) float64, shown func(float64) string, aim string) {
		t.row(what, shown(of(young)), shown(of(old)), ratio(of(old), of(young)), aim)
	}
	seconds := func(s float64) string { return ms(time.Duration(s * float64(time.Second))) }
	bytes := func(n float64) string { return megabytes(uint64(n)) }
	row("activities, all", func(f weeklyFigures) float64 { return float64(f.activities) }, func(n float64) string { return counted(int(n)) }, "")
	row("activities of the week", func(f weeklyFigures) float64 { return float64(f.ofWeek) }, func(n float64) string { return counted(int(n)) }, "")
	row("report, the week measured afresh", func(f weeklyFigures) float64 { return f.report.at(.5).Seconds() }, seconds, "does not grow")
	row("its hours alone, by one SQL statement", func(f weeklyFigures) float64 { return f.bySQL.at(.5).Seconds() }, seconds, "")
	row("ratio of the two", func(f weeklyFigures) float64 { return f.report.at(.5).Seconds() / f.bySQL.at(.5).Seconds() }, func(r float64) string { return fmt.Sprintf("%.2f", r) }, "")
	row("report, the week measured before", func(f weeklyFigures) float64 { return f.again.at(.5).Seconds() }, seconds, "does not grow")
	row("RSS at its peak, in a process of its own", func(f weeklyFigures) float64 { return float64(f.memory.Peak) }, bytes, "does not grow")
	row("heap in use, report made", func(f weeklyFigures) float64 { return float64(f.memory.Heap) }, bytes, "does not grow")
	t.note("Medians of %d. Both reckon the same hours, to the microsecond: %s of %d people.", repeats, young.hours.Round(time.Minute), young.people)
	t.note("Filled at %.0f and %.0f rows/s.", young.filled, old.filled)
	t.print(b.out)
	return nil
}

// weekly makes the report of the newest week again and again.
type weekly struct {
	database  string
	store     *store.Store
	incidents int // kept so far
}

// weeklyFigures are what was measured with so much history.
type weeklyFigures struct {
	incidents, activities, ofWeek, people int
	hours                                 time.Duration
	report, again, bySQL                  durations
	memory                                memoryUse
	filled                                float64 // rows a second
}

// after keeps more history, and then measures the report.
func (r *weekly) after(ctx context.Context, people, weeks, before int, perWeek float64) (f weeklyFigures, err error) {
	conn, err := pgx.Connect(ctx, r.database)
	if err != nil {
		return f, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	h, err := company(people, weeks, before, perWeek, perIncident)
	if err != nil {
		return f, err
	}
	if before == 0 {
		if err := keepCompany(ctx, r.store, h); err != nil {
			return f, err
		}
	}
	was, err := count(ctx, conn, time.Time{}, monday)
	if err != nil {
		return f, err
	}
	begin := time.Now()
	kept, err := keepPast(ctx, r.store, h)
	if err != nil {
		return f, err
	}
	took := time.Since(begin)
	r.incidents += kept
	f.incidents = r.incidents
	if f.activities, err = count(ctx, conn, time.Time{}, monday); err != nil {
		return f, err
	}
	f.filled = float64(f.activities-was) / took.Seconds()
	if f.ofWeek, err = count(ctx, conn, newestWeek.From, newestWeek.Until); err != nil {
		return f, err
	}
	return f, r.measure(ctx, conn, before+weeks, &f)
}

const sqlCount = `select count(*) from activity where at >= @from and at < @until`

func count(ctx context.Context, conn *pgx.Conn, from, until time.Time) (n int, err error) {
	return n, conn.QueryRow(ctx, sqlCount, pgx.NamedArgs{"from": from, "until": until}).Scan(&n)
}

// measure has all other weeks measured, makes the report and reckons the hours, turn by turn, and makes the report once more in another process.
func (r *weekly) measure(ctx context.Context, conn *pgx.Conn, weeks int, f *weeklyFigures) error {
	made := reports.New(reports.Options{Config: setting{}.config(), Store: r.store})
	before := newestWeek.Before(weeks-1, made.Settings().Zone)
	for i := len(before) - 1; i >= 0; i -= looksBack { // each week was measured when it was the newest
		if _, err := made.Report(ctx, before[i], monday); err != nil {
			return err
		}
	}
	if _, err := conn.Exec(ctx, "vacuum (analyze)"); err != nil { // as Postgres does by itself in the course of years
		return err
	}
	for range repeats {
		if err := forgetNewest(ctx, conn); err != nil {
			return err
		}
		begin := time.Now()
		report, err := made.Report(ctx, newestWeek, monday)
		if err != nil {
			return err
		}
		f.report = append(f.report, time.Since(begin))
		begin = time.Now()
		if _, err := made.Report(ctx, newestWeek, monday); err != nil {
			return err
		}
		f.again = append(f.again, time.Since(begin))
		begin = time.Now()
		hours, err := hoursBySQL(ctx, conn, newestWeek, made.Settings())
		if err != nil {
			return err
		}
		f.bySQL = append(f.bySQL, time.Since(begin))
		f.hours, f.people = sum(hours), len(hours)
		if total := report.Hours.Total(); total != f.hours {
			return fmt.Errorf("the report tells of %s, and SQL of %s", total, f.hours)
		}
	}
	if err := forgetNewest(ctx, conn); err != nil {
		return err
	}
	child, err := spawn(ctx, setting{Does: "report", Database: r.database})
	if err != nil {
		return err
	}
	f.memory, err = child.memory()
	return errors.Join(err, child.end())
}

const sqlForget = `
with forgotten as (delete from load_week where week = @week returning week)
delete from load_segment where week in (select week from forgotten)`

// forgetNewest makes the newest week one that nobody has measured.
func forgetNewest(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, sqlForget, pgx.NamedArgs{"week": newestWeek.From})
	return err
}

// report is what `tocsin report` does for the newest week.
func (s setting) report(ctx context.Context) error {
	st, err := store.Open(ctx, store.Options{URL: s.Database})
	if err != nil {
		return err
	}
	defer st.Close()
	made, err := reports.New(reports.Options{Config: s.config(), Store: st}).Report(ctx, newestWeek, monday)
	if err != nil {
		return err
	}
	if made.Hours.Total() == 0 {
		return errors.New("the report tells of nothing")
	}
	return tellMemory(os.Stdin, os.Stdout)
}

func sum(hours map[incident.PersonID]time.Duration) (all time.Duration) {
	for _, took := range hours {
		all += took
	}
	return all
}

// counted is a number to be read.
func counted(n int) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprintf("%.1f million", float64(n)/1e6)
	case n >= 1_000:
		return thousands(n)
	default:
		return fmt.Sprint(n)
	}
}
