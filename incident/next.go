package incident

// Next says what to do now, in words for a person who has never done this.
func Next(inc *Incident) string {
	switch {
	case inc.Status == Triage:
		return "Somebody look whether it is an incident. If it is, press Accept; if it is nothing, press Decline and say why."
	case inc.Status == Declined:
		return "It was nothing, and nothing is left to do. If it is an incident after all, press Reopen."
	case inc.Status == Merged && inc.MergedHidden:
		return "This is part of another incident, and goes on there. If they have nothing to do with each other, press Reopen."
	case inc.Status == Merged:
		return "Go on in " + inc.MergedInto.String() + ", which this is part of. If they have nothing to do with each other, press Reopen."
	case inc.Status == Closed:
		return "Read the postmortem draft in this channel and make it yours; /incident postmortem edits it. If it is back, press Reopen."
	case inc.Status == Resolved:
		return "Say what is left to do after this: type /incident followup and what it is. Then press Close: the drafts are written from what is stored here."
	case inc.Commander() == "" && inc.Private:
		return "Only you and those you bring know of this: type /invite and who must. Then one of you press Take command."
	case inc.Commander() == "":
		return "Someone press Take command. It means you coordinate and speak; you need not know the fix."
	case inc.LastUpdateAt.IsZero():
		return "Commander, press Update: say in one sentence what users see. Others put 📌 on messages that matter."
	case inc.Status == Investigating:
		return "Look for what changed. When the cause is known, press Status and choose identified. 📌 what matters."
	case inc.Status == Identified:
		return "Roll back or fix, the quickest safe way. When users are well again, press Status and choose monitoring."
	default:
		return "Watch that it holds. When you would go back to bed, press Resolve."
	}
}
