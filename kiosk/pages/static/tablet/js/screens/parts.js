// What several screens are made of.

import { absolute, picture } from "../goods.js";
import { goodName } from "../texts/index.js";
import { h } from "../vdom.js";

/** A button; `props.onclick` does the work. */
export function button(label, props) {
  return h("button", { type: "button", ...props, class: `button ${props.class || ""}` }, label);
}

/** The one thing to do on a screen. */
export function mainButton(label, props) {
  return button(label, { ...props, class: `button-main ${props.class || ""}` });
}

/** The heading of a screen, which takes the focus when the screen appears. */
export function heading(text, props = {}) {
  return h("h1", { tabindex: "-1", "data-focus": true, ...props }, text);
}

/** The forms of the name of a good that the player calls `relative`. */
export function nameOf(relative, { player }, texts) {
  return goodName(texts, absolute(relative, player));
}

/** A good with its picture and its name; both are needed, and the name is what is read aloud. */
export function goodPicture(good, texts, props = {}) {
  return h(
    "span",
    { ...props, class: `good ${props.class || ""}` },
    h("img", { class: "good-picture", src: picture(good), alt: "", draggable: "false" }),
    h("span", { class: "good-name" }, goodName(texts, good).name),
  );
}

/** The same, of a good relative to the player. */
export function playersGood(relative, state, texts, props = {}) {
  return goodPicture(absolute(relative, state.player), texts, props);
}

/** How many percent have done it, as a bar. */
export function progressBar(percent, label) {
  const bar = { class: "progress", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" };
  return h(
    "div",
    { ...bar, "aria-valuenow": String(percent), "aria-label": label },
    h("div", { class: "progress-done", style: { width: `${percent}%` } }),
  );
}

/** A line drawing from the page's own set of signs. */
export function icon(name) {
  return h("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: ICONS[name] }));
}

const ICONS = {
  check: "M4 13l5.5 5.5L20 7",
  cross: "M6 6l12 12M18 6L6 18",
  warning: "M12 4v10M12 19v.5",
  bell: "M12 3v2M6 17c1-2 1-4 1-6 0-7 10-7 10 0 0 2 0 4 1 6zM10 20c1 1.5 3 1.5 4 0",
  exchange: "M3 8h17M15 3l5 5-5 5M21 17H4M9 12l-5 5 5 5",
  arrow: "M3 12h17M14 6l6 6-6 6",
  star: "M12 2.5l2.9 6.3 6.8.8-5 4.7 1.3 6.8-6-3.4-6 3.4 1.3-6.8-5-4.7 6.8-.8z",
  clock: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5.5l3.5 2",
};

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** A keypad; `onDigit(digit)`, `onErase()`; what stands right of the zero is the caller's. */
export function keypad({ onDigit, onErase, eraseLabel, last = null }) {
  const key = (digit) => button(digit, { class: "key", onclick: () => onDigit(digit) });
  const erase = button("⌫", { class: "key key-quiet", "aria-label": eraseLabel, onclick: onErase });
  return h("div", { class: "keypad" }, KEYS.map(key), erase, key("0"), last);
}
