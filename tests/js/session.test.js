import assert from "node:assert/strict";
import { test } from "node:test";

import { recall, remember, worthKeeping } from "../../kiosk/pages/static/tablet/js/memory.js";
import { screenOf } from "../../kiosk/pages/static/tablet/js/screens/index.js";
import { enrolment, ping, requests } from "../../kiosk/pages/static/tablet/js/session/requests.js";
import { initial } from "../../kiosk/pages/static/tablet/js/session/session.js";
import { secondsLeft, status } from "../../kiosk/pages/static/tablet/js/session/round.js";
import { after, connected, heard, init, refusal } from "./states.js";

const KNOWS = { progress: { userId: 7, welcomed: true, storyRead: true } };
const GAME = { step: "game", t: 11, score: 3, trainingT: 10, lastSuccess: true };
const TRAINING = { step: "training", trainingT: 3, trainingScore: 2 };
const INIT = { demand: "init", deviceId: "device-42", language: "fr", noticed: 0 };
const pick = (good) => ({ type: "pick", good });
const decide = { type: "decide", now: 9000 };
const proceed = { type: "proceed", now: 9500 };
const reply = (facts) =>
  heard({ demand: "choice", wait: false, t: 11, progress: 100, success: true, end: false, score: 3, goodInHand: 2, missing: 0, ...facts });
const playing = (facts = {}) => after(connected(KNOWS), init({ ...GAME, ...facts }));
const sent = (state) => after(state, ...requests(state).map((request) => ({ type: "sent", request })));

/** The page is loaded anew with what it had written down. */
function reloaded(state, ...events) {
  const memory = JSON.parse(JSON.stringify(worthKeeping(state)));
  return after(initial(memory, { now: 0, host: "money.getz.fr", tablets: "" }), { type: "opened" }, ...events);
}

test("a tablet that nobody knows asks for its number, and nothing else is asked of the server meanwhile", () => {
  const state = after(connected({ tablet: null }), refusal("init", "not_enrolled"));
  assert.equal(screenOf(state), "enrolment");
  assert.deepEqual(requests(state), []);
});

test("a number is typed, corrected and confirmed; a wrong PIN is asked for again", () => {
  const digit = (key) => ({ type: "enrolDigit", digit: key });
  const confirm = { type: "enrolConfirm" };
  const wrong = { type: "enrolmentRefused", error: { code: "wrong_pin" } };
  let state = after(connected({ tablet: null }), refusal("init", "not_enrolled"), digit("4"), digit("7"), { type: "enrolErase" }, digit("2"), confirm);
  assert.deepEqual(enrolment(state), { deviceId: "device-42", tabletNumber: 42 });
  state = after(state, wrong);
  assert.equal(state.enrol.problem, null, "nobody has typed a wrong PIN yet");
  state = after(state, digit("1"), digit("9"), confirm);
  assert.deepEqual(enrolment(state), { deviceId: "device-42", tabletNumber: 42, pin: "19" });
  state = after(state, wrong);
  assert.equal(state.enrol.problem.code, "wrong_pin");
  state = after(state, digit("1"), confirm, { type: "enrolled" });
  assert.equal(state.tablet, 42);
  assert.deepEqual(requests(state), [INIT]);
});

test("a heartbeat tells the number, so that two tablets with one number are noticed", () => {
  assert.deepEqual(ping(connected()), { demand: "ping", deviceId: "device-42", tabletNumber: 42, rtt: 12 });
  const stranger = initial({ ...worthKeeping(connected()), tablet: null }, { now: 0, host: "", tablets: "" });
  assert.deepEqual(ping(stranger), { demand: "ping", deviceId: "device-42" });
});

