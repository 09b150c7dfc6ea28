// A page that stays true: what the server says over its socket is put on the screen as it comes.
// The first picture is in the page itself; after it only what differs is sent.

import { drawMap } from "./map.js";
import { drawStanding } from "./standing.js";
import { redrawn } from "./words.js";

const LONGEST_WAIT = 8000; // ms between two attempts to connect
const state = JSON.parse(document.getElementById("live-state").textContent);
const texts = JSON.parse(document.getElementById("live-texts").textContent);
let attempts = 0;

function draw() {
  drawMap(state, texts);
  drawStanding(state, texts);
}

/** The state after news: cells that are null are gone, lines of the log are added, the rest is replaced. */
function take({ cells = {}, log = [], ...rest }) {
  for (const [key, cell] of Object.entries(cells)) {
    if (cell === null) delete state.cells[key];
    else state.cells[key] = cell;
  }
  if (log.length) state.log = [...(state.log || []), ...log];
  Object.assign(state, rest);
  draw();
}

function say(text) {
  for (const place of document.querySelectorAll('[data-live="lost"]')) redrawn(place, text);
}

function connect() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const last = state.log && state.log.length ? state.log[state.log.length - 1][0] : 0;
  const socket = new WebSocket(`${scheme}//${location.host}${state.address}?after=${last}&language=${document.documentElement.lang}`);
  socket.onopen = () => {
    attempts = 0;
    say("");
  };
  socket.onmessage = ({ data }) => take(JSON.parse(data));
  socket.onclose = ({ code }) => {
    if (code === 4401) {
      say(texts.ended);
      return;
    }
    attempts += 1;
    say(texts.lost);
    setTimeout(connect, Math.min(LONGEST_WAIT, 500 * 2 ** attempts) * (0.5 + Math.random()));
  };
}

const NOTED = 8000; // ms; what was done is in the log, too
setTimeout(() => {
  for (const notes of document.querySelectorAll(".notes")) {
    if (!notes.querySelector(":not(.note-success)")) notes.remove();
  }
}, NOTED);

draw();
setInterval(() => drawStanding(state, texts), 1000); // spans grow and clocks run by themselves
connect();
