// States in which the page can be met, made the way the page makes them: by what it heard and was touched.

import { initial, reduce } from "../../kiosk/pages/static/tablet/js/session/session.js";

const MEMORY = { deviceId: "device-42", tablet: null, language: "fr", languageOf: null, left: null, noticed: 0, progress: null };
const PAGE = { now: 1000, host: "money.getz.fr", tablets: "0-85, 90-103" };

/** A tablet that knows its number and has found the server. */
export function connected(memory = {}) {
  const start = initial({ ...MEMORY, tablet: 42, ...memory }, PAGE);
  return after(start, { type: "opened" }, { type: "pong", rtt: 12 });
}

/** The state after these events. */
export function after(state, ...events) {
  return events.reduce(reduce, state);
}

/** An answer to init; the facts replace those of a player that begins. */
export function init(facts = {}) {
  const frame = {
    demand: "init",
    wait: false,
    userId: 7,
    pseudo: "Capucine",
    step: "survey",
    progress: 100,
    missing: 0,
    nGood: 4,
    score: 0,
    t: 0,
    tMax: 50,
    goodInHand: 0,
    goodDesired: -2,
    choiceMade: false,
    trainingT: 0,
    trainingTMax: 10,
    trainingGoodInHand: 0,
    trainingGoodDesired: -2,
    trainingChoiceMade: false,
    trainingScore: 0,
    tablet: 42,
    accessPoint: 3,
    room: 1,
    nPlayer: 36,
    productionGood: 0,
    consumptionGood: 1,
    cycle: "next",
    distribution: [9, 9, 9, 9],
    language: "fr",
    lastSuccess: -2,
    pay: { base: 10, perPoint: 0.2, currency: "€", amount: 10 },
    timeLimit: null,
    timeLeft: null,
    consent: true,
    surveyOptional: false,
  };
  return { type: "frame", now: 2000, frame: { ...frame, ...facts } };
}

/** A frame of the server. */
export function heard(frame, now = 3000) {
  return { type: "frame", now, frame };
}

/** A refusal of the server. */
export function refusal(demand, code, facts = {}) {
  return heard({ demand, wait: true, error: { code, message: `(${code})` }, tablet: null, accessPoint: null, ...facts });
}

const knows = { progress: { userId: 7, welcomed: true, storyRead: true } };
const noRoom = refusal("init", "no_room", { tablet: 42, accessPoint: 3 });
const inTraining = { step: "training", trainingT: 3, trainingScore: 2 };
const inGame = { step: "game", t: 11, score: 3, lastSuccess: true, trainingT: 10 };
const lost = { type: "lost" };
const pick = (good) => ({ type: "pick", good });
const decide = { type: "decide", now: 5000 };
const sent = (demand) => ({ type: "sent", request: { demand } });
const chosen = (facts) => after(connected(knows), init({ ...inGame, ...facts }), pick(2), decide, sent("choice"));
const reply = (facts) =>
  heard({ demand: "choice", wait: false, t: 11, progress: 100, success: true, end: false, score: 3, goodInHand: 2, missing: 0, ...facts });
const story = (facts, ...events) => after(connected({ progress: { userId: 7, welcomed: true } }), init({ step: "training", ...facts }), ...events);
const next = { type: "storyNext" };
const digits = (...typed) => typed.map((digit) => ({ type: "enrolDigit", digit }));
const unknown = after(connected({ tablet: null }), refusal("init", "not_enrolled"));
/** As long as a message may well be. */
const LONG = "Le réseau de la rangée de gauche a été coupé un moment. Tout est revenu, rien n’est perdu. Merci de rester assis, de ne pas parler entre vous et d’appeler l’opérateur si votre tablette ne répond pas.";
const points = (good) => after(connected(knows), init({ ...inGame }), pick(good), decide, sent("choice"));