test("an invitation answers the dialogue at once; refused, it is not tried again", () => {
  const invited = after(connected({ tablet: null }), { type: "invited", invitation: "42.1764240000.1764250000.sig-nature_1" });
  assert.deepEqual(enrolment(invited), { deviceId: "device-42", tabletNumber: 42, invitation: "42.1764240000.1764250000.sig-nature_1" });
  assert.deepEqual(requests(invited), []);
  assert.equal(after(invited, { type: "enrolled" }).tablet, 42);
  const refusedOnce = after(invited, { type: "enrolmentRefused", error: { code: "invitation_expired" } });
  assert.equal(refusedOnce.enrol.problem.code, "invitation_expired");
  assert.deepEqual(enrolment(after(refusedOnce, { type: "enrolDigit", digit: "7" }, { type: "enrolConfirm" })), { deviceId: "device-42", tabletNumber: 7 });
  assert.equal(enrolment(after(connected(), { type: "invited", invitation: "nonsense" })).invitation, "nonsense");
});

test("a tablet without a session shows its card, and keeps asking", () => {
  const state = after(connected(), refusal("init", "no_room", { tablet: 42, accessPoint: 3 }));
  assert.equal(screenOf(state), "rollCall");
  assert.equal(state.accessPoint, 3);
  assert.deepEqual(requests(state), [INIT]);
});

test("a session goes from welcome to end, one screen a step, and asks for nothing while the participant thinks", () => {
  let state = after(connected(), init());
  assert.equal(screenOf(state), "welcome");
  assert.deepEqual(requests(state), []);

  state = after(state, { type: "welcomed", now: 1 });
  assert.equal(screenOf(state), "survey");
  state = after(state, { type: "surveyAge", age: "27" }, { type: "surveyGender", gender: "male" }, { type: "surveyDone" });
  assert.deepEqual(requests(state), [{ demand: "survey", userId: 7, age: 27, sex: "male" }]);
  state = after(state, heard({ demand: "survey", wait: true, progress: 97, missing: 1 }));
  assert.equal(screenOf(state), "waiting");
  assert.equal(requests(state)[0].demand, "survey");
  state = after(state, heard({ demand: "survey", wait: false, progress: 100, missing: 0 }));
  assert.deepEqual(requests(state), [INIT], "the step that follows is the server's to say");

  state = after(state, init({ step: "training" }));
  assert.equal(screenOf(state), "story");
  state = after(state, { type: "storyRead", now: 500 }, pick(1), decide);
  assert.deepEqual(requests(state), [{ demand: "training_choice", userId: 7, t: 0, good: 1 }]);

  state = after(state, init({ step: "training", trainingT: 10, trainingScore: 4 }), proceed);
  assert.equal(screenOf(state), "trained");
  state = after(state, { type: "trained" });
  assert.deepEqual(requests(state), [{ demand: "training_done", userId: 7 }]);
  state = after(state, heard({ demand: "training_done", wait: false, progress: 100, missing: 0 }), init({ ...GAME, t: 0 }));
  assert.equal(screenOf(state), "round");

  state = after(state, init({ ...GAME, step: "end", score: 9 }));
  assert.equal(screenOf(state), "end");
});

test("steps that the treatment skips are not shown", () => {
  const first = after(connected(), init({ step: "game", trainingTMax: 0 }));
  assert.equal(screenOf(first), "welcome");
  const told = after(first, { type: "welcomed", now: 1 });
  assert.equal(screenOf(told), "story", "whoever has no training is told the rules before the first round");
  assert.equal(screenOf(after(told, { type: "storyRead", now: 2 })), "round");
});

test("a barrier is waited for with init, and the time a question is shown starts when it can be seen", () => {
  const state = after(connected(KNOWS), init({ step: "game", wait: true, progress: 50, missing: 18 }));
  assert.equal(screenOf(state), "waiting");
  assert.deepEqual(requests(state), [INIT]);
  const story = after(connected({ progress: { userId: 7, welcomed: true } }), init({ step: "training" }), { type: "storyRead", now: 77_000 });
  assert.equal(story.round.shownAt, 77_000);
});

