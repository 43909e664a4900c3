package doctor

import (
	"context"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/drafts"
)

// checkModel asks the model for one word, which costs next to nothing.
func checkModel(ctx context.Context, p *patient) Finding {
	switch c := p.config.AI; {
	case !c.Enabled:
		return well("ai.enabled is false: nothing is sent to a model")
	case c.Model == "":
		return well("none is configured: drafts are written from the timeline")
	default:
		client, err := drafts.Client(c, nil)
		if err != nil {
			return ill(err.Error(), "see the settings under ai in config.example.yaml.")
		}
		if problem := client.Probe(ctx); problem != nil {
			return ill(problem.Sentence, problem.Hint)
		}
		return well(c.Model + " answers at " + c.BaseURL)
	}
}
