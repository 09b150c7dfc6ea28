// A page that stays true: what the server says over its socket is put on the screen as it comes.
// The first picture is in the page itself; after it only what differs is sent.

import { redrawn } from "./document.js";
import { drawMap } from "./map.js";
import { lastTold, taken } from "./news.js";
import { closable } from "./panels.js";
import { drawStanding } from "./standing.js";
import { watch } from "./watch.js";

const texts = JSON.parse(document.getElementById("live-texts").textContent);
let state = { log: [], ...JSON.parse(document.getElementById("live-state").textContent) };

function draw() {
  drawMap(state, texts);
  drawStanding(state, texts);
}

function say(text) {
  redrawn(document.querySelector('[data-live="lost"]'), text);
}

function address() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}${state.address}?after=${lastTold(state)}&language=${document.documentElement.lang}`;
}

const NOTED = 8000; // ms; what was done is in the log, too
setTimeout(() => {
  for (const notes of document.querySelectorAll(".notes")) {
    if (!notes.querySelector(":not(.note-success)")) notes.remove();
  }
}, NOTED);

draw();
closable(Array.from(document.querySelectorAll("details.act")));
setInterval(() => drawStanding(state, texts), 1000); // spans grow and clocks run by themselves
watch(address, {
  onOpen: () => say(""),
  onLost: () => say(texts.lost),
  onEnded: () => say(texts.ended),
  onNews: (news, everything) => {
    if (!everything && Object.keys(news).length === 0) return;
    state = taken(state, news, everything);
    draw();
  },
});