test("a good is pointed at, changed, pointed away from, and only then sent with its times", () => {
  let state = after(playing(), pick(1), pick(2), pick(2));
  assert.equal(state.round.picked, null);
  assert.deepEqual(after(state, decide).round.choice, null, "nothing is asked for until something is pointed at");
  state = after(state, pick(0));
  assert.equal(state.round.picked, null, "the good in hand cannot be asked for");
  state = after(state, pick(3), decide);
  assert.deepEqual(requests(state), [{ demand: "choice", userId: 7, t: 11, good: 3, shownAt: 2000, answeredAt: 9000 }]);
});

test("a choice can be undone until it has left the tablet", () => {
  const offline = after(playing(), { type: "lost" }, pick(2), decide);
  assert.equal(status(offline.round, false), "kept");
  assert.equal(after(offline, { type: "undo" }).round.choice, null);
  const gone = sent(after(playing(), pick(2), decide));
  assert.equal(after(gone, { type: "undo" }).round.choice.good, 2);
});

test("a choice made offline is sent, unchanged, once the link and the round are there again", () => {
  const offline = after(playing(), { type: "lost" }, pick(2), decide);
  const back = after(offline, { type: "opened" });
  assert.deepEqual(requests(back), [INIT], "the server is asked where things stand first");
  const asked = after(back, init(GAME));
  assert.deepEqual(requests(asked), [{ demand: "choice", userId: 7, t: 11, good: 2, shownAt: 2000, answeredAt: 9000 }]);
});

test("a choice survives the battery, and is the server's once it holds it", () => {
  const offline = after(playing(), { type: "lost" }, pick(2), decide);
  const back = reloaded(offline, init(GAME));
  assert.equal(requests(back)[0].good, 2);
  assert.equal(requests(back)[0].answeredAt, 9000);
  assert.equal(worthKeeping(back).progress.round.good, 2);
  const held = after(back, reply({ wait: true, success: -2, missing: 4 }));
  assert.deepEqual(requests(reloaded(held, init({ ...GAME, choiceMade: true, goodDesired: 2 })))[0].good, 2);
  assert.equal(reloaded(held, init(GAME)).round.choice.good, 2, "a server that came back from an older copy gets it again");
});

test("a kept choice for a round that is over, or of another player, is dropped", () => {
  const offline = after(playing(), { type: "lost" }, pick(2), decide);
  assert.equal(reloaded(offline, init({ ...GAME, t: 13 })).round.choice, null);
  assert.equal(reloaded(offline, init({ ...GAME, userId: 8 })).round.choice, null);
});

test("a kept choice that came too late is not taken for what the server asked for", () => {
  const offline = after(playing(), { type: "lost" }, pick(2), decide);
  const point = reloaded(offline, init({ ...GAME, t: 12, score: 4, goodInHand: 0, lastSuccess: true }));
  assert.deepEqual(point.round.result, { asked: 1, gave: 0, success: true, point: true, hand: 0, score: 4, late: true });
  const mine = reloaded(offline, init({ ...GAME, t: 12, goodInHand: 2, lastSuccess: true }));
  assert.equal(mine.round.result.late, false, "it had arrived after all");
});

test("the time at which a question was first shown survives a reload", () => {
  const state = reloaded(playing(), init(GAME));
  assert.equal(state.round.shownAt, 2000);
});

test("a restored choice is waited for with the same request, so that its result comes", () => {
  const state = after(connected(KNOWS), init({ ...GAME, choiceMade: true, goodDesired: 3, progress: 20, missing: 29 }));
  assert.equal(status(state.round, true), "waiting");
  assert.equal(requests(state)[0].good, 3);
});

test("a result is shown once however often it comes, and the next round begins from it", () => {
  let state = after(sent(after(playing(), pick(2), decide)), reply({}));
  assert.deepEqual(state.round.result, { asked: 2, gave: 0, success: true, point: false, hand: 2, score: 3, late: false });
  assert.equal(after(state, reply({})), state, "the same frame again changes nothing");
  state = after(state, proceed);
  assert.equal(state.round.t, 12);
  assert.equal(state.round.hand, 2);
  assert.equal(state.round.shownAt, 9500);
  assert.equal(after(state, reply({})), state, "nor does it touch the next round");
});

