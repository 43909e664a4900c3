// Package postmortem knows the shape of a postmortem document: Markdown in sections, each under a
// heading of the second level. Everything in it is pure text.
package postmortem

// Section returns the text below a heading, without blank lines around it, and whether there is such
// a heading.
func Section(markdown, title string) (string, bool) { panic("to be written") }

// Replace puts text in the place of what stands below a heading. A heading that is not there is added
// at the end.
func Replace(markdown, title, text string) string { panic("to be written") }

// Titles are the headings of the sections, in order.
func Titles(markdown string) []string { panic("to be written") }

// Merge brings a machine's new text into a document that people have edited since the machine's last
// text: base is that last text, ours what stands now, theirs the new one. What people changed stays; in
// each section the lines that only the machine changed follow it. differs says in Markdown, section by
// section, what the machine would say where people's words stayed; empty when nothing.
func Merge(base, ours, theirs string) (merged, differs string) { panic("to be written") }

// Kept counts how many words of a machine's text still stand in the text as it is now, in order, and
// how many words it had.
func Kept(machine, now string) (kept, words int) { panic("to be written") }
