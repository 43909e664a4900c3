package redact

import "strings"

// spelt are words of gitleaks' names of rules that are not spelt as they are written there; an empty one is left
// out.
var spelt = map[string]string{
	"github": "GitHub", "gitlab": "GitLab", "aws": "AWS", "gcp": "GCP", "openai": "OpenAI", "jwt": "JWT", "api": "API",
	"pat": "token", "npm": "npm", "pypi": "PyPI", "digitalocean": "DigitalOcean", "hashicorp": "HashiCorp",
	"tf": "Terraform", "huggingface": "Hugging Face", "launchdarkly": "LaunchDarkly", "linkedin": "LinkedIn",
	"planetscale": "PlanetScale", "rubygems": "RubyGems", "sendgrid": "SendGrid", "jfrog": "JFrog", "flyio": "Fly.io",
	"oauth": "OAuth", "ad": "AD", "ci": "CI", "cicd": "CI", "url": "URL", "id": "ID", "ec": "EC", "rrt": "runner token",
	"ptt": "trigger token", "scim": "SCIM", "base64": "", "v2": "", "routable": "", "generic": "", "relic": "Relic", "teams": "Teams",
	"1password": "1Password", "personnal": "personal", "fine": "fine-grained", "grained": "", "ca": "CA", "messagebird": "MessageBird", "travisci": "Travis CI", "droneci": "Drone CI",
	"privateai": "Private AI", "sumologic": "Sumo Logic", "easypost": "EasyPost", "mailchimp": "Mailchimp",
}

// label makes a rule's name readable: "github-fine-grained-pat" is a GitHub fine grained token.
func label(id string) string {
	var words []string
	for i, w := range strings.Split(id, "-") {
		as, special := spelt[w]
		switch {
		case special && as == "":
		case special:
			words = append(words, as)
		case i == 0: // whose it is
			words = append(words, strings.ToUpper(w[:1])+w[1:])
		default:
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}
