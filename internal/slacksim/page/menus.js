// Menus: arrows go through them, a click elsewhere closes them.
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.pop[open], details.members[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener('toggle', (event) => {
  if (event.target.matches('details.pop[open]')) event.target.querySelector('[role=menuitem]')?.focus();
}, true);

document.addEventListener('keydown', (event) => {
  const menu = event.target.closest('[role=menu]');
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!menu || !step) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll('[role=menuitem]')];
  items[(items.indexOf(event.target) + step + items.length) % items.length].focus();
});