test("the wanted good is a point, and only if the exchange was made", () => {
  const asked = sent(after(playing(), pick(1), decide));
  assert.equal(after(asked, reply({ score: 4, goodInHand: 0 })).round.result.point, true);
  assert.equal(after(asked, reply({ success: false, goodInHand: 0 })).round.result.point, false);
});

test("a result that was missed is shown when the tablet comes back", () => {
  const waiting = after(sent(after(playing(), pick(1), decide)), reply({ wait: true, success: -2 }));
  const back = after(waiting, { type: "lost" }, { type: "opened" }, init({ ...GAME, t: 12, score: 4, goodInHand: 0, lastSuccess: true }));
  assert.equal(back.round.t, 11);
  assert.deepEqual(back.round.result, { asked: 1, gave: 0, success: true, point: true, hand: 0, score: 4, late: false });
  assert.equal(after(back, proceed).round.t, 12);
  const ending = after(sent(after(playing({ t: 49 }), pick(1), decide)), reply({ t: 49, wait: true, success: -2 }));
  const last = after(ending, { type: "lost" }, { type: "opened" }, init({ ...GAME, step: "end", t: 49, score: 3, lastSuccess: false }));
  assert.equal(screenOf(last), "round");
  assert.equal(screenOf(after(last, proceed)), "end");
});

test("a result that was missed, or being read, is shown after a reload too, and only once", () => {
  const next = { ...GAME, t: 12, score: 4, goodInHand: 0, lastSuccess: true };
  const waiting = after(sent(after(playing(), pick(1), decide)), reply({ wait: true, success: -2 }));
  const back = reloaded(waiting, init(next));
  assert.equal(back.round.result.point, true);
  assert.equal(reloaded(back, init(next)).round.result.point, true);
  assert.equal(reloaded(after(back, proceed), init(next)).round.result, null);
  assert.equal(reloaded(waiting, init({ ...next, t: 13 })).round.result, null, "an older round's is past");
  const training = sent(after(connected(KNOWS), init(TRAINING), pick(2), decide));
  const trained = reloaded(training, init({ ...TRAINING, trainingT: 4, trainingScore: 3, trainingGoodInHand: 2 }));
  assert.equal(trained.round.result.success, true);
});

test("the end of a session that was played by others is no result of a round long past", () => {
  const waiting = after(sent(after(playing(), pick(1), decide)), { type: "lost" }, { type: "opened" });
  assert.equal(screenOf(after(waiting, init({ ...GAME, step: "end", t: 49 }))), "end");
});

test("a training result that was missed is told by the score, which counts every success", () => {
  const asked = sent(after(connected(KNOWS), init(TRAINING), pick(2), decide));
  const back = (facts) => after(asked, { type: "lost" }, { type: "opened" }, init({ ...TRAINING, trainingT: 4, ...facts }));
  assert.equal(back({ trainingScore: 3, trainingGoodInHand: 2 }).round.result.success, true);
  assert.equal(back({ trainingScore: 2 }).round.result.success, false);
});

test("training rounds follow each other to the end without another question to the server", () => {
  let state = after(connected(KNOWS), init({ ...TRAINING, trainingT: 8 }));
  for (const t of [8, 9]) {
    state = sent(after(state, pick(1), decide));
    state = after(state, heard({ demand: "training_choice", wait: false, t, trainingSuccess: true, trainingScore: t - 5, trainingProgress: 0, trainingEnd: t === 9, goodInHand: 0 }), proceed);
  }
  assert.equal(screenOf(state), "trained");
  assert.equal(state.player.trainingScore, 4);
});

