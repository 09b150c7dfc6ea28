// The map: a card an access point, a cell a tablet. A cell is drawn anew only when it has changed.

import { cardPlace, classOf, marks, ordered, placeOf } from "./cells.js";
import { made } from "./document.js";
import { wordsOf } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const drawn = new Map(); // key → { told, element }

/** Brings the map to the state. */
export function drawMap({ cells }, texts) {
  const map = document.querySelector('[data-live="map"]');
  for (const [key, { element }] of drawn) {
    if (!(key in cells)) {
      element.remove();
      drawn.delete(key);
    }
  }
  for (const [key, cell] of ordered(cells)) drawCell(map, key, cell, texts);
  for (const card of map.querySelectorAll(".point")) {
    const there = card.querySelectorAll(".cell").length;
    card.hidden = there === 0;
  }
}

function drawCell(map, key, cell, texts) {
  const told = JSON.stringify(cell);
  const known = drawn.get(key);
  if (known && known.told === told) return;
  const element = cellOf(map, key, cell, texts);
  const cells = cardOf(map, cell.point, texts).querySelector(".cells");
  if (known && known.element.parentNode === cells) {
    const focused = document.activeElement === known.element;
    known.element.replaceWith(element);
    if (focused) element.focus();
  } else {
    if (known) known.element.remove();
    const next = [...cells.children].find((other) => Number(other.dataset.place) > Number(element.dataset.place));
    cells.insertBefore(element, next || null);
  }
  drawn.set(key, { told, element });
}

function cellOf(map, key, cell, texts) {
  const seats = map.dataset.seats;
  const opens = seats && cell.seat !== null;
  const words = wordsOf(cell, texts);
  return made(
    opens ? "a" : "span",
    {
      class: classOf(cell),
      href: opens ? seats + cell.seat : null,
      role: opens ? null : "img",
      title: words,
      "aria-label": words,
      "data-key": key,
      "data-place": placeOf(cell),
    },
    made("span", { class: "cell-number" }, String(placeOf(cell))),
    made("span", { class: "cell-marks" }, ...marks(cell).map(icon)),
  );
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", `icon icon-${name}`);
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

function cardOf(map, point, texts) {
  const place = cardPlace(point);
  const found = map.querySelector(`[data-point="${point}"]`);
  if (found) return found;
  const card = made(
    "section",
    { class: "card point", "data-point": point, "data-order": place },
    made("h3", {}, texts.points[point] || String(point)),
    made("div", { class: "cells" }),
  );
  const next = [...map.children].find((other) => Number(other.dataset.order) > place);
  map.insertBefore(card, next || null);
  return card;
}
