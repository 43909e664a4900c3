package config

// Access is who may do more than any member may. People are named as in teams: by their user's id, by e-mail address,
// or many at once by a user group's id or @handle.
type Access struct {
	// Admins may do everything, in private incidents too.
	Admins []string
	// Private are those who may see and run every private incident without being in its channel.
	Private []string
}

func (a Access) check(refuse refuseFunc) {
	checkWho(refuse, "access.admins", a.Admins)
	checkWho(refuse, "access.private", a.Private)
}