for (const code of ["past_round", "future_round", "already_chosen", "good_in_hand", "good_out_of_range", "wrong_step", "unknown_user"]) {
  test(`a choice refused as ${code} is taken back, and the server asked where things stand`, () => {
    const state = after(sent(after(playing(), pick(2), decide)), refusal("choice", code));
    assert.equal(state.round.choice, null);
    assert.deepEqual(requests(state), [INIT]);
    assert.equal(worthKeeping(state).progress.round.good, null);
  });
}

test("a choice refused as unavailable stays, and is repeated", () => {
  const state = after(sent(after(playing(), pick(2), decide)), refusal("choice", "unavailable"));
  assert.equal(requests(state)[0].good, 2);
});

test("a choice refused because of a pause stays, and leaves again when the game goes on", () => {
  const state = after(sent(after(playing(), pick(2), decide)), refusal("choice", "paused"));
  assert.equal(screenOf(state), "paused");
  assert.deepEqual(requests(state), [INIT], "the end of the pause is asked for, lest its message be lost");
  assert.equal(requests(after(state, init({ ...GAME, paused: null })))[0].good, 2);
  const pushed = after(state, heard({ demand: "pause", wait: false, paused: null }));
  assert.deepEqual(requests(pushed), [INIT], "how much time is left, by the server's clock");
  assert.equal(requests(after(pushed, init({ ...GAME, paused: null })))[0].good, 2);
});

test("a refusal of something that is no longer asked changes nothing", () => {
  const state = playing();
  assert.equal(after(state, refusal("choice", "past_round")), state);
});

test("a refused survey comes back with its answers and the reason", () => {
  const asked = after(connected(KNOWS), init(), { type: "surveyAge", age: "27" }, { type: "surveyGender", gender: "female" }, { type: "surveyDone" });
  const state = after(asked, refusal("survey", "malformed"), init());
  assert.equal(screenOf(state), "survey");
  assert.equal(state.survey.age, "27");
  assert.equal(state.survey.problem, "(malformed)");
});

test("survey answers are left out where that is allowed, and a gender may be said in one's own words", () => {
  const done = { type: "surveyDone" };
  const strict = after(connected(KNOWS), init(), done);
  assert.equal(screenOf(strict), "survey");
  const optional = after(connected(KNOWS), init({ surveyOptional: true }), done);
  assert.deepEqual(requests(optional), [{ demand: "survey", userId: 7 }]);
  const wordless = after(connected(KNOWS), init({ surveyOptional: true }), { type: "surveyGender", gender: "words" }, done);
  assert.deepEqual(requests(wordless), [{ demand: "survey", userId: 7, gender: "" }]);
  assert.equal(screenOf(after(connected(KNOWS), init(), { type: "surveyAge", age: "31" }, { type: "surveyGender", gender: "words" }, done)), "survey");
  const words = after(connected(KNOWS), init(), { type: "surveyAge", age: "31" }, { type: "surveyWords", words: " agenre " }, done);
  assert.deepEqual(requests(words), [{ demand: "survey", userId: 7, age: 31, gender: "agenre" }]);
});

test("the treatment's language is spoken until the participant switches, and the next player's again after that", () => {
  const english = after(connected(), init({ language: "en" }));
  assert.equal(english.language, "en");
  const switched = after(english, { type: "language", language: "fr" });
  assert.equal(reloaded(switched, init({ language: "en" })).language, "fr");
  assert.equal(reloaded(switched, init({ language: "en", userId: 8 })).language, "en");
});

test("whoever has begun to play is not told the beginning again on another tablet", () => {
  assert.equal(screenOf(after(connected(), init(GAME))), "round");
  assert.equal(screenOf(after(connected(), init(TRAINING))), "round");
});

test("the operator's call is repeated until it is heard, beside whatever else is asked", () => {
  const called = after(sent(after(playing(), pick(2), decide)), { type: "call" });
  assert.deepEqual(requests(called).map(({ demand }) => demand), ["choice", "call"]);
  assert.deepEqual(requests(after(called, heard({ demand: "call", wait: false }))).map(({ demand }) => demand), ["choice"]);
});

