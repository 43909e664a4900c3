// The composer: Enter sends; commands, people, channels and emoji are completed as one types.
import { page } from './live.js';
import { Popup } from './popup.js';

let words = null;
let popup = null;

async function load() {
  const answer = await fetch(`/-/words?as=${encodeURIComponent(page().me)}`);
  words = await answer.json();
}

// begun is the word before the cursor that could be completed.
function begun(field) {
  const before = field.value.slice(0, field.selectionStart);
  const command = before.match(/^\/\S*$/);
  if (command) return { sign: '/', part: command[0], from: 0 };
  const word = before.match(/(?:^|\s)([@#:])([^\s@#:]*)$/);
  if (!word || (word[1] === ':' && word[2].length < 2)) return null;
  return { sign: word[1], part: word[1] + word[2], from: before.length - word[2].length - 1 };
}

function complete(field) {
  const at = words && begun(field);
  const sought = at ? at.part.toLowerCase() : '';
  const fits = at ? words[at.sign].filter((w) => w.insert.toLowerCase().startsWith(sought)
    || (sought.length > 2 && w.shown.toLowerCase().includes(sought.slice(1)))).slice(0, 8) : [];
  if (!fits.length) {
    popup?.close();
    return;
  }
  if (!popup?.open) {
    popup = new Popup(field, (entry) => {
      const now = begun(field);
      if (now) field.setRangeText(`${entry.word.insert} `, now.from, field.selectionStart, 'end');
      popup.close();
    });
  }
  popup.show(fits.map((word) => ({ text: word.shown, hint: word.hint, word })), field);
}

const composer = (event) => (event.target.matches?.('[data-composer]') ? event.target : null);

document.addEventListener('focusin', (event) => {
  if (composer(event)) load();
});
document.addEventListener('focusout', (event) => {
  if (composer(event)) popup?.close();
});
document.addEventListener('input', async (event) => {
  const field = composer(event);
  if (!field) return;
  if (!words) await load();
  complete(field);
});
document.addEventListener('keydown', (event) => {
  const field = composer(event);
  if (!field || event.isComposing) return;
  if (popup?.open && popup.key(event)) return;
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    field.form.requestSubmit(field.form.querySelector('.send'));
  }
}, true);

// A line break that does not come from Shift+Enter is the Enter that sent.
let shift = false;
document.addEventListener('keydown', (event) => {
  shift = event.shiftKey;
}, true);
document.addEventListener('beforeinput', (event) => {
  if (composer(event) && event.inputType === 'insertLineBreak' && !shift) event.preventDefault();
});
