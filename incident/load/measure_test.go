package load_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tocsin-bot/tocsin/incident/load"
)

// TestMeasure_comes_to_what_was_reckoned_by_hand is the arithmetic, case by case. Instants are UTC; the first words of
// what is wanted are from when until when, and, in brackets, what the person's own clock shows when it begins. Unless a
// case says otherwise an activity counts for 10 minutes, pauses under 20 join, watching counts for 2 minutes, whoever was
// left alone for an hour is interrupted, and people work Monday to Friday from 9 to 17 and sleep from 22 to 7.
func TestMeasure_comes_to_what_was_reckoned_by_hand(t *testing.T) {
	t.Parallel()
	type test struct {
		zone string // where the person lives; empty for UTC
		who  func(*load.Who)
		week string // any day of it; empty: the week of the first thing they did
		did  []string
		want []string
		sum  time.Duration
	}
	tests := map[string]test{
		"the example of docs/report.md": {
			// Berlin is an hour ahead. 68 min of night, 11 of work, 1 of evening; INC-42 has 73, INC-43 has 5, INC-44 has 2.
			zone: "Europe/Berlin",
			did: []string{
				"2026-11-10 01:47 INC-42", "2026-11-10 01:50 INC-42", "2026-11-10 01:58 INC-42", "2026-11-10 02:21 INC-42",
				"2026-11-10 02:40 INC-43", "2026-11-10 02:45 INC-42", "2026-11-10 08:05 INC-42", "2026-11-10 15:59 INC-44 watching",
			},
			want: []string{
				"01:47–01:50 (Tue 02:47) INC-42 night interrupted",
				"01:50–01:58 (Tue 02:50) INC-42 night",
				"01:58–02:00 (Tue 02:58) INC-42 night",
				"02:00–02:21 (Tue 03:00) INC-42 night",
				"02:21–02:40 (Tue 03:21) INC-42 night",
				"02:40–02:45 (Tue 03:40) INC-43 night",
				"02:45–02:55 (Tue 03:45) INC-42 night",
				"08:05–08:15 (Tue 09:05) INC-42 working interrupted",
				"15:59–16:00 (Tue 16:59) INC-44 working watching",
				"16:00–16:01 (Tue 17:00) INC-44 evening watching",
			},
			sum: 80 * time.Minute,
		},
		"one message counts for ten minutes": {
			did:  []string{"2026-11-09 10:00 INC-1"},
			want: []string{"10:00–10:10 (Mon 10:00) INC-1 working interrupted"},
			sum:  10 * time.Minute,
		},
		"activities within the time that counts overlap and are not counted twice": {
			// 10:00 to 10:07 plus 10 = 17, not 3 × 10.
			did: []string{"2026-11-09 10:00 INC-1", "2026-11-09 10:04 INC-1", "2026-11-09 10:07 INC-1"},
			want: []string{
				"10:00–10:04 (Mon 10:00) INC-1 working interrupted",
				"10:04–10:07 (Mon 10:04) INC-1 working",
				"10:07–10:17 (Mon 10:07) INC-1 working",
			},
			sum: 17 * time.Minute,
		},
		"a pause of exactly twenty minutes is a pause": {
			// Covered until 10:10; 10:30 is 20 min later, which is not less than 20: 10 + 10.
			did: []string{"2026-11-09 10:00 INC-1", "2026-11-09 10:30 INC-1"},
			want: []string{
				"10:00–10:10 (Mon 10:00) INC-1 working interrupted",
				"10:30–10:40 (Mon 10:30) INC-1 working",
			},
			sum: 20 * time.Minute,
		},
		"a pause a second shorter joins": {
			// 10:00 to 10:29:59 plus 10 min.
			did: []string{"2026-11-09 10:00 INC-1", "2026-11-09 10:29:59 INC-1"},
			want: []string{
				"10:00–10:29:59 (Mon 10:00) INC-1 working interrupted",
				"10:29:59–10:39:59 (Mon 10:29:59) INC-1 working",
			},
			sum: 39*time.Minute + 59*time.Second,
		},
		"two incidents at once share a person's time: each moment is that of the one they turned to last": {
			// INC-1 5 + INC-2 3 + INC-1 10 = 18, not 10 + 10 + 10.
			did: []string{"2026-11-09 10:00 INC-1", "2026-11-09 10:05 INC-2", "2026-11-09 10:08 INC-1"},
			want: []string{
				"10:00–10:05 (Mon 10:00) INC-1 working interrupted",
				"10:05–10:08 (Mon 10:05) INC-2 working",
				"10:08–10:18 (Mon 10:08) INC-1 working",
			},
			sum: 18 * time.Minute,
		},
		"a pause between two incidents belongs to the first": {
			// 10:00 to 10:25 INC-1, then 10 of INC-2.
			did: []string{"2026-11-09 10:00 INC-1", "2026-11-09 10:25 INC-2"},
			want: []string{
				"10:00–10:25 (Mon 10:00) INC-1 working interrupted",
				"10:25–10:35 (Mon 10:25) INC-2 working",
			},
			sum: 35 * time.Minute,
		},
		"of what happened at the same instant the newer incident counts, in whatever order it is told": {
			did:  []string{"2026-11-09 10:00 INC-2", "2026-11-09 10:00 INC-1"},
			want: []string{"10:00–10:10 (Mon 10:00) INC-2 working interrupted"},
			sum:  10 * time.Minute,
		},
		"full hours, and where work begins and ends, cut": {
			// 8:55–9:05: 5 evening (the early morning is one) and 5 working.
			did: []string{"2026-11-09 08:55 INC-1", "2026-11-09 16:55 INC-1"},
			want: []string{
				"08:55–09:00 (Mon 08:55) INC-1 evening interrupted",
				"09:00–09:05 (Mon 09:00) INC-1 working",
				"16:55–17:00 (Mon 16:55) INC-1 working interrupted",
				"17:00–17:05 (Mon 17:00) INC-1 evening",
			},
			sum: 20 * time.Minute,
		},
		"work that begins between full hours cuts there": {
			who: func(w *load.Who) { w.Calendar.From = 9*time.Hour + 15*time.Minute },
			did: []string{"2026-11-09 09:10 INC-1"},
			want: []string{
				"09:10–09:15 (Mon 09:10) INC-1 evening interrupted",
				"09:15–09:20 (Mon 09:15) INC-1 working",
			},
			sum: 10 * time.Minute,
		},
		"a night goes over midnight, and comes before the weekend": {
			// Friday 21:55: 5 evening, 5 night. Friday 23:55: 5 night of Friday, 5 of Saturday. Saturday 06:55: 5 + 5.
			did: []string{"2026-11-13 21:55 INC-1", "2026-11-13 23:55 INC-1", "2026-11-14 06:55 INC-1"},
			want: []string{
				"21:55–22:00 (Fri 21:55) INC-1 evening interrupted",
				"22:00–22:05 (Fri 22:00) INC-1 night",
				"23:55–00:00 (Fri 23:55) INC-1 night interrupted",
				"00:00–00:05 (Sat 00:00) INC-1 night",
				"06:55–07:00 (Sat 06:55) INC-1 night interrupted",
				"07:00–07:05 (Sat 07:00) INC-1 weekend",
			},
			sum: 30 * time.Minute,
		},
		"midnight cuts an evening from a weekend for who sleeps late": {
			who: func(w *load.Who) { w.Calendar.NightFrom, w.Calendar.NightUntil = 2*time.Hour, 8*time.Hour },
			did: []string{"2026-11-13 23:55 INC-1"},
			want: []string{
				"23:55–00:00 (Fri 23:55) INC-1 evening interrupted",
				"00:00–00:05 (Sat 00:00) INC-1 weekend",
			},
			sum: 10 * time.Minute,
		},
		"a holiday is a weekend, by the person's own date": {
			// 11 November is off. In Berlin it begins at 23:00 UTC the day before; its night is night all the same.
			zone: "Europe/Berlin",
			who: func(w *load.Who) {
				w.Calendar.NightFrom, w.Calendar.NightUntil = 3*time.Hour, 7*time.Hour
				w.Calendar.Off = func(day time.Time) bool {
					return day.Equal(time.Date(2026, time.November, 11, 0, 0, 0, 0, time.UTC))
				}
			},
			did: []string{"2026-11-10 22:55 INC-1", "2026-11-11 05:55 INC-1", "2026-11-11 10:00 INC-1", "2026-11-12 10:00 INC-1"},
			want: []string{
				"22:55–23:00 (Tue 23:55) INC-1 evening interrupted",
				"23:00–23:05 (Wed 00:00) INC-1 weekend",
				"05:55–06:00 (Wed 06:55) INC-1 night interrupted",
				"06:00–06:05 (Wed 07:00) INC-1 weekend",
				"10:00–10:10 (Wed 11:00) INC-1 weekend interrupted",
				"10:00–10:10 (Thu 11:00) INC-1 working interrupted",
			},
			sum: 40 * time.Minute,
		},
		"who works on Sundays has weekends on other days": {
			who: func(w *load.Who) { w.Calendar.Days = [7]bool{time.Sunday: true, time.Monday: true} },
			did: []string{"2026-11-13 10:00 INC-1", "2026-11-15 10:00 INC-1"},
			want: []string{
				"10:00–10:10 (Fri 10:00) INC-1 weekend interrupted",
				"10:00–10:10 (Sun 10:00) INC-1 working interrupted",
			},
			sum: 20 * time.Minute,
		},
		"when clocks go back, the hour that comes twice counts twice": {
			// Berlin, 25 October: 03:00 summer time is 02:00 winter time, at 01:00 UTC. From 00:50 to 01:15 plus 10 = 35
			// min have passed, though the clock went from 02:50 to 02:25.
			zone: "Europe/Berlin",
			did:  []string{"2026-10-25 00:50 INC-1", "2026-10-25 01:15 INC-1"},
			want: []string{
				"00:50–01:00 (Sun 02:50) INC-1 night interrupted",
				"01:00–01:15 (Sun 02:00) INC-1 night",
				"01:15–01:25 (Sun 02:15) INC-1 night",
			},
			sum: 35 * time.Minute,
		},
		"when clocks go forward, the hour that never was does not count": {
			// Berlin, 29 March: 02:00 is 03:00, at 01:00 UTC. 00:55 to 01:05 = 10 min, though the clock went on by 70.
			zone: "Europe/Berlin",
			did:  []string{"2026-03-29 00:55 INC-1"},
			want: []string{
				"00:55–01:00 (Sun 01:55) INC-1 night interrupted",
				"01:00–01:05 (Sun 03:00) INC-1 night",
			},
			sum: 10 * time.Minute,
		},
		"the day after clocks went back, work begins by the new time": {
			// Monday 26 October: 9 o'clock in Berlin is 08:00 UTC, a week before it was 07:00.
			zone: "Europe/Berlin",
			did:  []string{"2026-10-26 07:55 INC-1"},
			want: []string{
				"07:55–08:00 (Mon 08:55) INC-1 evening interrupted",
				"08:00–08:05 (Mon 09:00) INC-1 working",
			},
			sum: 10 * time.Minute,
		},
		"clocks that go back by half an hour": {
			// Lord Howe, 5 April: 02:00 is 01:30, at 15:00 UTC. 14:50 to 15:25 plus 10 = 45 min: 10 before; then 01:30
			// to 02:00 by the new time, and 5 more.
			zone: "Australia/Lord_Howe",
			did:  []string{"2026-04-04 14:50 INC-1", "2026-04-04 15:10 INC-1", "2026-04-04 15:25 INC-1"},
			want: []string{
				"14:50–15:00 (Sun 01:50) INC-1 night interrupted",
				"15:00–15:10 (Sun 01:30) INC-1 night",
				"15:10–15:25 (Sun 01:40) INC-1 night",
				"15:25–15:30 (Sun 01:55) INC-1 night",
				"15:30–15:35 (Sun 02:00) INC-1 night",
			},
			sum: 45 * time.Minute,
		},
		"clocks that go forward by half an hour": {
			// Lord Howe, 4 October: 02:00 is 02:30, at 15:30 UTC, and 03:00 at 16:00. Twice 10 min; the pause from 15:35 to
			// 15:55 is 20.
			zone: "Australia/Lord_Howe",
			did:  []string{"2026-10-03 15:25 INC-1", "2026-10-03 15:55 INC-1"},
			want: []string{
				"15:25–15:30 (Sun 01:55) INC-1 night interrupted",
				"15:30–15:35 (Sun 02:30) INC-1 night",
				"15:55–16:00 (Sun 02:55) INC-1 night",
				"16:00–16:05 (Sun 03:00) INC-1 night",
			},
			sum: 20 * time.Minute,
		},
		"hours in Kolkata begin at half past": {
			// 9:00 there is 03:30 UTC.
			zone: "Asia/Kolkata",
			did:  []string{"2026-11-09 03:25 INC-1", "2026-11-09 11:25 INC-1"},
			want: []string{
				"03:25–03:30 (Mon 08:55) INC-1 evening interrupted",
				"03:30–03:35 (Mon 09:00) INC-1 working",
				"11:25–11:30 (Mon 16:55) INC-1 working interrupted",
				"11:30–11:35 (Mon 17:00) INC-1 evening",
			},
			sum: 20 * time.Minute,
		},
		"hours in Kathmandu begin at a quarter past": {
			// 22:00 there is 16:15 UTC; midnight is 18:15.
			zone: "Asia/Kathmandu",
			did:  []string{"2026-11-13 16:10 INC-1", "2026-11-13 18:10 INC-1"},
			want: []string{
				"16:10–16:15 (Fri 21:55) INC-1 evening interrupted",
				"16:15–16:20 (Fri 22:00) INC-1 night",
				"18:10–18:15 (Fri 23:55) INC-1 night interrupted",
				"18:15–18:20 (Sat 00:00) INC-1 night",
			},
			sum: 20 * time.Minute,
		},
		"who moved has the hours of where they were": {
			// Berlin until noon UTC, New York from then on: 12:55 becomes 13:00 and is 07:00, before work. What they did
			// before we knew where they lived falls into the hours of Berlin, which in September are 2 h ahead.
			who: func(w *load.Who) {
				w.Zones = []load.ZoneSince{
					{From: at("2026-10-01 00:00"), Zone: zone("Europe/Berlin")},
					{From: at("2026-11-11 12:00"), Zone: zone("America/New_York")},
				}
			},
			week: "2026-11-11 00:00",
			did:  []string{"2026-11-11 11:55 INC-1"},
			want: []string{
				"11:55–12:00 (Wed 12:55) INC-1 working interrupted",
				"12:00–12:05 (Wed 07:00) INC-1 evening",
			},
			sum: 10 * time.Minute,
		},
		"before anybody knew where they lived they lived there": {
			who: func(w *load.Who) {
				w.Zones = []load.ZoneSince{
					{From: at("2026-10-01 00:00"), Zone: zone("Europe/Berlin")},
					{From: at("2026-11-11 12:00"), Zone: zone("America/New_York")},
				}
			},
			did: []string{"2026-09-07 06:55 INC-1"},
			want: []string{
				"06:55–07:00 (Mon 08:55) INC-1 evening interrupted",
				"07:00–07:05 (Mon 09:00) INC-1 working",
			},
			sum: 10 * time.Minute,
		},
		"a reopened incident interrupts anew": {
			did: []string{"2026-11-09 10:00 INC-1", "2026-11-09 14:00 INC-1"},
			want: []string{
				"10:00–10:10 (Mon 10:00) INC-1 working interrupted",
				"14:00–14:10 (Mon 14:00) INC-1 working interrupted",
			},
			sum: 20 * time.Minute,
		},
		"an hour alone is needed to be interrupted again": {
			// Left at 10:10. 11:09:59 is less than an hour later; left again at 11:19:59, and 12:19:59 is an hour later.
			did: []string{"2026-11-09 10:00 INC-1", "2026-11-09 11:09:59 INC-2", "2026-11-09 12:19:59 INC-3"},
			want: []string{
				"10:00–10:10 (Mon 10:00) INC-1 working interrupted",
				"11:09:59–11:19:59 (Mon 11:09:59) INC-2 working",
				"12:19:59–12:29:59 (Mon 12:19:59) INC-3 working interrupted",
			},
			sum: 30 * time.Minute,
		},
		"who only watches costs little, and neither responds nor is interrupted": {
			// Two minutes each; the second begins before the first is over: 1 + 2. Then 2 more: watching joins nothing.
			did: []string{"2026-11-09 10:00 INC-1 watching", "2026-11-09 10:01 INC-2 watching", "2026-11-09 10:10 INC-1 watching"},
			want: []string{
				"10:00–10:01 (Mon 10:00) INC-1 working watching",
				"10:01–10:03 (Mon 10:01) INC-2 working watching",
				"10:10–10:12 (Mon 10:10) INC-1 working watching",
			},
			sum: 5 * time.Minute,
		},
		"watching the same on and on is one time": {
			did:  []string{"2026-11-09 10:00 INC-1 watching", "2026-11-09 10:02 INC-1 watching", "2026-11-09 10:03 INC-1 watching"},
			want: []string{"10:00–10:05 (Mon 10:00) INC-1 working watching"},
			sum:  5 * time.Minute,
		},
		"watching counts only where no response does": {
			// One minute before the response, none in it and none in the pause that joins, one behind it.
			did: []string{
				"2026-11-09 09:59 INC-2 watching", "2026-11-09 10:00 INC-1", "2026-11-09 10:05 INC-2 watching",
				"2026-11-09 10:15 INC-2 watching", "2026-11-09 10:20 INC-1", "2026-11-09 10:29 INC-2 watching",
			},
			want: []string{
				"09:59–10:00 (Mon 09:59) INC-2 working watching",
				"10:00–10:20 (Mon 10:00) INC-1 working interrupted",
				"10:20–10:30 (Mon 10:20) INC-1 working",
				"10:30–10:31 (Mon 10:30) INC-2 working watching",
			},
			sum: 32 * time.Minute,
		},
		"watching in a pause that does not join counts": {
			did: []string{"2026-11-09 10:00 INC-1", "2026-11-09 10:15 INC-2 watching", "2026-11-09 10:30 INC-1"},
			want: []string{
				"10:00–10:10 (Mon 10:00) INC-1 working interrupted",
				"10:15–10:17 (Mon 10:15) INC-2 working watching",
				"10:30–10:40 (Mon 10:30) INC-1 working",
			},
			sum: 22 * time.Minute,
		},
		"who watched before is interrupted by what they then respond to": {
			did: []string{"2026-11-09 10:00 INC-1 watching", "2026-11-09 10:10 INC-1"},
			want: []string{
				"10:00–10:02 (Mon 10:00) INC-1 working watching",
				"10:10–10:20 (Mon 10:10) INC-1 working interrupted",
			},
			sum: 12 * time.Minute,
		},
		"a week ends on Monday at midnight, in the middle of what goes on": {
			// The pause from 23:45 joins with 00:04 of the next week: 15 min of it are this week's.
			week: "2026-11-09 00:00",
			did:  []string{"2026-11-15 23:45 INC-1", "2026-11-16 00:04 INC-1"},
			want: []string{"23:45–00:00 (Sun 23:45) INC-1 night interrupted"},
			sum:  15 * time.Minute,
		},
		"the next week has the rest, and no interruption": {
			// 4 min until the second message, and 10 for that.
			week: "2026-11-16 00:00",
			did:  []string{"2026-11-15 23:45 INC-1", "2026-11-16 00:04 INC-1"},
			want: []string{
				"00:00–00:04 (Mon 00:00) INC-1 night",
				"00:04–00:14 (Mon 00:04) INC-1 night",
			},
			sum: 14 * time.Minute,
		},
		"who was at it on Sunday night is not interrupted on Monday": {
			// Left at 23:10; 00:09 is 59 min later.
			week: "2026-11-16 00:00",
			did:  []string{"2026-11-15 23:00 INC-1", "2026-11-16 00:09 INC-1"},
			want: []string{"00:09–00:19 (Mon 00:09) INC-1 night"},
			sum:  10 * time.Minute,
		},
		"who was alone for an hour over midnight is": {
			// Left at 23:10; 00:10 is an hour later.
			week: "2026-11-16 00:00",
			did:  []string{"2026-11-15 23:00 INC-1", "2026-11-16 00:10 INC-1"},
			want: []string{"00:10–00:20 (Mon 00:10) INC-1 night interrupted"},
			sum:  10 * time.Minute,
		},
		"the year ends within week 53": {
			// 31 December 2026 is a Thursday; its week goes on until 3 January.
			week: "2026-12-31 00:00",
			did:  []string{"2026-12-31 23:55 INC-1", "2027-01-03 23:55 INC-1", "2027-01-04 12:00 INC-1"},
			want: []string{
				"23:55–00:00 (Thu 23:55) INC-1 night interrupted",
				"00:00–00:05 (Fri 00:00) INC-1 night",
				"23:55–00:00 (Sun 23:55) INC-1 night interrupted",
			},
			sum: 15 * time.Minute,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			who := load.Who{Calendar: load.DefaultCalendar()}
			if test.zone != "" {
				who.Zones = []load.ZoneSince{{Zone: zone(test.zone)}}
			}
			if test.who != nil {
				test.who(&who)
			}
			did := did(test.did...)
			day := did[0].At
			if test.week != "" {
				day = at(test.week)
			}
			got := measured(t, load.WeekOf(day, time.UTC), did, who, load.DefaultSettings())
			if diff := cmp.Diff(test.want, said(got)); diff != "" {
				t.Errorf("want (-) and got (+):\n%s", diff)
			}
			if sum := total(got); sum != test.sum {
				t.Errorf("%s in all; by hand it is %s", sum, test.sum)
			}
		})
	}
}