const pause = (paused, now = 10_000) => heard({ demand: "pause", wait: false, paused }, now);
const notice = (number, text = "Merci de ne pas parler.") => heard({ demand: "notice", wait: false, number, text });
const dismissed = { type: "noticeDismissed" };

test("a pause takes every touch away and gives the round back as it was", () => {
  const state = after(playing(), pick(2));
  const paused = after(state, pause("Cinq minutes."));
  assert.equal(screenOf(paused), "paused");
  assert.deepEqual(paused.round, state.round);
  const on = after(paused, pause(null));
  assert.equal(screenOf(on), "round");
  assert.equal(on.round.picked, 2);
  assert.equal(screenOf(after(state, pause(""))), "paused", "the operator need not say why");
});

test("any answer may tell of a pause, an older server's tells nothing, and a reload finds it again", () => {
  const state = after(sent(after(playing(), pick(2), decide)), reply({ wait: true, success: -2, paused: "Un instant." }));
  assert.equal(state.paused, "Un instant.");
  assert.equal(after(state, reply({ wait: true, success: -2 })).paused, "Un instant.");
  assert.equal(reloaded(state, init({ ...GAME, paused: "Un instant." })).paused, "Un instant.");
  assert.equal(reloaded(state, init(GAME)).paused, null);
});

test("while the room is paused the clock stands", () => {
  const timed = playing({ timeLimit: 30, timeLeft: 30_000 });
  const paused = after(timed, { type: "tick", now: 9000 }, pause("", 10_000), { type: "tick", now: 500_000 });
  assert.equal(secondsLeft(paused.round, paused.now), 22);
  const on = after(paused, pause(null, 600_000));
  assert.equal(secondsLeft(on.round, on.now), 22);
  const told = after(on, { type: "frame", now: 600_100, frame: init({ ...GAME, timeLimit: 30, timeLeft: 21_400 }).frame });
  assert.equal(secondsLeft(told.round, told.now), 22);
  assert.equal(told.round.endsAt, 621_500, "the server's clock is what counts");
});

test("neither the end nor the card is hidden by a pause", () => {
  assert.equal(screenOf(after(connected(KNOWS), init({ ...GAME, step: "end", paused: "" }))), "end");
  assert.equal(screenOf(after(playing(), pause(""), refusal("init", "no_room"))), "rollCall");
});

test("a message of the operator stands until it is touched away, wherever the tablet is", () => {
  const state = after(playing(), pick(2));
  const told = after(state, notice(31));
  assert.equal(screenOf(told), "notice");
  assert.deepEqual(after(told, dismissed), { ...state, noticed: 31 });
  assert.equal(screenOf(after(connected(), refusal("init", "no_room"), notice(31))), "notice");
});

test("messages that come together are read one after the other, and each once however often it comes", () => {
  const told = after(playing(), notice(31, "Un"), notice(32, "Deux"), notice(31, "Un"), notice(32, "Deux"));
  assert.deepEqual(told.notices.map(({ text }) => text), ["Un", "Deux"]);
  const one = after(told, dismissed);
  assert.deepEqual(one.notices.map(({ text }) => text), ["Deux"]);
  const none = after(one, dismissed, notice(32, "Deux"));
  assert.equal(screenOf(none), "round");
  assert.equal(screenOf(after(none, notice(30))), "notice", "a server out of a backup counts from where it was");
});

test("a tablet that comes back says which message was read last, also after a reload, and never one that was not", () => {
  const told = after(playing(), notice(31), notice(32), dismissed);
  const back = after(told, { type: "lost" }, { type: "opened" });
  assert.deepEqual(requests(back), [{ ...INIT, noticed: 31 }]);
  assert.deepEqual(requests(reloaded(told)), [{ ...INIT, noticed: 31 }]);
  assert.equal(screenOf(reloaded(told, init(GAME), notice(32))), "notice");
  assert.deepEqual(requests(after(back, dismissed)), [{ ...INIT, noticed: 32 }]);
});

