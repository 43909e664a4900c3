package history

import "strconv"

var firstNames = []string{
	"Aarav", "Abena", "Adriana", "Agnieszka", "Aiko", "Aisha", "Alejandro", "Amara", "Ananya", "Anders", "Anouk", "Arjun",
	"Astrid", "Ayumi", "Beatriz", "Björn", "Camille", "Carlos", "Chidi", "Chiara", "Daniel", "Deepa", "Diego", "Dmitri",
	"Elena", "Emeka", "Emre", "Esther", "Farah", "Fatima", "Felix", "Freya", "Gabriel", "Giulia", "Hana", "Hannah", "Haruto",
	"Ibrahim", "Imani", "Ines", "Ingrid", "Isabel", "Ivan", "Jamal", "Jana", "Javier", "Jonas", "Jun", "Kavya", "Keiko",
	"Kofi", "Lars", "Layla", "Leila", "Lena", "Liam", "Linh", "Lucía", "Maja", "Marek", "Mariana", "Mateo", "Meera", "Mina",
	"Nadia", "Naomi", "Ngozi", "Nikhil", "Noah", "Olga", "Oluwaseun", "Omar", "Paulo", "Petra", "Priya", "Rahul", "Renata",
	"Rohan", "Rosa", "Ruth", "Sakura", "Samir", "Sanjay", "Sara", "Siobhán", "Sofia", "Sunita", "Tariq", "Thandiwe", "Tomás",
	"Valentina", "Vikram", "Wei", "Xiomara", "Yara", "Yusuf", "Zainab", "Zoë",
}

var lastNames = []string{
	"Abara", "Acheampong", "Ahmadi", "Almeida", "Andersen", "Arslan", "Baker", "Banerjee", "Bauer", "Bergström", "Bianchi",
	"Castillo", "Chatterjee", "Chen", "Cohen", "Costa", "Dahl", "Das", "Delgado", "Desai", "Dlamini", "Dubois", "Eze",
	"Fernandes", "Fischer", "Fujita", "Gallagher", "García", "Gupta", "Haddad", "Hansen", "Herrera", "Hoffmann", "Horvat",
	"Ishikawa", "Iyer", "Jansen", "Johansson", "Joshi", "Kamau", "Kapoor", "Keita", "Kim", "Kowalska", "Krüger", "Kumar",
	"Laurent", "Lindqvist", "Lopes", "Mahlangu", "Martins", "Mbeki", "Mehta", "Mensah", "Moreau", "Mori", "Murphy", "Nair",
	"Nakamura", "Ndiaye", "Nguyen", "Novak", "Nwosu", "O'Brien", "Obi", "Okafor", "Olsen", "Osei", "Papadopoulos", "Patel",
	"Pereira", "Petrov", "Popescu", "Rahman", "Ramírez", "Rao", "Reddy", "Richter", "Rossi", "Saito", "Santos", "Schneider",
	"Sharma", "Silva", "Singh", "Sokolova", "Suzuki", "Takahashi", "Tan", "Tran", "Vargas", "Verma", "Vogel", "Walsh", "Wang",
	"Weber", "Wójcik", "Yamamoto", "Yilmaz", "Zhang",
}

// inAnyOrder hands out names of which no two are the same.
func inAnyOrder(dice chance) func() string {
	all := len(firstNames) * len(lastNames)
	order, next := dice.Perm(all), 0
	return func() string {
		i, again := order[next%all], next/all
		next++
		name := firstNames[i%len(firstNames)] + " " + lastNames[i/len(firstNames)]
		if again > 0 {
			name += " " + strconv.Itoa(again+1)
		}
		return name
	}
}
