package history

import "github.com/tocsin-bot/tocsin/incident"

// service is something the company runs, and what goes wrong with it.
type service struct {
	name     incident.ServiceName
	meaning  string
	team     string
	often    float64 // how often it breaks, compared with others
	troubles []trouble
}

// trouble is a way in which things go wrong.
type trouble struct {
	title string
	users string // what they see
	cause incident.CauseName
	kind  incident.TypeName // empty for the installation's default
	again bool              // it comes again and again, until it is mended
}

// The kinds of causes, as an installation names them that says nothing else.
const (
	deploy        incident.CauseName = "deploy"
	configuration incident.CauseName = "configuration"
	capacity      incident.CauseName = "capacity"
	dependency    incident.CauseName = "dependency"
	data          incident.CauseName = "data"
	certificate   incident.CauseName = "certificate"
	hardware      incident.CauseName = "hardware"
	manual        incident.CauseName = "manual"
	attack        incident.CauseName = "attack"
)

// Services are what the company runs.
func Services() []incident.Named {
	all := make([]incident.Named, len(services))
	for i, s := range services {
		all[i] = incident.Named{Name: string(s.name), Meaning: s.meaning}
	}
	return all
}

var services = []service{
	{"payments", "Takes the money", hammered, 3.2, []trouble{
		{"Card payments time out at the gateway", "Paying by card fails now and then.", dependency, "", true},
		{"Payments are taken twice", "Some people were charged twice.", data, "data", false},
		{"3-D Secure loops back to the basket", "After the bank's page the basket is empty.", deploy, "", false},
		{"Payouts to sellers are stuck", "Sellers wait for their money.", capacity, "", true},
		{"Apple Pay is refused in the EU", "Apple Pay fails, cards work.", configuration, "", false},
	}},
	{"billing", "Invoices and subscriptions", hammered, 1.4, []trouble{
		{"Invoices are sent without VAT", "Invoices are wrong.", deploy, "data", false},
		{"Subscriptions are not renewed", "Subscriptions end although they are paid.", data, "", false},
		{"The nightly billing run does not end", "Invoices come late.", capacity, "", true},
	}},
	{"fraud-check", "Decides which orders are looked at", hammered, .9, []trouble{
		{"Every order is held for review", "Orders are confirmed hours late.", configuration, "", false},
		{"Fraud scores are missing", "Nothing yet.", dependency, "", false},
	}},
	{"checkout", "From the basket to the order", "Checkout", 1.8, []trouble{
		{"Checkout answers with 502", "Ordering fails for about a third.", deploy, "", false},
		{"Vouchers are not accepted", "Vouchers are refused.", configuration, "", false},
		{"The basket is empty after signing in", "Baskets are lost.", deploy, "", false},
		{"Orders fail when many people buy at once", "Ordering is slow and sometimes fails.", capacity, "", true},
	}},
	{"shipping", "What it costs to send, and how", "Checkout", .8, []trouble{
		{"No delivery dates for Scotland", "No delivery date is shown.", data, "", false},
		{"The carrier's API is down", "Express delivery cannot be chosen.", dependency, "", true},
	}},
	{"search", "Finds what people look for", "Search", 1.2, []trouble{
		{"Search finds nothing for words with accents", "Some words find nothing.", deploy, "", false},
		{"Search results are a day old", "New goods are not found.", data, "data", true},
		{"Search is slow", "Results take five seconds.", capacity, "", false},
	}},
	{"recommendations", "What else people may like", "Search", .5, []trouble{
		{"Recommendations show goods that are sold out", "Sold-out goods are recommended.", data, "", false},
		{"The start page waits for recommendations", "The start page is slow.", dependency, "", false},
	}},
	{"gateway", "Where all requests come in", "Platform", 1.2, []trouble{
		{"Requests from Asia time out", "Pages do not load in Asia.", hardware, "", false},
		{"The gateway drops every tenth connection", "Pages fail to load now and then.", deploy, "", false},
		{"Rate limits hit our own app", "The app says “try again later”.", configuration, "", false},
	}},
	{"database", "The main Postgres cluster", "Platform", 1.1, []trouble{
		{"The main database has no connections left", "Everything is slow, some of it fails.", capacity, "", true},
		{"A replica is two hours behind", "Order history is out of date.", hardware, "", false},
		{"The disk of the main database is 95 % full", "Nothing yet.", capacity, "", false},
	}},
	{"deploys", "Builds and releases", "Platform", .7, []trouble{
		{"Deploys hang in the queue", "Nothing.", capacity, "", false},
		{"A rollback rolled the wrong way", "Yesterday's bugs are back.", manual, "", false},
	}},
	{"sign-in", "Accounts and sessions", "Platform", .8, []trouble{
		{"Nobody can sign in", "Signing in fails.", certificate, "", false},
		{"Reset mails do not arrive", "No mail to reset a password.", dependency, "", false},
		{"Passwords are tried from one network", "Nothing yet.", attack, "security", false},
		{"An access key is in a public repository", "Nothing.", manual, "security", false},
	}},
	{"events", "What happened, for whoever asks", "Data", .9, []trouble{
		{"The event stream is an hour behind", "Stock is out of date.", capacity, "", true},
		{"Events of the app are lost", "Nothing.", deploy, "data", false},
	}},
	{"warehouse", "Reports and figures", "Data", .8, []trouble{
		{"Yesterday's sales are missing in all reports", "Reports are incomplete.", data, "data", false},
		{"The finance export holds test orders", "Figures are too high.", data, "data", false},
	}},
	{"app", "On the phone", "Mobile", 1.1, []trouble{
		{"The iOS app crashes at the start", "The app closes at once.", deploy, "", false},
		{"Android shows prices in the wrong currency", "Prices are in dollars.", configuration, "", false},
		{"Push messages come three times", "The same message comes again and again.", deploy, "", false},
	}},
	{"helpdesk", "Letters and calls of customers", "Support", .6, []trouble{
		{"Four hundred people ask where their parcel is", "Parcels are late.", manual, "support", false},
		{"Chat is not handed over to people", "The chat does not answer.", dependency, "support", false},
		{"The phone line is dead", "Nobody can call us.", hardware, "facilities", false},
	}},
	{"contracts", "What we have signed", "Legal", .15, []trouble{
		{"A customer's data went to the wrong customer", "One customer saw another's order.", manual, "security", false},
		{"Contracts cannot be signed", "Signing fails.", certificate, "", false},
	}},
}

// drills are what people practise.
var drills = []string{"Game day: we lose a region", "Game day: the database is restored", "Drill: who takes command?"}