export const states = {
  "enrol": unknown,
  "enrol-typed": after(unknown, ...digits("4", "2")),
  "enrol-unknown": after(unknown, ...digits("8", "7"), { type: "enrolConfirm" }, { type: "enrolmentRefused", error: { code: "unknown_tablet" } }),
  "enrol-pin": after(unknown, ...digits("4", "2"), { type: "enrolConfirm" }, { type: "enrolmentRefused", error: { code: "wrong_pin" } }, ...digits("1", "9", "8")),
  "card-good": after(connected(), noRoom),
  "card-three-digits": after(connected(), refusal("init", "no_room", { tablet: 103, accessPoint: 6 })),
  "card-slow": after(connected(), noRoom, { type: "pong", rtt: 420 }),
  "card-address": { ...after(connected(), noRoom), host: "192.168.1.204" },
  "card-lost": after(connected(), noRoom, lost),
  "card-unsure": connected(),
  "welcome": after(connected(), init()),
  "welcome-no-consent": after(connected(), init({ consent: false })),
  "waiting-welcome": after(connected(), init({ wait: true, progress: 61, missing: 14 }), { type: "welcomed", now: 1 }),
  "survey": after(connected(knows), init()),
  "survey-answered": after(connected(knows), init({ surveyOptional: true }), { type: "surveyAge", age: "27" }, { type: "surveyWords", words: "non binaire" }),
  "waiting-survey": after(connected(knows), init(), { type: "surveyAge", age: "27" }, { type: "surveyGender", gender: "female" }, { type: "surveyDone" }, heard({ demand: "survey", wait: true, progress: 91, missing: 3 })),
  "story-make": story({}),
  "story-want": story({}, next),
  "story-others": story({ productionGood: 2, consumptionGood: 3 }, next, next),
  "story-others-three": story({ nGood: 3, productionGood: 0, consumptionGood: 2, cycle: "previous" }, next, next),
  "story-others-five": story({ nGood: 5, productionGood: 1, consumptionGood: 0, cycle: "previous" }, next, next),
  "story-others-six": story({ nGood: 6, productionGood: 3, consumptionGood: 4 }, next, next),
  "story-others-eight": story({ nGood: 8, productionGood: 7, consumptionGood: 0 }, next, next),
  "story-market": story({}, next, next, next),
  "training": after(connected(knows), init(inTraining)),
  "training-point": after(connected(knows), init(inTraining), pick(1), decide, sent("training_choice"), heard({ demand: "training_choice", wait: false, t: 3, trainingSuccess: true, trainingScore: 3, trainingProgress: 0, trainingEnd: false, goodInHand: 0 })),
  "trained": after(connected(knows), init({ step: "training", trainingT: 10, trainingScore: 6 })),
  "waiting-training": after(connected(knows), init({ step: "game", wait: true, progress: 97, missing: 1, trainingT: 10 })),
  "choosing": after(connected(knows), init({ ...inGame, t: 0, score: 0, lastSuccess: -2 })),
  "choosing-three": after(connected(knows), init({ ...inGame, nGood: 3 })),
  "choosing-six": after(connected(knows), init({ ...inGame, nGood: 6, goodInHand: 3 })),
  "choosing-eight": after(connected(knows), init({ ...inGame, nGood: 8, goodInHand: 3, lastSuccess: false })),
  "choosing-in-time": after(connected(knows), init({ ...inGame, timeLimit: 30, timeLeft: 30000 }), { type: "tick", now: 14000 }),
  "choosing-last-seconds": after(connected(knows), init({ ...inGame, timeLimit: 30, timeLeft: 30000 }), { type: "tick", now: 28500 }),
  "picked": after(connected(knows), init(inGame), pick(1)),
  "kept": after(connected(knows), init(inGame), lost, pick(2), decide),
  "kept-sent": after(chosen(), lost),
  "sending": chosen(),
  "waiting-round": after(chosen(), heard({ demand: "choice", wait: true, t: 11, progress: 63, success: -2, end: false, score: 3, goodInHand: 0, missing: 13 })),
  "success": after(chosen(), reply({})),
  "failure": after(chosen(), reply({ success: false, goodInHand: 0 })),
  "point": after(points(1), reply({ score: 4, goodInHand: 0 })),
  "reconnecting": after(connected(knows), init(inGame), lost),
  "called": after(connected(knows), init(inGame), { type: "call" }, heard({ demand: "call", wait: false })),
  "late": after(connected(knows), init({ ...inGame, timeLimit: 30, timeLeft: 0 }), init({ ...inGame, timeLimit: 30, timeLeft: 30000, t: 12, lastSuccess: false })),
  "notice": after(connected(knows), init(inGame), heard({ demand: "notice", wait: false, number: 3, text: "Merci de ne pas parler entre vous." })),
  "notice-long": after(connected(knows), init(inGame), heard({ demand: "notice", wait: false, number: 3, text: LONG })),
  "paused": after(connected(knows), init(inGame), heard({ demand: "pause", wait: false, paused: "" })),
  "paused-why": after(connected(knows), init(inGame), heard({ demand: "pause", wait: false, paused: "Une tablette est remplacée. Nous reprenons dans cinq minutes." })),
  "seat-lost": after(connected(knows), init(inGame), noRoom),
  "end": after(connected(knows), init({ ...inGame, step: "end", score: 17, pay: { base: 10, perPoint: 0.2, currency: "€", amount: 13.4 } })),
  "end-no-pay": after(connected(knows), init({ ...inGame, step: "end", score: 1, pay: null })),
  "closed": after(connected(knows), init(inGame), refusal("init", "room_closed")),
};
