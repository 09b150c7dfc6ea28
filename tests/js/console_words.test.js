import assert from "node:assert/strict";
import { test } from "node:test";

import { calls, checked, clock, filled, headline, missing, present, silent, span } from "../../kiosk/pages/static/console/js/words.js";
import { cell, robot, session, texts } from "./console.js";

const NOW = 1042;
const many = (count, facts) => Object.fromEntries(Array.from({ length: count }, (_, number) => [`t${number}`, cell(number, facts)]));

test("places of a text are filled in, also with nothing and with what looks like a pattern; unknown ones stay", () => {
  assert.equal(filled("{a} of {b}, {c}", { a: 0, b: "$&" }), "0 of $&, {c}");
});

test("a span is told in seconds, then in whole minutes, and is never negative", () => {
  assert.equal(span(1000, 1042.4, texts), "42\u00a0s");
  assert.equal(span(1000, 1089, texts), "89\u00a0s");
  assert.equal(span(1000, 1179, texts), "2\u00a0min");
  assert.equal(span(1000, 999, texts), "0\u00a0s", "the clocks of two machines differ");
});

test("what matters most of a session is said first", () => {
  const two = many(2);
  assert.equal(headline(session(two), texts), "We wait for 2.");
  assert.equal(headline(session(two, { waiting: [] }), texts), "Nobody is waited for.");
  assert.equal(headline(session(two, { step: "welcome", missing: 3 }), texts), "Empty seats: 3");
  assert.equal(headline(session(two, { step: "welcome", held: true }), texts), "Everybody sits.");
  assert.equal(headline(session(two, { step: "end" }), texts), "The session is over.");
  assert.equal(headline(session(two, { step: "end", closed: true }), texts), "The session is closed.");
});

test("who is waited for is named with why and since when, in the order of the server", () => {
  const cells = { t1: cell(1), t2: cell(2, { state: "absent", silent: 1012 }), t3: cell(3, { state: "empty" }), s4: robot(4) };
  assert.deepEqual(missing(session(cells, { waiting: ["t2", "t3", "t1", "s4"] }), NOW, texts), [
    "tablet 2 — silent for 30\u00a0s",
    "tablet 3 — not connected",
    "tablet 1 — not done yet, 42\u00a0s",
    "robot, seat 4 — not done yet, 42\u00a0s",
  ]);
});

test("while many are still at it only those who may need somebody are named", () => {
  const cells = { ...many(7), t3: cell(3, { state: "absent", silent: 1000 }) };
  assert.deepEqual(missing(session(cells), NOW, texts), ["tablet 3 — silent for 42\u00a0s"]);
  assert.equal(missing(session(many(6)), NOW, texts).length, 6);
  assert.deepEqual(missing(session(many(7)), NOW, texts), []);
});

test("before the start those are named who have a seat and have fallen silent, and nobody else", () => {
  const away = { state: "done", silent: 1012 };
  const cells = { t1: cell(1, { state: "done" }), t2: cell(2, away), t3: cell(3, { ...away, seat: null }) };
  const held = { step: "welcome", held: true, waiting: [] };
  assert.deepEqual(missing(session(cells, held), NOW, texts), ["tablet 2 — silent for 30\u00a0s"]);
});

test("a hundred silent tablets do not fill the page", () => {
  const lines = missing(session(many(104, { state: "absent", silent: 1000 })), NOW, texts);
  assert.equal(lines.length, 7);
  assert.equal(lines[6], "and 98 more");
});

test("calls for help are told by number, and those that the server plays for not at all", () => {
  const call = { call: true };
  assert.equal(calls(session({ t10: cell(10, call), t9: cell(9, call), t1: cell(1), s3: robot(3, call) }), texts), "Help is wanted at 9, 10");
  assert.equal(calls(session({ t1: cell(1) }), texts), "");
});

test("the clock runs by itself, stands in a pause, never goes below nothing, and is not there without a limit", () => {
  assert.equal(clock(session({}, { ends: 1060 }), NOW, texts), "18 s left");
  assert.equal(clock(session({}, { ends: 1000 }), NOW, texts), "0 s left");
  assert.equal(clock(session({}, { left: 12 }), NOW, texts), "12 s left");
  assert.equal(clock(session({}), NOW, texts), "");
});

test("the roll call counts who is there and names who has been, not the numbers that nobody has enrolled", () => {
  const cells = { t1: cell(1, { state: "free" }), t2: cell(2, { state: "absent", silent: 1000 }), t3: cell(3, { state: "empty" }) };
  assert.equal(present({ cells }, texts), "1 of 3 tablets are there.");
  assert.deepEqual(silent({ cells }, NOW, texts), ["tablet 2 — silent for 42\u00a0s"]);
});

test("netcheck is told of: never, on its way, its own words or else its verdict, and how old they are", () => {
  const check = { running: false, done: 9, total: 9, looking_at: "", verdict: "ready", headline: "", ended_at: 1012 };
  const words = (facts) => checked({ check: { ...check, ...facts } }, NOW, texts);
  assert.equal(checked({ check: null }, NOW, texts), "never");
  assert.equal(words({ running: true, done: 3, looking_at: "dns", ended_at: null }), "3 of 9, dns");
  assert.equal(words({}), "every tablet can play — 30\u00a0s ago");
  assert.equal(words({ headline: "Borne 3 is off" }), "Borne 3 is off — 30\u00a0s ago");
  assert.equal(words({ verdict: null, ended_at: null }), "could not look");
});
