package eval

import (
	"fmt"
	"io"
	"strings"
)

// print writes the report for people.
func (r Report) print(w io.Writer) {
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	t := r.Totals
	if !r.Facts {
		p("%s has no postmortem_facts: there is nothing to hold the summary against.\n", r.File)
		p("Summary")
		for _, l := range r.Summary {
			p("  %s  %-8s  %s", l.At.Format("15:04Z"), l.Section, l.Text)
		}
		p("\nFollow-ups proposed")
		r.printFollowUps(p)
		p("\n%s, %s, %d messages read in %.3f s", lines(t.Lines), citations(r.Citations), r.Messages, r.Seconds)
		return
	}
	p("Timeline: %d of %d rows named, %d of them by the summary alone", t.RowsNamed, t.Rows, t.OfSummary)
	for _, row := range r.Rows {
		p("  %s %s  %s", mark(row.By != nil), row.At.Format("15:04Z"), row.Text)
		if row.By != nil {
			p("        %s  %s  (%s)", row.By.At.Format("15:04Z"), row.By.Text, row.By.From)
		}
	}
	p("\nFacts: %d of %d named", t.FactsNamed, t.Facts)
	for _, f := range r.Causes {
		p("  %s %s (%.0f %% of its words): %s", mark(f.Named), f.Key, 100*f.Share, f.Text)
		for _, l := range f.By {
			p("        %s  %s  (%s)", l.At.Format("15:04Z"), l.Text, l.From)
		}
	}
	p("\nAction items: %d of %d found", t.ActionsFound, t.Actions)
	for _, a := range r.Actions {
		p("  %s %s", mark(a.By != ""), a.Text)
		if a.By != "" {
			p("        %s", a.By)
		}
	}
	p("\nFollow-ups proposed: %d, %d of them wrong", t.Proposed, t.Wrong)
	r.printFollowUps(p)
	for _, broken := range r.Citations.Broken {
		p("\n✗ citation: %s", broken)
	}
	p("\nTotals: %d of %d rows (%d by the summary alone) · %d of %d facts · %d of %d action items · %d wrong follow-ups",
		t.RowsNamed, t.Rows, t.OfSummary, t.FactsNamed, t.Facts, t.ActionsFound, t.Actions, t.Wrong)
	p("        %s · %s · %d messages read in %.3f s", lines(t.Lines), citations(r.Citations), r.Messages, r.Seconds)
}

func (r Report) printFollowUps(p func(string, ...any)) {
	if len(r.FollowUps) == 0 {
		p("  none")
	}
	for _, f := range r.FollowUps {
		note := []string{f.At.Format("15:04Z")}
		if f.Owner != "" {
			note = append(note, f.Owner)
		}
		if f.Due != "" {
			note = append(note, "due "+f.Due)
		}
		judged := " "
		if f.Right != nil {
			judged = mark(*f.Right)
		}
		p("  %s %s  (%s)", judged, f.Title, strings.Join(append(note, f.Phase), ", "))
	}
}

func mark(ok bool) string {
	if ok {
		return "✓"
	}
	return "✗"
}

func lines(n int) string {
	if n == 1 {
		return "1 line of summary"
	}
	return fmt.Sprintf("%d lines of summary", n)
}

func citations(c CitationsReport) string {
	if len(c.Broken) == 0 {
		return fmt.Sprintf("all %d citations exist and are verbatim", c.Checked)
	}
	return fmt.Sprintf("%d of %d citations broken", len(c.Broken), c.Checked)
}
