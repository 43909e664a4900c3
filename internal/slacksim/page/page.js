// Keeps the page up to date: at every change of the workspace the regions that look
// different are taken over from the server. What somebody is typing stays.
const regions = ['side', 'head', 'messages', 'say', 'modal'];
const shown = new Map(regions.map((id) => [id, document.getElementById(id)?.innerHTML]));
let busy = false;
let again = false;

function typing(region) {
  // The cursor waits in the composer most of the time; only what stands in it counts.
  if (region.id === 'say') return Boolean(region.querySelector('input[name=text]')?.value);
  const at = document.activeElement;
  return region.id !== 'modal' && region.contains(at) && at.matches('input, select, textarea');
}

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { 'X-Live': '1' } });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of regions) {
      const old = document.getElementById(id);
      const next = fresh.getElementById(id);
      if (!old || !next || shown.get(id) === next.innerHTML || typing(old)) continue;
      shown.set(id, next.innerHTML);
      const writing = old.id === 'say' && old.contains(document.activeElement);
      old.replaceChildren(...document.importNode(next, true).childNodes);
      if (writing) old.querySelector('input[name=text]')?.focus();
    }
  } catch {
    // The workspace has gone; EventSource tries again when it is back.
  }
  busy = false;
  if (again) {
    again = false;
    refresh();
  }
}

new EventSource('/-/live').onmessage = refresh;

document.addEventListener('change', (event) => {
  if (event.target.id === 'as') event.target.form.submit();
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-confirm]');
  if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
});
