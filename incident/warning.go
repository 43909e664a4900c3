package incident

// What an entry of [KindWarning] warns of.
const (
	WarnGuest  = "guest"  // a guest came into the channel of a private incident; Person is who
	WarnPublic = "public" // its channel was made public
	WarnShared = "shared" // its channel was shared with another workspace
	// WarnPrivate is no warning of a private incident: it became one, because its channel was made private.
	WarnPrivate = "private"
)

// RoleGone is what an entry of [KindRole] says when somebody lost a role by leaving the workspace.
const RoleGone = "gone"
