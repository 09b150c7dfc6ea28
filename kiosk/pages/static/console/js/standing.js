// Where the session stands, in words: the step, the round, who is waited for and since when, what has happened.

import { filled, made, nameOf, redrawn, span } from "./words.js";

const MOST_NAMED = 6; // of those who are waited for
const OPEN_ACTS = "details.act[open]";

/** Brings the words to the state; on the roll call there is no session. */
export function drawStanding(state, texts) {
  drawCheck(state.check, texts.check, texts);
  if (state.room) drawSession(state, texts);
  else drawRollCall(state, texts);
}

function drawSession(state, texts) {
  const { room, waiting } = state;
  for (const step of document.querySelectorAll("[data-step]")) {
    const here = step.dataset.step === room.step;
    if (here) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
    redrawn(live(`count-${step.dataset.step}`), String(room.counts[step.dataset.step]));
  }
  redrawn(live("round"), room.step === "game" ? `${room.t + 1} / ${room.rounds}` : "");
  redrawn(live("paused"), room.paused);
  redrawn(live("calls"), calls(state.cells, texts));
  redrawn(live("waiting"), headline(room, waiting, texts));
  redrawn(live("clock"), clock(room, texts));
  drawNames(named(waiting.map((key) => state.cells[key])), room, texts);
  drawLog(state.log);
  drawActs(room);
}

function drawRollCall({ cells }, texts) {
  const all = Object.values(cells);
  const away = all.filter(({ state }) => state === "absent" || state === "empty");
  redrawn(live("present"), filled(texts.present, { there: all.length - away.length, all: all.length }));
  drawNames(away.filter(({ state }) => state === "absent"), null, texts);
}

// What netcheck found, or how far it is.
function drawCheck(check, words, texts) {
  live("check").dataset.verdict = check ? check.verdict : "";
  redrawn(live("check-words"), checkWords(check, words, texts));
  live("check-report").hidden = !check || check.ended_at === null;
  const start = live("check-start");
  if (start) start.disabled = check !== null && check.running;
}

function checkWords(check, words, texts) {
  if (!check) return words.never;
  const { running, done, total, looking_at: at, verdict, headline: said, ended_at: ended } = check;
  if (running) return filled(words.running, { done, total, at });
  const found = said || words[verdict || "unknown"];
  return ended === null ? found : `${found} — ${filled(words.ago, { span: span(ended, texts) })}`;
}

function headline(room, waiting, texts) {
  if (room.closed) return texts.closed;
  if (room.step === "end") return texts.over;
  if (room.held) return texts.ready;
  if (room.step === "welcome") return filled(texts.empty, { n: room.missing });
  return waiting.length ? filled(texts.waitingFor, { n: waiting.length }) : texts.nobody;
}

function calls(cells, texts) {
  const numbers = Object.values(cells).filter(({ call, number }) => call && number !== null).map(({ number }) => number);
  return numbers.length ? filled(texts.calls, { numbers: numbers.sort((a, b) => a - b).join(", ") }) : "";
}

// While many are still at it, only those who may need somebody are named.
function named(waited) {
  return waited.length <= MOST_NAMED ? waited : waited.filter(({ silent, state }) => silent !== null || state === "empty");
}

function clock({ ends, left }, texts) {
  if (left !== null) return filled(texts.left, { n: left });
  return ends === null ? "" : filled(texts.left, { n: Math.max(0, Math.round(ends - Date.now() / 1000)) });
}

function drawNames(cells, room, texts) {
  const list = live("missing");
  const lines = cells.slice(0, MOST_NAMED).map((cell) => `${nameOf(cell, texts)} — ${why(cell, room, texts)}`);
  if (cells.length > MOST_NAMED) lines.push(filled(texts.more, { n: cells.length - MOST_NAMED }));
  lines.forEach((line, index) => {
    if (!list.children[index]) list.append(made("li"));
    redrawn(list.children[index], line);
  });
  while (list.children.length > lines.length) list.lastChild.remove();
}

function why(cell, room, texts) {
  if (cell.silent !== null) return filled(texts.silentFor, { span: span(cell.silent, texts) });
  if (cell.state === "empty") return texts.never;
  return filled(texts.busyFor, { span: span(room.since, texts) });
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
