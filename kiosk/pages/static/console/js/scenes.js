// The screens that a participant sees under some terms, each as the events that lead to it.

import { wantedBy } from "../../tablet/js/goods.js";

const TABLET = 7;
const SCORE = 12; // where the terms name none
const READY = [{ type: "opened" }, { type: "pong", rtt: 9 }];

/** What a tablet remembers that has never played. */
export function memory({ language }) {
  return { deviceId: "preview", tablet: TABLET, language, languageOf: null, left: null, noticed: 0, progress: null };
}

/** Screen → events, at that moment. */
export function scenes(terms, now) {
  const init = (facts) => ({ type: "frame", now, frame: { ...begun(terms), ...facts } });
  const first = terms.survey ? "survey" : terms.trainingTMax > 0 ? "training" : "game";
  const welcomed = { type: "welcomed", now };
  const told = { type: "storyRead", now };
  const afterSurvey = init({ step: terms.trainingTMax > 0 ? "training" : "game" });
  const inGame = [init({ step: "game", trainingT: terms.trainingTMax }), welcomed, told];
  const point = { type: "frame", now, frame: pointIn(terms) };
  const score = terms.pay ? terms.pay.score : SCORE;
  const events = {
    welcome: [init({ step: first })],
    survey: [init({ step: "survey" }), welcomed],
    story: [afterSurvey, welcomed],
    training: [init({ step: "training" }), welcomed, told],
    round: inGame,
    result: [...inGame, { type: "pick", good: 1 }, { type: "decide", now }, point],
    end: [init({ step: "end", t: terms.tMax - 1, trainingT: terms.trainingTMax, score })],
  };
  return Object.fromEntries(Object.entries(events).map(([name, list]) => [name, [...READY, ...list]]));
}

function begun(terms) {
  return {
    demand: "init",
    wait: false,
    userId: 1,
    pseudo: "Capucine",
    progress: 100,
    missing: 0,
    score: 0,
    t: 0,
    goodInHand: 0,
    goodDesired: -2,
    choiceMade: false,
    trainingT: 0,
    trainingGoodInHand: 0,
    trainingGoodDesired: -2,
    trainingChoiceMade: false,
    trainingScore: 0,
    tablet: TABLET,
    accessPoint: 1,
    room: 1,
    productionGood: 0,
    consumptionGood: wantedBy(0, terms.nGood, terms.cycle),
    lastSuccess: -2,
    ...terms,
  };
}

function pointIn({ tMax }) {
  return { demand: "choice", wait: false, t: 0, progress: 100, success: true, end: tMax === 1, score: 1, goodInHand: 0, missing: 0 };
}