test("a tablet whose seat went to another one is back at its card, and shows nothing of the player", () => {
  const state = after(sent(after(playing(), pick(2), decide)), { type: "lost" }, { type: "opened" }, refusal("init", "no_room", { tablet: 42, accessPoint: 3 }));
  assert.equal(screenOf(state), "rollCall");
  assert.equal(state.player, null);
  assert.deepEqual(requests(state), [INIT], "and waits for another one");
  const refused = after(sent(after(playing(), pick(2), decide)), refusal("choice", "unknown_user"));
  assert.deepEqual(requests(refused), [INIT], "a choice that is refused finds it out too");
  assert.equal(screenOf(after(state, init({ userId: 8 }))), "welcome");
});

test("a closed session says so, and the tablet keeps asking for the next one", () => {
  const state = after(playing(), refusal("init", "room_closed"));
  assert.equal(screenOf(state), "closed");
  assert.deepEqual(requests(state), [INIT]);
});

test("what is remembered can be read again, and a spoilt memory begins anew", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) || null, setItem: (key, value) => kept.set(key, value) };
  const fresh = recall(storage, null, () => 0.5);
  assert.equal(fresh.deviceId, `page-${"8".repeat(24)}`);
  assert.equal(recall(storage, "fully-1").deviceId, "fully-1");
  remember(storage, { ...fresh, tablet: 42 });
  assert.equal(recall(storage, "fully-1").tablet, 42);
  assert.equal(recall(storage, "fully-1").deviceId, fresh.deviceId);
  kept.forEach((_, key) => kept.set(key, "{"));
  const warn = console.warn;
  console.warn = () => {};
  assert.equal(recall(storage, "fully-1").tablet, null);
  console.warn = warn;
});

test("the next session's player begins untouched by the one before", () => {
  const ended = after(sent(after(playing(), pick(1), decide)), reply({ end: true, score: 4, goodInHand: 0 }));
  const next = after(ended, init({ userId: 8, pseudo: "Anatole" }));
  assert.equal(next.round, null);
  assert.equal(screenOf(next), "welcome");
});

test("an ended session stays on the screen until the operator leaves it, whatever becomes of the link", () => {
  const ended = after(connected(KNOWS), init({ ...GAME, step: "end" }), { type: "lost" }, { type: "opened" });
  assert.equal(screenOf(ended), "end");
  assert.deepEqual(requests(ended), [{ ...INIT, userId: 7 }], "it asks for this player, and for no other seat");
  assert.deepEqual(requests(after(ended, init({ ...GAME, step: "end" }))), []);
  const left = after(ended, { type: "leave" });
  assert.deepEqual(requests(left), [INIT]);
  const card = reloaded(left, init({ ...GAME, step: "end" }));
  assert.equal(screenOf(card), "rollCall", "the old session does not come back");
  assert.equal(screenOf(after(card, init({ userId: 8 }))), "welcome", "the next one does");
});

test("a server that came out of a backup is believed, in the middle of a round and after the end", () => {
  const waiting = after(sent(after(playing(), pick(1), decide)), reply({ wait: true, success: -2 }));
  const back = after(waiting, { type: "lost" }, { type: "opened" }, init({ ...GAME, t: 8, goodInHand: 2, score: 1 }));
  assert.equal(back.round.t, 8);
  assert.equal(back.round.choice, null);
  assert.equal(back.round.hand, 2);
  const ended = after(connected(KNOWS), init({ ...GAME, step: "end" }), { type: "lost" }, { type: "opened" });
  const again = after(ended, init({ ...GAME, t: 47 }));
  assert.equal(screenOf(again), "round");
  assert.equal(again.round.t, 47);
  const nobody = after(ended, refusal("init", "unknown_user"));
  assert.deepEqual(requests(nobody), [INIT]);
});

