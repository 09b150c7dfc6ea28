// A treatment as a participant sees it: the tablet's own screens, in states made of its terms, without a server.

import { page } from "../../tablet/js/screens/index.js";
import { initial, reduce } from "../../tablet/js/session/session.js";
import { patch } from "../../tablet/js/vdom.js";
import { memory, scenes } from "./scenes.js";

const terms = JSON.parse(document.getElementById("terms").textContent);
const root = document.getElementById("page");
const now = () => Date.now();

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
  const start = initial(memory(terms), { now: now(), host: location.hostname, tablets: "" });
  state = scenes(terms, now())[name].reduce(reduce, start);
  for (const button of document.querySelectorAll("[data-screen]")) {
    button.setAttribute("aria-pressed", String(button.dataset.screen === name));
  }
  draw();
}

for (const button of document.querySelectorAll("[data-screen]")) button.addEventListener("click", () => show(button.dataset.screen));
show("welcome");
