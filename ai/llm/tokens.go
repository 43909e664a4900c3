package llm

import (
	"strings"
	"sync"

	"github.com/tiktoken-go/tokenizer/codec"
)

// The vocabularies are in the binary and take about 20 ms and 6 MB to unpack: only once they are needed.
var (
	o200k  = sync.OnceValue(codec.NewO200kBase)
	cl100k = sync.OnceValue(codec.NewCl100kBase)
)

// Tokens counts the tokens of a text, exactly for OpenAI's models. For any other it counts as OpenAI's
// newer models do, which is within a fifth or so for most.
func (c *Client) Tokens(text string) int {
	n, err := vocabulary(c.opts.Model).Count(text)
	if err != nil {
		return len(text) // no token is shorter than a byte
	}
	return n
}

// vocabulary is the one a model has been trained with, as far as its name tells.
func vocabulary(model string) *codec.Codec {
	// "gpt-35-turbo" is how Azure writes it.
	for _, old := range []string{"gpt-3.5", "gpt-35", "gpt-4-"} {
		if strings.HasPrefix(model, old) {
			return cl100k()
		}
	}
	if model == "gpt-4" {
		return cl100k()
	}
	return o200k()
}
