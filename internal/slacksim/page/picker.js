// Menus with a field to search in: people, channels, and whatever has many options. The <select> stays what
// the form sends; one that takes several is shown as a button with what is chosen.
import { Popup } from './popup.js';

let popup;

// enhance gives every menu of several choices its button.
export function enhance(root) {
  for (const select of root.querySelectorAll('select[multiple][data-search]')) {
    let button = select.nextElementSibling;
    if (!button?.matches('.several')) {
      button = document.createElement('button');
      button.type = 'button';
      button.className = 'several';
      button.dataset.own = '';
      button.setAttribute('aria-label', select.getAttribute('aria-label'));
      button.addEventListener('click', () => search(select, button));
      select.after(button);
    }
    told(select, button);
  }
}

function told(select, button) {
  const chosen = [...select.selectedOptions].map((option) => {
    const chip = document.createElement('i');
    chip.textContent = option.textContent;
    return chip;
  });
  button.replaceChildren(...(chosen.length ? chosen : ['Choose…']));
}

function search(select, anchor) {
  popup?.close();
  const field = document.createElement('input');
  field.type = 'search';
  field.placeholder = 'Search';
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-label', `Search: ${select.getAttribute('aria-label')}`);
  const entries = () => [...select.options]
    .filter((option) => option.value && option.textContent.toLowerCase().includes(field.value.trim().toLowerCase()))
    .map((option) => ({ text: option.textContent, selected: option.selected, option }));
  const mine = new Popup(anchor, ({ option }) => {
    option.selected = select.multiple ? !option.selected : true;
    if (select.multiple) {
      told(select, anchor);
      mine.show(entries(), field);
    } else {
      mine.close();
      anchor.focus();
    }
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  popup = mine;
  mine.box.prepend(field);
  field.addEventListener('input', () => mine.show(entries(), field));
  field.addEventListener('keydown', (event) => {
    if (mine.key(event) && !mine.open) anchor.focus();
  });
  field.addEventListener('blur', () => setTimeout(() => {
    if (document.activeElement !== field) mine.close();
  }));
  mine.show(entries(), field);
  field.focus();
}

function wants(select) {
  return select?.matches?.('select[data-search]') && !select.multiple;
}

document.addEventListener('mousedown', (event) => {
  if (!wants(event.target) || event.button) return;
  event.preventDefault();
  search(event.target, event.target);
});

document.addEventListener('keydown', (event) => {
  if (!wants(event.target)) return;
  if (event.key === 'Enter' || event.key === ' ' || event.key === 'ArrowDown' || event.key.length === 1) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search(event.target, event.target);
    const field = document.querySelector('.popup input');
    if (event.key.trim().length === 1) {
      field.value = event.key;
      field.dispatchEvent(new Event('input'));
    }
  }
});
