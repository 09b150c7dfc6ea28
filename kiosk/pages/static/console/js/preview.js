// A treatment as a participant sees it: the tablet's own screens, in states made of its terms, without a server.

import { wantedBy } from "../../tablet/js/goods.js";
import { page } from "../../tablet/js/screens/index.js";
import { initial, reduce } from "../../tablet/js/session/session.js";
import { patch } from "../../tablet/js/vdom.js";

const terms = JSON.parse(document.getElementById("terms").textContent);
const root = document.getElementById("page");
const now = () => Date.now();

const TABLET = 7;
const MEMORY = { deviceId: "preview", tablet: TABLET, language: terms.language, languageOf: null, left: null, noticed: 0, progress: null };
const POINT = { demand: "choice", wait: false, t: 0, progress: 100, success: true, end: terms.tMax === 1, score: 1, goodInHand: 0, missing: 0 };

function init(facts) {
  const frame = {
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
    ...facts,
  };
  return { type: "frame", now: now(), frame };
}

const first = terms.survey ? "survey" : terms.trainingTMax > 0 ? "training" : "game";
const toldAlready = [{ type: "welcomed", now: now() }];
const heardAlready = [...toldAlready, { type: "storyRead", now: now() }];
const afterSurvey = init({ step: terms.trainingTMax > 0 ? "training" : "game" });
const inGame = init({ step: "game", trainingT: terms.trainingTMax });

/** Screen → the events that lead to it. */
const SCREENS = {
  welcome: () => [init({ step: first })],
  survey: () => [init({ step: "survey" }), ...toldAlready],
  story: () => [afterSurvey, ...toldAlready],
  training: () => [init({ step: "training" }), ...heardAlready],
  round: () => [inGame, ...heardAlready],
  result: () => [inGame, ...heardAlready, { type: "pick", good: 1 }, { type: "decide", now: now() }, { type: "frame", now: now(), frame: POINT }],
  end: () => [init({ step: "end", t: terms.tMax - 1, trainingT: terms.trainingTMax, score: terms.pay ? terms.pay.score : 12 })],
};

let state;
let tree = [];

function act(event) {
  state = reduce(state, event);
  draw();
}

function draw() {
  const next = [page(state, act, now)];
  patch(root, tree, next);
  tree = next;
}

function show(name) {
  const start = initial(MEMORY, { now: now(), host: location.hostname, tablets: "" });
  const reached = [{ type: "opened" }, { type: "pong", rtt: 9 }, ...SCREENS[name]()];
  state = reached.reduce(reduce, start);
  for (const button of document.querySelectorAll("[data-screen]")) {
    button.setAttribute("aria-pressed", String(button.dataset.screen === name));
  }
  draw();
}

for (const button of document.querySelectorAll("[data-screen]")) button.addEventListener("click", () => show(button.dataset.screen));
show("welcome");
