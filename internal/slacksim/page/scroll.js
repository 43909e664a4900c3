// Older messages come as one scrolls up to them, and a link to a message goes to it.
import { page, where } from './live.js';
import { parse } from './morph.js';
import { enhance } from './picker.js';

const pane = document.getElementById('scroll');
const list = document.getElementById('messages');
let loading = false;
let none = ''; // the channel of which everything is there

const here = () => document.querySelector('#say [name=in]')?.value ?? where().get('in') ?? '';

async function older() {
  const first = list.firstElementChild;
  const room = here();
  if (loading || !first || none === room || !document.querySelector('[data-older]')) return false;
  loading = true;
  try {
    const at = new URLSearchParams({ as: page().me, in: room, before: first.dataset.ts });
    const answer = await fetch(`/-/older?${at}`);
    if (!answer.ok || here() !== room) return false;
    const more = parse(await answer.text());
    const any = more.childElementCount > 0;
    enhance(more);
    list.prepend(...bundles([...more.children]));
    if (answer.headers.get('X-Older') === '0') none = room;
    return any;
  } finally {
    loading = false;
  }
}

// bundles puts messages into boxes. A browser looks at each box in each frame and skips those out of sight, so that
// thousands of boxes of one message each would be felt.
function bundles(messages) {
  const boxes = [];
  for (let i = 0; i < messages.length; i += 25) {
    const box = document.createElement('div');
    box.className = 'bundle';
    box.dataset.ts = messages[i].dataset.ts;
    box.append(...messages.slice(i, i + 25));
    boxes.push(box);
  }
  return boxes;
}

// The pane is laid out from below: 0 is its end, and upwards is negative.
pane.addEventListener('scroll', () => {
  if (pane.scrollHeight + pane.scrollTop - pane.clientHeight < 1200) older();
}, { passive: true });

let sought = '';

async function seek() {
  if (location.hash.length < 2 || location.hash + location.search === sought) return;
  const id = location.hash.slice(1);
  let node = document.getElementById(`t${id}`) ?? document.getElementById(id);
  while (!node && !where().has('thread') && await older()) node = document.getElementById(id);
  if (!node) return;
  sought = location.hash + location.search;
  document.querySelector('.sought')?.classList.remove('sought');
  node.classList.add('sought');
  node.scrollIntoView({ block: 'center' });
}

document.addEventListener('shown', () => {
  if (none !== here()) none = '';
  seek();
});
