// A list that hangs on a field: to choose from by keyboard and mouse.
let n = 0;

export class Popup {
  // anchor is what it hangs on; choose is called with the entry chosen.
  constructor(anchor, choose) {
    this.anchor = anchor;
    this.choose = choose;
    this.box = document.createElement('div');
    this.box.className = 'popup';
    this.list = document.createElement('div');
    this.list.setAttribute('role', 'listbox');
    this.list.id = `popup-${n += 1}`;
    this.box.append(this.list);
    this.box.addEventListener('mousedown', (event) => {
      const option = event.target.closest('[role=option]');
      if (!option) return;
      event.preventDefault();
      this.choose(this.entries[Number(option.dataset.n)]);
    });
  }

  // show puts entries {text, hint, selected} into the list and opens it.
  show(entries, field) {
    this.entries = entries;
    this.field = field;
    this.list.replaceChildren(...entries.map((entry, i) => {
      const option = document.createElement('div');
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', String(Boolean(entry.selected)));
      option.id = `${this.list.id}-${i}`;
      option.dataset.n = i;
      option.append(entry.text);
      if (entry.hint) {
        const hint = document.createElement('span');
        hint.className = 'sub';
        hint.textContent = entry.hint;
        option.append(hint);
      }
      return option;
    }));
    if (!this.box.isConnected) document.body.append(this.box);
    field.setAttribute('aria-controls', this.list.id);
    field.setAttribute('aria-expanded', 'true');
    this.place();
    this.on(0);
  }

  place() {
    const at = this.anchor.getBoundingClientRect();
    const below = window.innerHeight - at.bottom;
    this.box.style.left = `${Math.max(4, Math.min(at.left, window.innerWidth - this.box.offsetWidth - 8))}px`;
    if (below < this.box.offsetHeight + 8 && at.top > below) {
      this.box.style.top = '';
      this.box.style.bottom = `${window.innerHeight - at.top + 4}px`;
    } else {
      this.box.style.bottom = '';
      this.box.style.top = `${at.bottom + 4}px`;
    }
  }

  on(i) {
    const options = this.list.children;
    if (!options.length) return;
    this.at = (i + options.length) % options.length;
    for (const option of options) option.classList.toggle('on', Number(option.dataset.n) === this.at);
    const chosen = options[this.at];
    chosen.scrollIntoView({ block: 'nearest' });
    this.field.setAttribute('aria-activedescendant', chosen.id);
  }

  // key handles a key of the field and tells whether it meant the list.
  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.on(this.at + step);
    else if ((event.key === 'Enter' || event.key === 'Tab') && this.entries[this.at]) this.choose(this.entries[this.at]);
    else if (event.key === 'Escape') this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  get open() {
    return this.box.isConnected;
  }

  close() {
    this.box.remove();
    this.field?.setAttribute('aria-expanded', 'false');
    this.field?.removeAttribute('aria-activedescendant');
  }
}
