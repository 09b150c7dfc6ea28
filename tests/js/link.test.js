import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { askOnce, BEAT, createLink, SILENCE } from "../../kiosk/pages/static/tablet/js/link.js";
import { makeWorld } from "./world.js";

let world;
let said;
let link;
const last = () => world.sockets[world.sockets.length - 1];
const demands = (socket) => socket.sent.map(({ demand }) => demand);

beforeEach(() => {
  world = makeWorld();
  said = [];
  const handlers = {
    onOpen: () => said.push("open"),
    onLost: () => said.push("lost"),
    onFrame: (frame) => said.push(frame),
    onRoundTrip: (ms) => said.push(ms),
    onSent: ({ demand }) => said.push(`sent ${demand}`),
    ping: () => ({ demand: "ping", deviceId: "device-42" }),
  };
  link = createLink("ws://kiosk/ws/", handlers, world);
  link.start();
});

test("a request is sent at once and repeated about once a second until another takes its place", () => {
  last().onopen();
  link.ask([{ demand: "init" }]);
  assert.deepEqual(demands(last()), ["ping", "init"]);
  world.pass(3500);
  assert.equal(demands(last()).filter((demand) => demand === "init").length, 4);
  link.ask([{ demand: "choice" }]);
  link.ask([{ demand: "choice" }]);
  assert.equal(demands(last()).filter((demand) => demand === "choice").length, 1);
  link.ask([]);
  const before = last().sent.length;
  last().onmessage({ data: "pong" });
  world.pass(BEAT);
  assert.equal(demands(last()).slice(before).includes("choice"), false);
});

test("what is asked while there is no link leaves as soon as there is one", () => {
  link.ask([{ demand: "choice", t: 3 }]);
  assert.deepEqual(last().sent, []);
  last().onopen();
  assert.deepEqual(demands(last()), ["ping", "choice"]);
  assert.deepEqual(said, ["open", "sent choice"]);
});

test("a ping leaves every second, and the round trip of its pong is told", () => {
  last().onopen();
  world.pass(30);
  last().onmessage({ data: "pong" });
  assert.deepEqual(said, ["open", 30]);
  world.pass(BEAT * 2);
  assert.equal(demands(last()).length, 3);
});

test("a half-open socket is given up within five seconds of silence, and another one opened", () => {
  last().onopen();
  world.pass(500);
  last().onmessage({ data: "pong" });
  world.pass(SILENCE + BEAT);
  assert.equal(world.sockets[0].closed, true);
  assert.deepEqual(said.slice(-1), ["lost"]);
  world.pass(1000);
  assert.equal(world.sockets.length, 2);
});

test("a server that says anything at all, even late pongs, is not given up", () => {
  last().onopen();
  for (let second = 0; second < 20; second += 1) {
    world.pass(BEAT);
    last().onmessage({ data: '{"demand":"notice","wait":false}' });
  }
  assert.equal(world.sockets.length, 1);
});

test("a socket that never opens is given up too", () => {
  world.pass(10_000);
  assert.ok(world.sockets.length > 1);
  assert.equal(world.sockets[0].closed, true);
});

test("attempts grow rarer up to a bound, and jitter keeps a hundred tablets apart", () => {
  const gaps = (chance) => {
    const lonely = makeWorld();
    lonely.chance = chance;
    const quiet = { onOpen() {}, onLost() {}, onSent() {}, ping: () => ({ demand: "ping" }) };
    createLink("ws://kiosk/ws/", quiet, lonely).start();
    const times = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      lonely.sockets[attempt].onclose();
      const from = lonely.time;
      while (lonely.sockets.length === attempt + 1) lonely.pass(10);
      times.push(lonely.time - from);
    }
    return times;
  };
  const [early, late] = [gaps(0), gaps(1)];
  assert.ok(early.every((gap, attempt) => gap < late[attempt]));
  assert.ok(late[0] < late[3]);
  assert.ok(Math.max(...late) <= 4600, `${late}`);
});

test("when the network comes back the next attempt is not waited for", () => {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    last().onclose();
    world.pass(5000 * (attempt < 5));
  }
  const before = world.sockets.length;
  link.hurry();
  world.pass(300);
  assert.equal(world.sockets.length, before + 1);
});

test("hurrying while the link is open changes nothing", () => {
  last().onopen();
  link.hurry();
  world.pass(300);
  assert.equal(world.sockets.length, 1);
});

test("a late event of a socket that was given up is not heard", () => {
  const [old] = world.sockets;
  old.onclose();
  world.pass(1000);
  last().onopen();
  assert.equal(old.onmessage, null);
  assert.equal(old.onclose, null);
});

test("one question gets one answer: the first of a message, a close and the end of patience", () => {
  const answers = [];
  const ask = () =>
    askOnce("ws://kiosk/ws/identity/", { tabletNumber: 4 }, { onAnswer: (text) => answers.push(text), onFailure: () => answers.push("failed") }, world);
  ask();
  last().onopen();
  assert.deepEqual(last().sent, [{ tabletNumber: 4 }]);
  last().onmessage({ data: "Done!" });
  last().onclose();
  ask();
  last().onclose();
  ask();
  world.pass(10_000);
  assert.deepEqual(answers, ["Done!", "failed", "failed"]);
});
