// Makes a piece of the page look like another one and touches nothing that is the same already. It sets
// attributes and never properties: what somebody typed or chose, where the cursor is and how far they have
// scrolled lives in properties, and stays. A field that the server fills anew shows it if nobody touched it.

const parser = document.createElement('template');

export function parse(html) {
  parser.innerHTML = html;
  return parser.content;
}

export function fill(element, html) {
  children(element, parse(html));
}

export function morph(old, next) {
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    // What is open, stays open; what is under way, ends by itself.
    if (!next.hasAttribute(name) && name !== 'open' && name !== 'aria-busy') old.removeAttribute(name);
  }
  children(old, next);
}

const keyOf = (node) => (node.nodeType === 1 ? node.id || node.dataset.key || '' : '');
const owned = (node) => node.nodeType === 1 && 'own' in node.dataset;

function alike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b)
    && (a.nodeType !== 1 || (a.name === b.name && a.type === b.type));
}

function children(old, next) {
  const keyed = new Map();
  for (const node of old.childNodes) if (keyOf(node)) keyed.set(keyOf(node), node);
  const skip = (node) => {
    while (node && owned(node)) node = node.nextSibling;
    return node;
  };
  let at = skip(old.firstChild);
  for (const wanted of [...next.childNodes]) {
    const found = keyed.get(keyOf(wanted));
    if (found && alike(found, wanted)) {
      if (found === at) at = skip(at.nextSibling);
      else old.insertBefore(found, at);
      morph(found, wanted);
    } else if (at && alike(at, wanted)) {
      if (at.nodeType === 1) morph(at, wanted);
      else if (at.data !== wanted.data) at.data = wanted.data;
      at = skip(at.nextSibling);
    } else {
      old.insertBefore(wanted, at);
    }
  }
  while (at) {
    const after = skip(at.nextSibling);
    at.remove();
    at = after;
  }
}
