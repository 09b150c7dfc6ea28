// Puts the parts together: the state, the screen, the link, the memory, the clock.

import { order, picture } from "./goods.js";
import { lastForGood, settle, survive } from "./kiosk.js";
import { askOnce, createLink } from "./link.js";
import { recall, remember, worthKeeping } from "./memory.js";
import { hardwareId, report } from "./report.js";
import { page, screenOf } from "./screens/index.js";
import { enrolment, ping, requests } from "./session/requests.js";
import { initial, reduce } from "./session/session.js";
import { patch } from "./vdom.js";

/** How long a result stays unless it is touched, in ms. */
const RESULT_STAYS = 4000;
/** Pings between two reports. */
const REPORT_EVERY = 10;

const { fully } = window;
const { dataset } = document.body;
const root = document.getElementById("page");
const now = () => Date.now();

let state = initial(recall(localStorage, hardwareId(fully)), { now: now(), host: location.hostname, tablets: dataset.tablets });
let tree = [];
let memory = "";
let enrolling = null;
let resultShown = null;
let resultEnds = null;
let battery = null;
let pictures = [];
let beats = 0;

const link = createLink(socketAddress("/ws/"), {
  onOpen: () => {
    act({ type: "opened" });
    fetchAgain();
  },
  onLost: () => act({ type: "lost" }),
  onFrame: (frame) => act({ type: "frame", frame, now: now() }),
  onRoundTrip: (rtt) => act({ type: "pong", rtt }),
  onSent: (request) => act({ type: "sent", request }),
  ping: nextPing,
});

function act(event) {
  const before = state;
  state = reduce(state, event);
  if (state === before) return;
  keep();
  draw();
  link.ask(requests(state));
  enrol();
  showResult();
  if (state.player && !before.player) fetchPictures();
}

function keep() {
  const worth = worthKeeping(state);
  const text = JSON.stringify(worth);
  if (text === memory) return;
  memory = text;
  remember(localStorage, worth);
}

function draw() {
  const shownBefore = root.querySelector(".screen");
  const next = [page(state, act, now)];
  patch(root, tree, next);
  tree = next;
  document.documentElement.lang = state.language;
  const shown = root.querySelector(".screen");
  if (shown !== shownBefore) shown.querySelector("[data-focus]").focus({ preventScroll: true });
}

// Once, and gone from the address: what follows the hash no server and no log sees.
function acceptInvitation() {
  const [, invitation] = /^#invitation=([\w.-]+)$/.exec(location.hash) || [];
  if (!invitation) return;
  history.replaceState(null, "", location.pathname);
  act({ type: "invited", invitation });
}

function enrol() {
  const wish = enrolment(state);
  if (wish === null || enrolling) return;
  enrolling = true;
  const finish = (event) => {
    enrolling = false;
    act(event);
  };
  askOnce(socketAddress("/ws/identity/"), wish, {
    onAnswer: (answer) =>
      finish(answer === "Done!" ? { type: "enrolled" } : { type: "enrolmentRefused", error: JSON.parse(answer).error }),
    onFailure: () => finish({ type: "enrolmentRefused", error: { code: "unreachable" } }),
  });
}

// A result gives way by itself; the last round stays readable beside what the player holds.
function showResult() {
  const { round } = state;
  const name = round && round.result && screenOf(state) === "round" ? `${round.kind} ${round.t}` : null;
  if (name === resultShown) return;
  resultShown = name;
  clearTimeout(resultEnds);
  if (name !== null) resultEnds = setTimeout(() => act({ type: "proceed", now: now() }), RESULT_STAYS);
}

// While the server is still there, and held on to: what is not loaded cannot be drawn when it is away.
function fetchPictures() {
  pictures = order(state.player).map((good) => Object.assign(new Image(), { src: picture(good) }));
}

function fetchAgain() {
  for (const image of [...pictures, ...document.images]) {
    if (image.complete && image.naturalWidth === 0) image.setAttribute("src", image.src);
  }
}

function nextPing() {
  beats += 1;
  if (beats % REPORT_EVERY !== 1) return ping(state);
  return { ...ping(state), report: report({ fully, battery, pageVersion: dataset.version, now: now() }) };
}

function socketAddress(path) {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
}

root.textContent = "";
settle();
lastForGood();
survive(dataset.serviceWorker);
if (navigator.getBattery) navigator.getBattery().then((manager) => (battery = manager));
setInterval(() => state.round && state.round.endsAt !== null && act({ type: "tick", now: now() }), 1000);
window.addEventListener("online", () => link.hurry());
draw();
acceptInvitation();
link.ask(requests(state));
link.start();
