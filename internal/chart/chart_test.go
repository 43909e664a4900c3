package chart_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident/load"
	"github.com/tocsin-bot/tocsin/internal/chart"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// week is the sample that the written reports are tested with.
func week(t *testing.T) load.Report {
	t.Helper()
	encoded, err := os.ReadFile(filepath.Join("..", "report", "testdata", "week.golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r load.Report
	if err := json.Unmarshal(encoded, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func pictures(t *testing.T, r load.Report) map[string]chart.Picture {
	t.Helper()
	all, err := chart.Pictures(r)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]chart.Picture{}
	for _, p := range all {
		byName[p.Name] = p
	}
	return byName
}

// inks are how many pixels of each colour there are left of x.
func inks(t *testing.T, p chart.Picture, x int) map[uint32]int {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(p.PNG))
	if err != nil {
		t.Fatal(err)
	}
	if size := decoded.Bounds().Size(); size.X != p.Width || size.Y != p.Height {
		t.Errorf("%s is said to be %d×%d, and is %v", p.Name, p.Width, p.Height, size)
	}
	flat := image.NewNRGBA(image.Rect(0, 0, x, p.Height))
	draw.Draw(flat, flat.Rect, decoded, image.Point{}, draw.Src)
	counted := map[uint32]int{}
	for at := 0; at < len(flat.Pix); at += 4 {
		counted[uint32(flat.Pix[at])<<16|uint32(flat.Pix[at+1])<<8|uint32(flat.Pix[at+2])]++
	}
	return counted
}

// The words above and beside the pictures. The pixels have no golden file: another processor rounds another way.
func TestPictures_say_what_they_said(t *testing.T) {
	t.Parallel()
	running := week(t)
	running.Made = running.Period.From.Add(50 * time.Hour)
	var got strings.Builder
	for _, r := range []load.Report{week(t), running} {
		all, err := chart.Pictures(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range all {
			fmt.Fprintf(&got, "%s %d×%d\n%s\n%s\n\n", p.Name, p.Width, p.Height, p.Title, p.Alt)
		}
	}
	file := filepath.Join("testdata", "words.golden.txt")
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (make golden writes it)", err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s has changed (-want +got):\n%s", file, diff)
	}
}

func TestPictures_of_the_same_report_are_the_same_bytes(t *testing.T) {
	t.Parallel()
	first, second := pictures(t, week(t)), pictures(t, week(t))
	if len(first) != 3 {
		t.Fatalf("there are %d pictures", len(first))
	}
	for name, p := range first {
		if !bytes.Equal(p.PNG, second[name].PNG) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestPictures_of_nothing_are_none(t *testing.T) {
	t.Parallel()
	r := week(t)
	empty := load.Report{Period: r.Period, Made: r.Made, Zone: r.Zone, Teams: r.Teams}
	for _, w := range r.Weeks {
		w.ByTeam = make([]load.Span, len(w.ByTeam))
		empty.Weeks = append(empty.Weeks, w)
	}
	for _, r := range []load.Report{{}, empty} {
		if got := pictures(t, r); len(got) != 0 {
			t.Errorf("there are %d pictures", len(got))
		}
	}
}

func TestHours_columns_are_as_high_as_the_hours(t *testing.T) {
	t.Parallel()
	r := week(t)
	counted := inks(t, pictures(t, r)["hours"], 820) // the legend is further right
	var all, payments load.Span
	for _, w := range r.Weeks {
		for _, took := range w.ByTeam {
			all += took
		}
		payments += w.ByTeam[0]
	}
	var pixels, blue int
	for i, c := range []uint32{0x0072b2, 0xe69f00, 0x882255, 0x44aa99, 0x222222, 0x88ccee, 0xd55e00} {
		if pixels += counted[c]; i == 0 {
			blue = counted[c]
		}
	}
	want, got := payments.Hours()/all.Hours(), float64(blue)/float64(pixels)
	if math.Abs(want-got) > 0.03 { // the gaps between layers are nobody's
		t.Errorf("the first team carried %.2f, and has %.2f of the ink", want, got)
	}
}

func TestHours_joins_the_smallest_of_many_teams(t *testing.T) {
	t.Parallel()
	r := load.Report{Period: week(t).Period, Made: week(t).Made, Zone: "UTC"}
	w := load.WeekHours{Name: "2026-W46", From: r.Period.From}
	for i := range 12 {
		r.Teams = append(r.Teams, load.TeamLoad{Name: fmt.Sprintf("Team-%c", 'A'+i)})
		w.ByTeam = append(w.ByTeam, time.Duration(1+i)*time.Hour)
	}
	r.Weeks = []load.WeekHours{w}
	p := pictures(t, r)["hours"]
	if want := "Team-G 7 h, Team-H 8 h, Team-I 9 h, Team-J 10 h, Team-K 11 h, Team-L 12 h and 6 others 21 h."; !strings.Contains(p.Alt, want) {
		t.Errorf("the alt text is %q", p.Alt)
	}
	if inks(t, p, 820)[0xd55e00] == 0 {
		t.Error("the others have no colour")
	}
}

func TestClock_gives_every_hour_a_cell(t *testing.T) {
	t.Parallel()
	r := week(t)
	var darkest []int
	for _, hours := range [][]int{{3}, {3, 11}, {3, 11, 12}} {
		r.Heat = [7][24]load.Span{}
		for _, h := range hours {
			r.Heat[2][h] = 2 * time.Hour
		}
		darkest = append(darkest, inks(t, pictures(t, r)["clock"], 1280)[0x08264a])
	}
	second, third := darkest[1]-darkest[0], darkest[2]-darkest[1]
	if second < 2000 || third < second*9/10 || third > second*11/10 {
		t.Errorf("a second hour takes %d pixels, a third %d", second, third)
	}
}

func TestResolve_marks_the_period(t *testing.T) {
	t.Parallel()
	r := week(t)
	above := func(r load.Report) int { // the legend has one as well
		return inks(t, pictures(t, r)["resolve"], 1280)[0xd55e00]
	}
	with := above(r)
	r.Resolve = r.Resolve[:len(r.Resolve)-1]
	if without := above(r); with <= without {
		t.Errorf("%d pixels with a week to mark, %d without", with, without)
	}
}
