package ai

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/tocsin-bot/tocsin/ai/llm"
	"github.com/tocsin-bot/tocsin/ai/prompt"
	"github.com/tocsin-bot/tocsin/ai/redact"
	"github.com/tocsin-bot/tocsin/ai/words"
	"github.com/tocsin-bot/tocsin/incident"
)

// fanIn is how many lists of claims are made one at a time.
const fanIn = 10

// reduce makes one list of many, of at most room claims, in rounds: the model sees claims only, never the
// channel again. chosen is false when somewhere it was not the model that chose.
func (r *reading) reduce(ctx context.Context, lists [][]found, room int) (kept []found, chosen bool, err error) {
	chosen = true
	for len(lists) > 1 || len(lists[0]) > room {
		most := room
		if len(lists) > fanIn {
			most = min(partClaims, room)
		}
		groups := slices.Collect(slices.Chunk(lists, fanIn))
		next := make([][]found, len(groups))
		byModel := make([]bool, len(groups))
		group, within := errgroup.WithContext(ctx)
		group.SetLimit(r.Parallel)
		for i, lists := range groups {
			group.Go(func() (err error) {
				next[i], byModel[i], err = r.choose(within, lists, most)
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return nil, false, err
		}
		chosen = chosen && !slices.Contains(byModel, false)
		lists = next
	}
	return lists[0], chosen, nil
}

// shownClaim is how the model sees a claim.
type shownClaim struct {
	ID       string           `json:"i"`
	At       string           `json:"t"`
	Section  incident.Section `json:"s"`
	Messages int              `json:"n,omitempty"`
	Text     string           `json:"x"`
}

// choose has the model choose among the claims of a few lists. Where it cannot, they are chosen evenly.
func (r *reading) choose(ctx context.Context, lists [][]found, most int) (kept []found, byModel bool, err error) {
	all := slices.Concat(lists...)
	if len(lists) == 1 && len(all) <= most {
		return all, true, nil
	}
	session := r.Redactor.Session()
	var lines strings.Builder
	for i, f := range all {
		jsonLine(&lines, shownClaim{
			ID: "c" + strconv.Itoa(i+1), At: f.at().UTC().Format("2006-01-02 15:04Z"), Section: f.section,
			Messages: len(united([]found{f})), Text: session.Hide(f.text),
		})
	}
	var answer reduceAnswer
	err = r.ask(ctx, question{
		purpose: "reduce", prompt: prompt.Reduce, schema: reduceSchema, limit: 4000,
		system: prompt.Reduce.With("claims", strconv.Itoa(most)), user: data(lines.String()),
	}, &answer, func() (int, int) {
		var dropped int
		kept, dropped = r.merged(answer.Claims, all, session)
		return len(kept), dropped
	})
	if _, isProblem := errors.AsType[*llm.Problem](err); err != nil && (ctx.Err() != nil || !isProblem && !errors.Is(err, llm.ErrOverBudget)) {
		return nil, false, err
	}
	if err != nil || len(kept) == 0 {
		return evenly(lists, most), false, nil
	}
	return kept[:min(len(kept), most)], true, nil
}

// merged are the claims that the model selected or joined, in its order. A sentence that is not proved any
// more, or rests on what is not there, gives way to the claims it was made of.
func (r *reading) merged(answers []mergedAnswer, all []found, session *redact.Session) (kept []found, dropped int) {
	used := make([]bool, len(all))
	for _, a := range answers {
		var from []found
		sound := true
		for _, id := range a.IDs {
			n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSpace(id), "c"))
			switch {
			case err != nil || n < 1 || n > len(all):
				sound = false
			case !used[n-1]:
				used[n-1] = true
				from = append(from, all[n-1])
			}
		}
		if len(from) == 0 {
			if !sound {
				dropped++
			}
			continue
		}
		one := found{section: from[0].section, text: from[0].text, cited: united(from)}
		if section := incident.Section(a.Section); slices.Contains(incident.Sections(), section) {
			one.section = section
		}
		if len(from) == 1 && incident.CleanLine(a.Text) == session.Hide(from[0].text) {
			kept = append(kept, one)
			continue
		}
		text, err := r.stillProved(a.Text, one.cited, session)
		if !sound || err != nil {
			dropped++
			kept = append(kept, from...)
			continue
		}
		one.text = text
		kept = append(kept, one)
	}
	return kept, dropped
}

// evenly takes claims from every list in turn, the most telling first, and none that says again what is
// taken already.
func evenly(lists [][]found, most int) []found {
	var kept []found
	for rank := 0; len(kept) < most; rank++ {
		more := false
		for _, list := range lists {
			if rank >= len(list) {
				continue
			}
			more = true
			again := slices.ContainsFunc(kept, func(f found) bool { return alike(f.text, list[rank].text) })
			if len(kept) < most && !again {
				kept = append(kept, list[rank])
			}
		}
		if !more {
			break
		}
	}
	return kept
}

// alike reports whether two sentences say much the same: they share most of their stems, and all figures.
func alike(a, b string) bool {
	as, bs := stemSet(a), stemSet(b)
	if len(as) == 0 || len(bs) == 0 {
		return a == b
	}
	shared := 0
	for stem := range as {
		if bs[stem] {
			shared++
		} else if strings.ContainsAny(stem, "0123456789") {
			return false
		}
	}
	for stem := range bs {
		if !as[stem] && strings.ContainsAny(stem, "0123456789") {
			return false
		}
	}
	return shared*3 >= min(len(as), len(bs))*2 && shared*2 >= max(len(as), len(bs))
}

func stemSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, stem := range words.Stems(s) {
		set[stem] = true
	}
	return set
}
