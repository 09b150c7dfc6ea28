import assert from "node:assert/strict";
import { test } from "node:test";

import { hasValues, linesOf, spread } from "../../kiosk/pages/static/console/js/lines.js";
import { textsFor } from "../../kiosk/pages/static/tablet/js/texts/index.js";

const words = { success: "Successes", score: "Points", median: "half", slow: "nine in ten" };
const figures = {
  medium: [[0.5, null], [null, null], [0, 1]],
  success: [0.25, 0.5],
  score: [1, 2],
  decision: [3, 4],
  slow_decision: [9, 8],
};
const lines = (plot) => linesOf(plot, figures, words, textsFor("en"));

test("a good's line has the name that participants read, and a measure its own", () => {
  const { goods } = textsFor("en");
  assert.equal(lines("medium").length, 3);
  assert.ok(lines("medium").every(({ name }) => Object.values(goods).some((good) => good.name === name)));
  assert.equal(new Set(lines("medium").map(({ name }) => name)).size, 3);
  assert.deepEqual(lines("success"), [{ name: "Successes", values: [0.25, 0.5] }]);
  assert.deepEqual(lines("decision").map(({ name, values }) => [name, ...values]), [["half", 3, 4], ["nine in ten", 9, 8]]);
});

test("a plot without a single value is not drawn; nothing and zero are not the same", () => {
  assert.equal(hasValues(lines("medium")), true);
  assert.equal(hasValues([{ name: "", values: [null, null] }]), false);
  assert.equal(hasValues([{ name: "", values: [null, 0] }]), true);
  assert.equal(hasValues([]), false);
});

test("names at the ends of lines are moved apart, none past another, and those that are far enough stay", () => {
  const ends = [{ label: "a", y: 100 }, { label: "b", y: 104 }, { label: "c", y: 98 }, { label: "d", y: 20 }];
  const told = spread(ends, 17);
  assert.deepEqual(told.map(({ label }) => label), ["b", "a", "c", "d"]);
  assert.deepEqual(told.map(({ y }) => y), [104, 87, 70, 20]);
  assert.deepEqual(ends[0], { label: "a", y: 100 });
});
