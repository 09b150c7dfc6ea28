// Screens are pure functions from a state to a tree of plain objects; this file brings
// the document into the shape of that tree, touching only what differs, so that focus,
// typed text and running transitions survive a new state.

const SVG = "http://www.w3.org/2000/svg";

/** A node of the tree. Children may be nested arrays; null and booleans are left out. */
export function h(tag, props, ...children) {
  const { key = null, ...rest } = props || {};
  return { tag, key, props: rest, children: flattened(children) };
}

function flattened(children) {
  const flat = [];
  for (const child of children) {
    if (Array.isArray(child)) flat.push(...flattened(child));
    else if (child !== null && child !== undefined && typeof child !== "boolean") {
      flat.push(typeof child === "object" ? child : String(child));
    }
  }
  return flat;
}

/** Makes `parent` hold exactly `next`, knowing that it holds `previous`. */
export function patch(parent, previous, next) {
  for (let index = 0; index < next.length; index += 1) {
    const old = parent.childNodes[index];
    if (!old) parent.appendChild(created(next[index], parent));
    else if (same(previous[index], next[index])) updated(old, previous[index], next[index]);
    else parent.replaceChild(created(next[index], parent), old);
  }
  while (parent.childNodes.length > next.length) parent.removeChild(parent.lastChild);
}

function same(previous, next) {
  if (typeof previous !== typeof next) return false;
  return typeof next === "string" || (previous.tag === next.tag && previous.key === next.key);
}

function created(node, parent) {
  if (typeof node === "string") return document.createTextNode(node);
  const inSvg = node.tag === "svg" || (parent.namespaceURI === SVG && parent.tagName !== "foreignObject");
  const element = inSvg ? document.createElementNS(SVG, node.tag) : document.createElement(node.tag);
  for (const name of Object.keys(node.props)) assign(element, name, node.props[name]);
  patch(element, [], node.children);
  return element;
}

function updated(element, previous, next) {
  if (typeof next === "string") {
    if (previous !== next) element.data = next;
    return;
  }
  for (const name of Object.keys(previous.props)) {
    if (!(name in next.props)) assign(element, name, null);
  }
  for (const name of Object.keys(next.props)) {
    if (previous.props[name] !== next.props[name]) assign(element, name, next.props[name]);
  }
  patch(element, previous.children, next.children);
}

// Handlers and styles are set as properties: the Content-Security-Policy refuses them as attributes.
function assign(element, name, value) {
  if (name.startsWith("on")) element[name] = value;
  else if (name === "value") {
    if (element.value !== value) element.value = value;
  } else if (name === "style") {
    element.style.cssText = "";
    for (const property of Object.keys(value || {})) element.style.setProperty(property, value[property]);
  } else if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : value);
}
