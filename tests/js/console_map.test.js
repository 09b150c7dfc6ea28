import assert from "node:assert/strict";
import { test } from "node:test";

import { cardPlace, classOf, marks, ordered, placeOf } from "../../kiosk/pages/static/console/js/cells.js";
import { wordsOf } from "../../kiosk/pages/static/console/js/words.js";
import { cell, robot, texts } from "./console.js";

test("tablets stand by their number and robots by their seat, whatever the order in which they came", () => {
  const cells = { t10: cell(10), t9: cell(9), t100: cell(100), s3: robot(3) };
  assert.deepEqual(ordered(cells).map(([key]) => key), ["s3", "t9", "t10", "t100"]);
  assert.equal(placeOf(cell(42, { seat: 7 })), 42);
});

test("access points come in their order, then what none of them serves, then the robots", () => {
  const points = [0, 6, -1, 1, 10];
  assert.deepEqual(points.sort((one, other) => cardPlace(one) - cardPlace(other)), [1, 6, 10, -1, 0]);
});

test("a cell is of one state, and says whether it calls and whether its number is long", () => {
  assert.equal(classOf(cell(7)), "cell cell-busy");
  assert.equal(classOf(cell(7, { state: "done", call: true })), "cell cell-done cell-call");
  assert.equal(classOf(cell(100, { state: "absent" })), "cell cell-absent cell-long");
  assert.equal(classOf(robot(103)), "cell cell-busy cell-long", "a robot shows its seat");
});

test("a cell that is as it should be has no mark, and each trouble has one of its own", () => {
  assert.deepEqual(marks(cell(1)), []);
  assert.deepEqual(marks(cell(1, { state: "done" })), ["done"]);
  assert.deepEqual(marks(cell(1, { state: "absent", silent: 1000 })), ["absent"]);
  assert.deepEqual(marks(cell(1, { wrong: 2 })), ["wrong"]);
  assert.deepEqual(marks(robot(3, { state: "done" })), ["done", "robot"]);
  assert.deepEqual(marks(cell(1, { call: true, silent: 1000, wrong: 2, battery: 3 })), ["call", "absent", "wrong", "battery"]);
});

test("a battery is shown when it is low, and one that is unknown is not taken for empty", () => {
  assert.deepEqual(marks(cell(1, { battery: 20 })), ["battery"]);
  assert.deepEqual(marks(cell(1, { battery: 21 })), []);
  assert.deepEqual(marks(cell(1, { battery: null })), []);
});

test("who does not see a cell hears everything it shows", () => {
  assert.equal(wordsOf(cell(7), texts), "tablet 7, at it");
  assert.equal(
    wordsOf(cell(7, { state: "done", silent: 1000, wrong: 2, battery: 9, call: true }), texts),
    "tablet 7, done, silent, comes through access point 2, battery 9 %, calls for help",
  );
  assert.equal(wordsOf(cell(7, { state: "absent", silent: 1000 }), texts), "tablet 7, silent", "and nothing twice");
  assert.equal(wordsOf(robot(3), texts), "robot, seat 3, at it");
});
