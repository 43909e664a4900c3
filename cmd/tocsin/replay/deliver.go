package replay

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tocsin-bot/tocsin/cmd/tocsin/complain"
)

// deliver hands over what came out, after a last look that nothing is missing.
func (p *play) deliver(ctx context.Context, o options) error {
	data, err := p.json(ctx)
	if err != nil {
		return err
	}
	if err := p.compare(data); err != nil {
		return mismatch(err)
	}
	picture, err := p.Bot.Store.Picture(ctx, p.number)
	if err != nil {
		return err
	}
	if picture.Draft == nil {
		return mismatch(errors.New("there is no postmortem draft"))
	}
	p.bar.done()
	first, last := instant(p.rec.first().ts), instant(p.rec.last().ts)
	_, _ = fmt.Fprintf(o.stderr, "%s, %q: %s by %s, %s to %s UTC; each is stored once, in order.\n",
		p.number, p.rec.title, count(len(p.rec.messages), "message", "messages"), count(len(p.authors()), "person", "people"),
		first.Format("2006-01-02 15:04"), last.Format("2006-01-02 15:04"))
	if o.out == "" {
		_, err := fmt.Fprint(o.stdout, picture.Draft.Markdown)
		return err
	}
	for name, content := range map[string][]byte{
		p.number.String() + ".md":   []byte(picture.Draft.Markdown),
		p.number.String() + ".json": data,
	} {
		// An incident may be private, so a new file is for its owner alone.
		if err := os.WriteFile(filepath.Join(o.out, name), content, 0o600); err != nil {
			return complain.About(err, "choose another folder with --out.")
		}
	}
	base := filepath.Join(o.out, p.number.String())
	_, err = fmt.Fprintf(o.stdout, "wrote %s.md and %s.json\n", base, base)
	return err
}

// authors are those who wrote something.
func (p *play) authors() map[*person]bool {
	all := map[*person]bool{}
	for _, m := range p.rec.messages {
		all[m.author] = true
	}
	return all
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
