import assert from "node:assert/strict";
import { test } from "node:test";

import { DRAWN, nameKey } from "../../kiosk/pages/static/tablet/js/goods.js";
import en from "../../kiosk/pages/static/tablet/js/texts/en.js";
import fr from "../../kiosk/pages/static/tablet/js/texts/fr.js";
import { goodName, money, otherLanguage, textsFor } from "../../kiosk/pages/static/tablet/js/texts/index.js";

function shape(texts, path = "") {
  if (typeof texts === "function") return [`${path}(${texts.length})`];
  if (typeof texts === "string") return [path];
  return Object.keys(texts).flatMap((key) => shape(texts[key], `${path}.${key}`));
}

function strings(texts, path = "") {
  if (typeof texts === "string") return [[path, texts]];
  if (typeof texts === "function") return [];
  return Object.keys(texts).flatMap((key) => strings(texts[key], `${path}.${key}`));
}

test("both languages say the same things, with the same arguments", () => {
  assert.deepEqual(shape(fr), shape(en));
});

test("no text is left empty or forgotten in the other language", () => {
  const alike = [".gender", ".link.", ".pause.title", ".round.score", ".goods.lantern", ".goods.kite"];
  const english = new Map(strings(en));
  for (const [path, text] of strings(fr)) {
    assert.notEqual(text.trim(), "", path);
    if (text === english.get(path)) assert.ok(alike.some((known) => path.startsWith(known)), `${path}: ${text}`);
  }
});

test("every drawn good has a name in both languages, and no two share one", () => {
  for (const texts of [fr, en]) {
    const names = Array.from({ length: DRAWN + 2 }, (_, good) => goodName(texts, good).name);
    assert.equal(new Set(names).size, names.length);
    assert.ok(Array.from({ length: DRAWN }, (_, good) => nameKey(good)).every((key) => key in texts.goods));
  }
});

test("an unknown language falls back to French, and the switch leads to the other one and back", () => {
  assert.equal(textsFor("de"), fr);
  assert.equal(otherLanguage(otherLanguage("fr")), "fr");
});

test("amounts are written as each language does, with sign or code, and small ones in full", () => {
  assert.equal(money(fr, 13.4, "€"), "13,40\u00a0€");
  assert.equal(money(en, 13.4, "€"), "€13.40");
  assert.equal(money(en, 13.4, "CHF"), "13.40\u00a0CHF");
  assert.equal(money(fr, 0.125, "€"), "0,125\u00a0€");
});

test("one of a thing is one, and French counts nought as one", () => {
  assert.deepEqual([fr.points(0), fr.points(1), fr.points(2)], ["0 point", "1 point", "2 points"]);
  assert.deepEqual([en.points(0), en.points(1), en.points(2)], ["0 points", "1 point", "2 points"]);
  assert.equal(fr.waiting.missing(1), "Il manque 1 personne.");
  assert.equal(fr.waiting.missing(0), "Tout le monde est là.");
  assert.equal(en.waiting.missing(2), "2 people are missing.");
});
