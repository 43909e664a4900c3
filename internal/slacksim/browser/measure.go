package browser

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

// watching is a function of script: it watches for an input event, and then for what comes of it, until that is painted.
const watching = `(begin, there) => {
  window.measured = new Promise((resolve) => {
    let at = 0;
    const watch = new MutationObserver(() => {
      if (!at || !there()) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - at)));
    });
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    addEventListener(begin, (event) => { at = event.timeStamp; }, { capture: true, once: true });
  });
}`

// Times is how long it takes from an input event ("click", "keydown") that do brings about until an expression of
// the page's script is true and can be seen. The expression is asked after every change of the page; it must be false before.
func (w *Window) Times(event, until string, do ...chromedp.Action[chromedp.Void]) time.Duration {
	w.Asks(fmt.Sprintf("(%s)(%q, () => %s)", watching, event, until))
	w.Does(do...)
	return w.Awaits("window.measured")
}

// Awaits is a number of milliseconds for which the page's script has a promise.
func (w *Window) Awaits(promise string) time.Duration {
	return milliseconds(ask[float64](w, promise, chromedp.EvalAwaitPromise))
}

// Numbers are the numbers for which the page's script has a promise.
func (w *Window) Numbers(promise string) []float64 {
	return ask[[]float64](w, promise, chromedp.EvalAwaitPromise)
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

// ask is the value of an expression of the page's script.
func ask[T any](w *Window, expression string, options ...chromedp.EvaluateOption) T {
	ctx, cancel := context.WithTimeout(w.ctx, w.options.Wait)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		w.options.Fail("%s: %v; the page shows:\n%s", expression, err, w.text())
	}
	return got
}

// Usage is what a window's page needs.
type Usage struct {
	Heap  uint64 // bytes that the script's objects take, right after a collection
	Nodes int    // elements, texts and the like that the browser keeps for the page
}

// Usage tells what the page needs now.
func (w *Window) Usage() Usage {
	ctx, cancel := context.WithTimeout(w.ctx, w.options.Wait)
	defer cancel()
	var u Usage
	err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, performance.Enable, performance.EnableParams{}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, t, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			return err
		}
		got, err := cdp.Call(ctx, t, performance.GetMetrics, cdp.Empty{})
		for _, m := range got.Metrics {
			switch m.Name {
			case "JSHeapUsedSize":
				u.Heap = uint64(m.Value)
			case "Nodes":
				u.Nodes = int(m.Value)
			}
		}
		return err
	}))
	if err != nil {
		w.options.Fail("measure what the page needs: %v", err)
	}
	return u
}
