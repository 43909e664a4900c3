// Keeps the page up to date: the server sends the regions and messages that look different, and only those.
import { fill, morph, parse } from './morph.js';
import { enhance } from './picker.js';
import { modalChanged } from './focus.js';

let source;
let fresh = true; // the next messages are those of another channel
const drafts = new Map(); // what stands in the composer of other channels

export const where = () => new URLSearchParams(location.search);
export const page = () => document.body.dataset;

// go opens another channel, thread or Home tab without loading the page anew.
export function go(address) {
  const to = new URL(address, location.href);
  const as = to.searchParams.get('as');
  if (as && as !== page().me) {
    location.assign(to);
    return;
  }
  if (where().has('bar') && !to.searchParams.has('bar')) to.searchParams.set('bar', '1');
  history.pushState(null, '', to);
  show();
}

// show has the page show what stands in the address.
export function show() {
  connect(true);
}

let shownAt = '';

export function connect(opened) {
  source?.close();
  const at = where();
  at.set('as', page().me);
  const here = at.get('in') ?? '';
  if (here !== shownAt) {
    const composer = document.getElementById('composer');
    drafts.set(shownAt, composer?.value ?? '');
    if (composer) composer.value = drafts.get(here) ?? '';
    shownAt = here;
    fresh = opened;
  }
  document.body.classList.toggle('threaded', at.has('thread'));
  document.body.classList.remove('sided');
  if (opened) at.set('opened', '1');
  source = new EventSource(`/-/live?${at}`);
  source.onmessage = (event) => apply(JSON.parse(event.data));
  source.onerror = () => document.body.classList.add('lost');
}

shownAt = where().get('in') ?? '';

// A page on which nothing was opened goes where a story goes. Whoever begins to write there stays.
document.addEventListener('input', (event) => {
  const at = where();
  if (event.target.id !== 'composer' || at.has('in')) return;
  shownAt = event.target.form.elements.in.value;
  at.set('in', shownAt);
  history.replaceState(null, '', `/?${at}`);
  connect(false);
});

// A browser keeps few connections to one place, and windows that nobody sees would use them up.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) source?.close();
  else connect(false);
});

function apply(update) {
  if (update.boot !== page().boot) {
    // Another workspace answers here: it knows the same people and channels by other ids.
    const name = document.querySelector('#as option[selected]')?.textContent ?? '';
    const at = where();
    at.set('as', name);
    at.set('in', document.querySelector('#side a[aria-current] .name')?.textContent ?? '');
    at.delete('thread');
    location.replace(`/?${at}`);
    return;
  }
  document.body.classList.remove('lost');
  if (document.title !== update.title) document.title = update.title;
  for (const [id, list] of Object.entries(update.lists ?? {})) messages(document.getElementById(id), list, fresh);
  for (const [id, html] of Object.entries(update.parts ?? {})) {
    const region = document.getElementById(id);
    fill(region, html);
    enhance(region);
    if (id === 'modal') modalChanged();
  }
  if (fresh) {
    fresh = false;
    document.getElementById('scroll').scrollTop = 0;
    if (!document.querySelector('#modal .modal')) document.getElementById('composer')?.focus();
  }
  document.body.classList.add('live');
  document.dispatchEvent(new Event('shown'));
}

// messages brings a list of messages up to date. Older ones that were scrolled to stay above.
function messages(region, { keys, items = {} }, anew) {
  const have = new Map([...region.children].map((node) => [node.dataset.ts, node]));
  const overlap = keys.some((key) => have.has(key));
  let before = null;
  for (const [ts, node] of have) {
    const older = overlap && !anew && keys.length > 0 && ts < keys[0];
    if (older) before = node;
    else if (anew || !keys.includes(ts)) {
      node.remove();
      have.delete(ts);
    }
  }
  for (const key of keys) {
    let node = have.get(key);
    if (items[key]) {
      const next = parse(items[key]).querySelector('article');
      if (node) morph(node, next);
      else node = next;
      enhance(node);
    }
    if (!node) continue;
    const place = before ? before.nextElementSibling : region.firstElementChild;
    if (node !== place) region.insertBefore(node, place);
    before = node;
  }
}
