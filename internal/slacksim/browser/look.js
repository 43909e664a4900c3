(() => {
  const clear = [0, 0, 0, 0];
  const parts = (colour) => {
    const [r, g, b, a = 1] = (colour.match(/[\d.]+(e-\d+)?/g) ?? []).map(Number);
    return colour.startsWith('color(') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const over = (top, under) => {
    const a = top[3] + under[3] * (1 - top[3]);
    return a ? [0, 1, 2].map((i) => (top[i] * top[3] + under[i] * under[3] * (1 - top[3])) / a).concat(a) : clear;
  };
  const light = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  // What an element stands on, and how far all around it lets through.
  const ground = (element) => {
    let under = clear;
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      under = over(under, parts(style.backgroundColor));
      opacity *= Number(style.opacity);
    }
    return { under: over(under, [255, 255, 255, 1]), opacity };
  };
  const faults = new Set();
  const judge = (element, style, text) => {
    const { under, opacity } = ground(element);
    if (!opacity) return; // what shows when one points at it
    const ink = parts(style.color);
    const got = ratio(over([ink[0], ink[1], ink[2], ink[3] * opacity], under), under);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (got < (large ? 3 : 4.5)) faults.add(`contrast of ${got.toFixed(2)}: “${text.trim().slice(0, 40)}” (${element.tagName.toLowerCase()}.${element.className})`);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const element = node.parentElement;
    if (!/[\p{L}\p{N}]/u.test(node.data) || element.closest('[inert], option, script') || !element.checkVisibility({ visibilityProperty: true })) continue;
    judge(element, getComputedStyle(element), node.data);
  }
  for (const field of document.querySelectorAll('[placeholder]')) {
    if (field.placeholder.trim() && !field.closest('[inert]') && field.checkVisibility()) judge(field, getComputedStyle(field, '::placeholder'), field.placeholder);
  }
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) faults.add(`the page is ${document.documentElement.scrollWidth} wide in a window of ${wide}`);
  for (const part of document.querySelectorAll('.scroll, #head, #side, .modal .inside')) {
    if (part.checkVisibility() && part.scrollWidth > part.clientWidth) faults.add(`${part.id || part.className} is ${part.scrollWidth} wide and shows ${part.clientWidth}`);
  }
  return [...faults];
})()
