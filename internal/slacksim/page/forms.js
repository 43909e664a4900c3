// Sends forms without leaving the page. What comes of them arrives as every change does.
import { ask, write } from './ask.js';
import { where } from './live.js';

export function notify(text) {
  const notice = document.getElementById('notice');
  notice.replaceChildren();
  if (!text) return;
  const line = document.createElement('p');
  line.className = 'notice';
  line.textContent = text;
  notice.append(line);
  setTimeout(() => line.remove(), 8000);
}

// post sends a form: to where, and what goes with it besides its fields. It tells whether that worked.
export async function post(form, action, more = {}, busy = null) {
  if (busy?.getAttribute('aria-busy') === 'true') return false;
  busy?.setAttribute('aria-busy', 'true');
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  try {
    const answer = await fetch(action, { method: 'POST', body, headers: { 'X-Live': '1' } });
    if (answer.status === 403) {
      location.reload(); // the workspace was started anew meanwhile
      return false;
    }
    if (!answer.ok) throw new Error(await answer.text());
    const { notice } = await answer.json();
    notify(notice);
    return !notice;
  } catch (problem) {
    notify(problem instanceof TypeError ? 'The workspace does not answer. Try again in a moment.' : problem.message);
    return false;
  } finally {
    busy?.removeAttribute('aria-busy');
  }
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  event.preventDefault();
  const by = event.submitter;
  const action = by?.getAttribute('formaction') ?? form.getAttribute('action');
  if (by && !(await ask(by))) return;
  by?.closest('details.pop')?.removeAttribute('open');
  const more = by?.name ? { [by.name]: by.value } : {};
  const field = action === '/-/say' && !more.text ? form.querySelector('[data-composer]') : null;
  const text = field?.value;
  if (field) {
    if (!text.trim()) return;
    more.text = text;
    field.value = '';
    field.dispatchEvent(new Event('input'));
  }
  const done = await post(form, action, more, field ? null : by);
  if (field && !done && !field.value) field.value = text;
});

document.addEventListener('change', async (event) => {
  const { target } = event;
  if (target.id === 'as') {
    const at = where();
    at.set('as', target.value);
    at.delete('thread');
    location.assign(`/?${at}`);
    return;
  }
  const listening = target.closest('[data-click]');
  if (!listening || !target.name || !(await ask(listening))) return;
  post(target.form, '/-/click', { click: listening.dataset.click });
});

document.addEventListener('click', async (event) => {
  const item = event.target.closest('[data-choose], [data-edit]');
  if (!item) return;
  const { form } = item;
  item.closest('details')?.removeAttribute('open');
  if ('edit' in item.dataset) {
    const text = await write('Edit message', item.dataset.edit, 'Save');
    if (text !== null) post(form, '/-/edit', { text });
  } else if (await ask(item)) {
    post(form, '/-/click', { click: item.dataset.key, [`e:${item.dataset.key}`]: item.dataset.choose });
  }
});

