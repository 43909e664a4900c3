// Where the cursor is: in a form while one is open, back where it was afterwards; Esc closes what is on top.
let open = '';
let came = null;

export function modalChanged() {
  const modal = document.querySelector('#modal .modal');
  const now = modal?.id ?? '';
  for (const part of document.querySelectorAll('#main, #threadpane')) part.inert = Boolean(modal);
  if (now === open) return;
  if (!open) came = document.activeElement;
  open = now;
  if (modal) {
    const first = modal.querySelector('.inside :is(input, textarea, select):not([type=hidden])');
    (first ?? modal.querySelector('footer button:last-child')).focus();
  } else {
    const back = came?.isConnected && came !== document.body ? came : document.getElementById('composer');
    back?.focus();
  }
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Tab' && open) within(event);
  if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  const menu = document.querySelector('details.pop[open], details.members[open]');
  const top = document.querySelector('#modal [data-close]') ?? document.querySelector('[data-close-thread]');
  if (menu) {
    menu.open = false;
    menu.querySelector('summary').focus();
  } else if (top) {
    top.click();
  }
});

// within keeps Tab inside the form.
function within(event) {
  const all = [...document.querySelectorAll('#modal :is(a, button, input, select, textarea, summary)')]
    .filter((node) => node.offsetParent && node.type !== 'hidden' && !node.disabled);
  const [first, last] = [all[0], all[all.length - 1]];
  const at = document.activeElement;
  if (!document.getElementById('modal').contains(at) || (event.shiftKey ? at === first : at === last)) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
