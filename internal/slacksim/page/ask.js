// The dialogs that stand before something is done.

function dialog(title, inside, yes, no, dangerous) {
  const box = document.createElement('dialog');
  const form = document.createElement('form');
  form.method = 'dialog';
  const heading = document.createElement('h2');
  heading.textContent = title;
  const row = document.createElement('div');
  for (const [value, label] of [['', no], ['yes', yes]]) {
    const button = document.createElement('button');
    button.value = value;
    button.textContent = label;
    if (value) button.className = dangerous ? 'danger' : 'primary';
    row.append(button);
  }
  form.append(heading, inside, row);
  box.append(form);
  box.setAttribute('aria-label', title);
  document.body.append(box);
  box.showModal();
  return new Promise((resolve) => {
    box.addEventListener('close', () => {
      box.remove();
      resolve(box.returnValue === 'yes');
    });
  });
}

// ask asks what a button wants to have confirmed; true at once if that is nothing.
export async function ask(button) {
  const { ask: title, text, yes, no } = button.dataset;
  if (title === undefined) return true;
  const words = document.createElement('p');
  words.textContent = text;
  return dialog(title, words, yes, no, button.classList.contains('danger'));
}

// write has somebody write a text; null if they think better of it.
export async function write(title, text, yes) {
  const field = document.createElement('textarea');
  field.value = text;
  field.rows = 5;
  field.cols = 48;
  return (await dialog(title, field, yes, 'Cancel', false)) ? field.value : null;
}
