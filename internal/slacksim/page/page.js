// The page's script. Without it the page works too: every form and link leads to a whole page.
import { connect, go, show } from './live.js';
import { enhance } from './picker.js';
import { modalChanged } from './focus.js';
import './forms.js';
import './menus.js';
import './composer.js';
import './scroll.js';

document.documentElement.classList.add('scripted');

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-side]')) document.body.classList.toggle('sided');
  else if (!event.target.closest('#side')) document.body.classList.remove('sided'); // it lies over the channel
  const link = event.target.closest('a[href^="/?"]');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const to = new URL(link.href);
  if ('bar' in link.dataset) {
    const at = new URL(location.href);
    if (at.searchParams.has('bar')) at.searchParams.delete('bar');
    else at.searchParams.set('bar', '1');
    history.replaceState(null, '', at);
    show();
    return;
  }
  go(to);
});

window.addEventListener('popstate', show);
enhance(document);
modalChanged();
if (!document.querySelector('#modal .modal')) document.getElementById('composer')?.focus();
connect(false);
