package view

import (
	"github.com/slack-go/slack"

	"github.com/tocsin-bot/tocsin/incident"
)

// ServiceForm asks what is broken.
func ServiceForm(inc incident.Incident, rules incident.Rules) slack.ModalViewRequest {
	return namingForm(inc, CallbackService, "Service", incident.FieldService, "Which service is broken?", rules.Services, string(inc.Service))
}

// CauseForm asks for the kind of cause.
func CauseForm(inc incident.Incident, rules incident.Rules) slack.ModalViewRequest {
	return namingForm(inc, CallbackCause, "Cause", incident.FieldCause, "What kind of cause had it?", rules.Causes, string(inc.Cause))
}

func namingForm(inc incident.Incident, callback, what string, field incident.Field, question string, all []incident.Named, chosen string) slack.ModalViewRequest {
	return formOf(inc, callback, what, "Name it", choice(field, question, namedOptions(all), chosen), reasonInput())
}

// naming is a menu that may be left alone; it is not there when there is nothing to choose from.
func naming(field incident.Field, label string, all []incident.Named, chosen string) []slack.Block {
	if len(all) == 0 {
		return nil
	}
	return []slack.Block{menu(field, label, namedOptions(all), chosen).WithOptional(true)}
}

func namedOptions(all []incident.Named) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, one := range all {
		options = append(options, option(one.Name, one.Name, one.Meaning))
	}
	return options
}

// sorted are the words an incident is sorted by, in one field: a section has ten.
func sorted(inc incident.Incident) []*slack.TextBlockObject {
	service, cause := fitEscaped(string(inc.Service), maxOption), fitEscaped(string(inc.Cause), maxOption)
	switch {
	case service != "" && cause != "":
		return []*slack.TextBlockObject{marked("*Service · kind of cause*\n" + service + " · " + cause)}
	case service != "":
		return []*slack.TextBlockObject{marked("*Service*\n" + service)}
	case cause != "":
		return []*slack.TextBlockObject{marked("*Kind of cause*\n" + cause)}
	}
	return nil
}

func tellNamed(e incident.Entry, rules incident.Rules) telling {
	what, all := "Service", rules.Services
	if e.Kind == incident.KindCause {
		what, all = "Kind of cause", rules.Causes
	}
	t := telling{said: []saying{{"Reason", e.Text}}}
	switch {
	case e.Now == "":
		t.headline = "🏷️ *" + what + "*: " + person(e.By) + " took back " + escape(e.Was) + "."
	case e.Was == "":
		t.headline = "🏷️ *" + what + ": " + escape(e.Now) + "*, says " + person(e.By) + "."
	default:
		t.headline = "🏷️ *" + what + ": " + escape(e.Now) + "*, no longer " + escape(e.Was) + ", says " + person(e.By) + "."
	}
	for _, one := range all {
		if one.Name == e.Now {
			t.after = fitEscaped(one.Meaning, 300)
		}
	}
	return t
}
