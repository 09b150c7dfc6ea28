// Sentences out of the page's texts, and the little that is done to the document.

/** A text with its places filled in. */
export function filled(text, facts) {
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in facts ? String(facts[name]) : place));
}

/** How long ago a moment (seconds since 1970) was, in words. */
export function span(since, texts) {
  const seconds = Math.max(0, Math.round(Date.now() / 1000 - since));
  if (seconds < 90) return filled(texts.seconds, { n: seconds });
  return filled(texts.minutes, { n: Math.floor(seconds / 60) });
}

/** What a cell is called. */
export function nameOf(cell, texts) {
  if (cell.robot) return `${texts.robot}, ${filled(texts.seatOf, { seat: cell.seat })}`;
  return filled(texts.tablet, { number: cell.number });
}

/** Everything a cell tells, for who does not see it. */
export function wordsOf(cell, texts) {
  const words = [nameOf(cell, texts), texts.states[cell.state]];
  if (cell.silent !== null && cell.state !== "absent") words.push(texts.states.absent);
  if (cell.wrong !== null) words.push(filled(texts.wrong, { point: cell.wrong }));
  if (cell.battery !== null) words.push(filled(texts.battery, { percent: cell.battery }));
  if (cell.call) words.push(texts.call);
  return words.join(", ");
}

/** Puts a text into an element, and hides it where there is none; touches nothing that is right already. */
export function redrawn(element, text) {
  if (!element) return;
  const shown = text || "";
  if (element.textContent !== shown) element.textContent = shown;
  if (element.hidden !== (shown === "")) element.hidden = shown === "";
}

/** An element with its attributes and children. */
export function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}
