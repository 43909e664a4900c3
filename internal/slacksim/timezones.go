package slacksim

import "time"

// zoneLabels are Slack's names of common zones: standard time, then summer time.
var zoneLabels = map[string][2]string{
	"America/Los_Angeles": {"Pacific Standard Time", "Pacific Daylight Time"},
	"America/Denver":      {"Mountain Standard Time", "Mountain Daylight Time"},
	"America/Chicago":     {"Central Standard Time", "Central Daylight Time"},
	"America/New_York":    {"Eastern Standard Time", "Eastern Daylight Time"},
	"America/Sao_Paulo":   {"Brasilia Time", "Brasilia Summer Time"},
	"Europe/London":       {"Greenwich Mean Time", "British Summer Time"},
	"Europe/Dublin":       {"Greenwich Mean Time", "Irish Standard Time"},
	"Europe/Lisbon":       {"Western European Time", "Western European Summer Time"},
	"Europe/Berlin":       {"Central European Time", "Central European Summer Time"},
	"Europe/Paris":        {"Central European Time", "Central European Summer Time"},
	"Europe/Madrid":       {"Central European Time", "Central European Summer Time"},
	"Europe/Amsterdam":    {"Central European Time", "Central European Summer Time"},
	"Europe/Warsaw":       {"Central European Time", "Central European Summer Time"},
	"Europe/Helsinki":     {"Eastern European Time", "Eastern European Summer Time"},
	"Europe/Istanbul":     {"Turkey Time", "Turkey Time"},
	"Asia/Kolkata":        {"India Standard Time", "India Standard Time"},
	"Asia/Singapore":      {"Singapore Standard Time", "Singapore Standard Time"},
	"Asia/Shanghai":       {"China Standard Time", "China Standard Time"},
	"Asia/Tokyo":          {"Japan Standard Time", "Japan Standard Time"},
	"Australia/Sydney":    {"Australian Eastern Standard Time", "Australian Eastern Daylight Time"},
	"Pacific/Auckland":    {"New Zealand Standard Time", "New Zealand Daylight Time"},
	"Etc/UTC":             {"Coordinated Universal Time", "Coordinated Universal Time"},
	"UTC":                 {"Coordinated Universal Time", "Coordinated Universal Time"},
}

// zoneAt is what Slack says of a zone at an instant: its label and its offset from UTC in seconds, both
// with summer time where it applies.
func zoneAt(zone *time.Location, at time.Time) (label string, offset int) {
	local := at.In(zone)
	abbreviation, offset := local.Zone()
	labels, known := zoneLabels[zone.String()]
	switch {
	case !known:
		return abbreviation, offset
	case local.IsDST():
		return labels[1], offset
	default:
		return labels[0], offset
	}
}
