import assert from "node:assert/strict";
import { test } from "node:test";

import { memory, scenes } from "../../kiosk/pages/static/console/js/scenes.js";
import { screenOf } from "../../kiosk/pages/static/tablet/js/screens/index.js";
import { initial, reduce } from "../../kiosk/pages/static/tablet/js/session/session.js";

const NOW = 9000;
const TERMS = {
  nGood: 4,
  nPlayer: 36,
  cycle: "next",
  distribution: [9, 9, 9, 9],
  tMax: 50,
  trainingTMax: 10,
  timeLimit: null,
  language: "fr",
  consent: true,
  survey: true,
  surveyOptional: false,
  pay: { base: 10, perPoint: 0.2, currency: "€", score: 15, amount: 13 },
};

function seen(terms, name) {
  const start = initial(memory(terms), { now: NOW, host: "money.getz.fr", tablets: "" });
  return scenes(terms, NOW)[name].reduce(reduce, start);
}

const KINDS = {
  "all there is": TERMS,
  "no survey": { ...TERMS, survey: false },
  "no training": { ...TERMS, trainingTMax: 0 },
  "neither, and one round": { ...TERMS, survey: false, trainingTMax: 0, tMax: 1 },
  "a time limit": { ...TERMS, timeLimit: 30 },
  "three goods, the other way round, no pay": { ...TERMS, nGood: 3, cycle: "previous", distribution: [1, 1, 1], pay: null },
};

for (const [kind, terms] of Object.entries(KINDS)) {
  test(`each button of the preview leads to the screen that it names: ${kind}`, () => {
    assert.equal(screenOf(seen(terms, "welcome")), "welcome");
    if (terms.survey) assert.equal(screenOf(seen(terms, "survey")), "survey");
    assert.equal(screenOf(seen(terms, "story")), "story");
    if (terms.trainingTMax > 0) assert.equal(seen(terms, "training").round.kind, "training");
    const { round } = seen(terms, "round");
    assert.deepEqual([round.kind, round.result, screenOf(seen(terms, "round"))], ["game", null, "round"]);
    assert.equal(seen(terms, "result").round.result.point, true);
    assert.equal(screenOf(seen(terms, "result")), "round");
    assert.equal(screenOf(seen(terms, "end")), "end");
  });
}

test("the end shows the score for which its pay was worked out", () => {
  const { player } = seen(TERMS, "end");
  assert.deepEqual([player.score, player.pay.amount], [15, 13]);
});

test("a page in the language of the treatment", () => {
  assert.equal(seen({ ...TERMS, language: "en" }, "welcome").language, "en");
});
