// The little that is done to the document.

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
