// Where the session stands, in words: the step, the round, who is waited for and since when, what has happened.

import { made, redrawn } from "./document.js";
import { calls, checked, clock, headline, missing, present, silent } from "./words.js";

const OPEN_ACTS = "details.act[open]";

/** Brings the words to the state; on the roll call there is no session. */
export function drawStanding(state, texts) {
  const now = Date.now() / 1000;
  drawCheck(state, now, texts);
  if (state.room) drawSession(state, now, texts);
  else drawRollCall(state, now, texts);
}

function drawSession(state, now, texts) {
  const { room } = state;
  for (const step of document.querySelectorAll("[data-step]")) {
    const here = step.dataset.step === room.step;
    if (here) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
    redrawn(live(`count-${step.dataset.step}`), String(room.counts[step.dataset.step]));
  }
  redrawn(live("round"), room.step === "game" ? `${room.t + 1} / ${room.rounds}` : "");
  redrawn(live("paused"), room.paused);
  redrawn(live("calls"), calls(state, texts));
  redrawn(live("waiting"), headline(state, texts));
  redrawn(live("clock"), clock(state, now, texts));
  drawNames(missing(state, now, texts));
  drawLog(state.log);
  drawActs(room);
}

function drawRollCall(state, now, texts) {
  redrawn(live("present"), present(state, texts));
  drawNames(silent(state, now, texts));
}

function drawCheck(state, now, texts) {
  const { check } = state;
  live("check").dataset.verdict = check ? check.verdict : "";
  redrawn(live("check-words"), checked(state, now, texts));
  live("check-report").hidden = !check || check.ended_at === null;
  const start = live("check-start");
  if (start) start.disabled = check !== null && check.running;
}

function drawNames(lines) {
  const list = live("missing");
  lines.forEach((line, index) => {
    if (!list.children[index]) list.append(made("li"));
    redrawn(list.children[index], line);
  });
  while (list.children.length > lines.length) list.lastChild.remove();
}

// The newest first; what is there already stays where it is.
function drawLog(log) {
  const list = live("log");
  const shown = list.firstChild ? Number(list.firstChild.dataset.event) : 0;
  for (const [event, text] of log) {
    if (event > shown) list.prepend(made("li", { "data-event": event }, text));
  }
}

// A form says what its operator sees; one that is open keeps what was seen when it was opened.
function drawActs({ seen, can }) {
  for (const act of document.querySelectorAll("[data-act]")) act.hidden = !can.includes(act.dataset.act);
  for (const field of document.querySelectorAll('[data-live="seen"]')) {
    if (!field.closest(OPEN_ACTS)) field.value = seen;
  }
}

function live(name) {
  return document.querySelector(`[data-live="${name}"]`);
}