test("a reload comes back to the same page of the story, the same answers and the same good pointed at", () => {
  const answering = after(connected(KNOWS), init(), { type: "surveyAge", age: "4" });
  assert.equal(reloaded(answering, init()).survey.age, "4");
  const reading = after(connected({ progress: { userId: 7, welcomed: true } }), init({ step: "training" }), { type: "storyNext" }, { type: "storyNext" });
  assert.equal(reloaded(reading, init({ step: "training" })).storyPage, 2);
  assert.equal(reloaded(after(playing(), pick(2)), init(GAME)).round.picked, 2);
});

test("an answer that was given while offline is still on its way after a reload", () => {
  const done = after(connected(KNOWS), init(), { type: "surveyAge", age: "41" }, { type: "surveyGender", gender: "female" }, { type: "surveyDone" });
  assert.equal(requests(reloaded(done, init()))[0].age, 41);
  const trained = after(connected(KNOWS), init({ step: "training", trainingT: 10 }), { type: "trained" });
  assert.equal(requests(reloaded(trained, init({ step: "training", trainingT: 10 })))[0].demand, "training_done");
});

test("after a refused number the next digit begins another one", () => {
  const digit = (key) => ({ type: "enrolDigit", digit: key });
  const asked = after(connected({ tablet: null }), refusal("init", "not_enrolled"), digit("3"), digit("0"), digit("0"), { type: "enrolConfirm" });
  const refused = after(asked, { type: "enrolmentRefused", error: { code: "unknown_tablet" } });
  assert.equal(refused.enrol.number, "300");
  assert.equal(after(refused, digit("4")).enrol.number, "4");
});

test("the clock counts the seconds that the server leaves, reading a result included, and stops at the choice", () => {
  const state = playing({ timeLimit: 30, timeLeft: 30_000 });
  assert.equal(secondsLeft(state.round, 2000), 30);
  assert.equal(secondsLeft(state.round, 14_500), 18);
  assert.equal(secondsLeft(after(state, pick(1), decide).round, 14_500), null);
  assert.equal(secondsLeft(playing().round, 14_500), null);
  assert.equal(secondsLeft(reloaded(state, init({ ...GAME, timeLimit: 30, timeLeft: 7000 })).round, 2000), 7);
  const next = after(sent(after(state, pick(2), decide)), reply({}), proceed);
  assert.equal(secondsLeft(next.round, 9500), 24, "the next round was open from 3000 on");
});

test("whoever is reading the rules is not torn away by rounds that go on without them", () => {
  const first = { step: "game", trainingTMax: 0, timeLimit: 5 };
  const reading = after(connected(), init({ ...first, timeLeft: 5000 }), { type: "welcomed", now: 2500 }, { type: "storyNext" }, { type: "tick", now: 7001 });
  assert.deepEqual(requests(reading), [INIT]);
  const late = after(reading, init({ ...first, t: 1, timeLeft: 4000, lastSuccess: false }));
  assert.equal(screenOf(late), "story");
  const read = after(late, { type: "storyRead", now: 30000 });
  assert.deepEqual(requests(read), [INIT]);
  const playing = after(read, init({ ...first, t: 4, timeLeft: 3000, lastSuccess: false }));
  assert.equal(screenOf(playing), "round");
  assert.equal(playing.round.t, 4);
  assert.equal(playing.round.result, null);
});

test("when the time is up the server is asked what has become of the round, and the page says what was done", () => {
  const late = after(playing({ timeLimit: 30, timeLeft: 30_000 }), { type: "tick", now: 32_001 });
  assert.deepEqual(requests(late), [INIT]);
  const over = after(late, init({ ...GAME, t: 12, timeLimit: 30, timeLeft: 29_000, lastSuccess: false }));
  assert.deepEqual(over.round.result, { asked: 1, gave: 0, success: false, point: false, hand: 0, score: 3, late: true });
  assert.equal(after(over, proceed).round.t, 12);
  assert.equal(after(late, reply({ success: true, score: 4, goodInHand: 0 })).round.result.point, true, "pushed, not asked for");
});
