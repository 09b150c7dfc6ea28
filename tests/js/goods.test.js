import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { absolute, DRAWN, nameKey, order, picture, wantedBy } from "../../kiosk/pages/static/tablet/js/goods.js";

const player = (nGood, productionGood, consumptionGood) => ({ nGood, productionGood, consumptionGood });

test("a player numbers its own good 0, the wanted one 1, and the others in ascending order", () => {
  assert.deepEqual(order(player(5, 3, 1)), [3, 1, 0, 2, 4]);
  assert.equal(absolute(2, player(5, 3, 1)), 0);
});

test("every player's order holds each good once, whatever its seat, the cycle and the number of goods", () => {
  for (let nGood = 3; nGood <= 10; nGood += 1) {
    for (let made = 0; made < nGood; made += 1) {
      for (const cycle of ["next", "previous"]) {
        const goods = order(player(nGood, made, wantedBy(made, nGood, cycle)));
        assert.deepEqual([...goods].sort((one, other) => one - other), [...Array(nGood).keys()]);
      }
    }
  }
});

test("the story's wants are the treatment's: the next good, or the previous one, around the circle", () => {
  assert.deepEqual([0, 1, 2, 3].map((good) => wantedBy(good, 4, "next")), [1, 2, 3, 0]);
  assert.deepEqual([0, 1, 2].map((good) => wantedBy(good, 3, "previous")), [2, 0, 1]);
});

test("nobody who makes what a player wants does want what it makes", () => {
  for (let nGood = 3; nGood <= 8; nGood += 1) {
    for (let made = 0; made < nGood; made += 1) {
      const wanted = wantedBy(made, nGood, "next");
      assert.notEqual(wantedBy(wanted, nGood, "next"), made);
    }
  }
});

test("at least six goods have a picture of their own, and whatever lies beyond is a parcel", () => {
  assert.ok(DRAWN >= 6);
  for (let good = 0; good <= DRAWN; good += 1) {
    assert.match(readFileSync(new URL(picture(good)), "utf8"), /^<svg [^>]*viewBox="0 0 120 120"/);
  }
  assert.equal(nameKey(DRAWN), null);
  assert.match(picture(DRAWN), /parcel\.svg$/);
});
