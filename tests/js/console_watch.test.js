import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { lastTold, taken } from "../../kiosk/pages/static/console/js/news.js";
import { watch } from "../../kiosk/pages/static/console/js/watch.js";
import { cell, session } from "./console.js";
import { makeWorld } from "./world.js";

const page = () => ({ ...session({ t1: cell(1), t2: cell(2) }), log: [[7, "opened"]] });

test("news replace what they name and leave the rest, also the state that they were taken into", () => {
  const before = page();
  const done = cell(1, { state: "done" });
  const after = taken(before, { cells: { t1: done }, waiting: ["t2"] });
  assert.deepEqual(after.cells, { t1: done, t2: before.cells.t2 });
  assert.deepEqual(after.waiting, ["t2"]);
  assert.equal(after.room, before.room);
  assert.deepEqual(before, page());
});

test("a cell that is null is gone, one that is new is there", () => {
  assert.deepEqual(Object.keys(taken(page(), { cells: { t1: null, s1: cell(null, { seat: 1, robot: true }) } }).cells), ["t2", "s1"]);
  assert.deepEqual(taken(page(), {}), page(), "no news change nothing");
});

test("the first news of a connection are everything: what went meanwhile is not on the map any more", () => {
  assert.deepEqual(taken(page(), { cells: { t2: cell(2) } }, true).cells, { t2: cell(2) });
  assert.deepEqual(taken(page(), {}, true).cells, {});
});

test("lines of the log are added, and the last one is what the server is asked from", () => {
  const after = taken(page(), { log: [[8, "paused"], [11, "resumed"]] });
  assert.deepEqual(after.log.map(([number]) => number), [7, 8, 11]);
  assert.equal(lastTold(after), 11);
  assert.equal(lastTold({ log: [] }), 0);
});

let world;
let said;
let after;
const last = () => world.sockets[world.sockets.length - 1];
const hear = (news) => last().onmessage({ data: JSON.stringify(news) });

beforeEach(() => {
  world = makeWorld();
  said = [];
  after = 0;
  const handlers = {
    onOpen: () => said.push("open"),
    onLost: () => said.push("lost"),
    onEnded: () => said.push("ended"),
    onNews: (news, everything) => said.push([news, everything]),
  };
  watch(() => `ws://kiosk/?after=${after}`, handlers, world);
});

test("the first news of each connection are told to be everything", () => {
  last().onopen();
  hear({ a: 1 });
  hear({ a: 2 });
  last().onclose({ code: 1011 });
  world.pass(2000);
  last().onopen();
  hear({ a: 3 });
  assert.deepEqual(said, ["open", [{ a: 1 }, true], [{ a: 2 }, false], "lost", "open", [{ a: 3 }, true]]);
});

test("a lost connection is opened again, from what was seen last", () => {
  last().onopen();
  after = 42;
  last().onclose({ code: 1006 });
  assert.deepEqual(said, ["open", "lost"]);
  assert.equal(world.sockets.length, 1, "not in the same instant");
  world.pass(1000);
  assert.equal(last().url, "ws://kiosk/?after=42");
});

test("attempts grow rarer up to a bound, each after some chance, and begin anew once one succeeds", () => {
  const waits = [];
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const [before, from] = [world.sockets.length, world.time];
    last().onclose({ code: 1006 });
    while (world.sockets.length === before) world.pass(100);
    waits.push(world.time - from);
  }
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 8000, 8000]);
  last().onopen();
  last().onclose({ code: 1006 });
  world.pass(1000);
  assert.equal(world.sockets.length, 8);
});

test("a connection over which nothing comes any more is known to be dead, and so is one that never opens", () => {
  last().onopen();
  world.pass(4000);
  hear({});
  world.pass(4900);
  assert.equal(said.includes("lost"), false, "the server says something every second, and may be late");
  const dead = last();
  world.pass(200);
  assert.equal(said[said.length - 1], "lost");
  assert.equal(dead.closed, true);
  assert.equal(dead.onmessage, null, "what comes after all is not heard");
  world.pass(1000);
  world.pass(5000);
  assert.equal(said.filter((each) => each === "lost").length, 2);
});

test("who is not signed in any more is told so, and no attempt is made", () => {
  last().onclose({ code: 4401 });
  world.pass(60_000);
  assert.deepEqual(said, ["ended"]);
  assert.equal(world.sockets.length, 1);
});
