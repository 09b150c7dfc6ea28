// A round: what I hold, what I can ask for, what I ask, what came of it.

import { status } from "../session/round.js";
import { h } from "../vdom.js";
import { button, heading, icon, mainButton, nameOf, playersGood, progressBar } from "./parts.js";

export function roundScreen(state, texts, act, now) {
  const standing = status(state.round, state.link.state === "open");
  const view = { choosing, kept: decided, sending: decided, waiting, result }[standing];
  return view(state, texts, act, now, standing);
}

function choosing(state, texts, act, now) {
  const { round } = state;
  return h(
    "section",
    { key: `choosing-${round.kind}-${round.t}`, class: `screen round ${state.player.nGood > 5 ? "round-many" : ""}` },
    hand(state, texts),
    h(
      "div",
      { class: "stall" },
      heading(texts.round.ask),
      h("div", { class: `offers offers-${Math.min(state.player.nGood, 8) - 1}` }, offers(state, texts, act)),
    ),
    h(
      "footer",
      { class: "ask" },
      h("p", { class: "ask-words", role: "status" }, question(state, texts)),
      mainButton(texts.round.send, {
        disabled: round.picked === null,
        onclick: () => act({ type: "decide", now: now() }),
      }),
    ),
  );
}

function hand(state, texts) {
  const { round } = state;
  return h(
    "div",
    { class: "hand" },
    h("h2", {}, texts.round.hold),
    playersGood(round.hand, state, texts, { class: "good-large" }),
    h("p", { class: "quiet" }, round.kind === "training" ? texts.round.trainingNote : lastRound(state, texts)),
  );
}

function lastRound({ player }, texts) {
  if (typeof player.lastSuccess !== "boolean") return "";
  return player.lastSuccess ? texts.round.lastSuccess : texts.round.lastFailure;
}

function offers(state, texts, act) {
  const { round, player } = state;
  const goods = [];
  for (let good = 0; good < player.nGood; good += 1) if (good !== round.hand) goods.push(good);
  return goods.map((good) =>
    h(
      "button",
      {
        type: "button",
        key: `offer-${good}`,
        class: "offer",
        "aria-pressed": String(round.picked === good),
        onclick: () => act({ type: "pick", good }),
      },
      playersGood(good, state, texts),
      note(good) && h("span", { class: "tag" }, texts.round[note(good)]),
    ),
  );
}

function note(good) {
  return ["made", "wanted"][good];
}

function question(state, texts) {
  const { picked, hand: held } = state.round;
  if (picked === null) return texts.round.prompt;
  return texts.round.preview(nameOf(held, state, texts), nameOf(picked, state, texts));
}

function decided(state, texts, act, now, standing) {
  const { choice } = state.round;
  return h(
    "section",
    { key: "decided", class: "screen deal-screen" },
    deal(state, texts, choice.good),
    heading(texts.round.waiting(nameOf(choice.good, state, texts))),
    h("p", { role: "status" }, standing === "kept" ? texts.round.kept : texts.round.sending),
    !choice.sent && button(texts.round.undo, { onclick: () => act({ type: "undo" }) }),
  );
}

function waiting(state, texts) {
  const { choice, missing, progress } = state.round;
  return h(
    "section",
    { key: "decided", class: "screen deal-screen" },
    deal(state, texts, choice.good),
    heading(texts.round.waiting(nameOf(choice.good, state, texts))),
    h("p", { role: "status" }, howMany(missing, progress, texts)),
    progressBar(progress || 0, texts.round.progress(progress || 0)),
  );
}

function howMany(missing, progress, texts) {
  if (typeof missing === "number") return texts.round.missing(missing);
  return typeof progress === "number" ? texts.round.progress(progress) : "";
}

function deal(state, texts, asked) {
  return h(
    "div",
    { class: "deal" },
    playersGood(state.round.hand, state, texts, { class: "good-large" }),
    icon("exchange"),
    playersGood(asked, state, texts, { class: "good-large" }),
  );
}

function result(state, texts, act, now) {
  const { round } = state;
  const { success, point } = round.result;
  const outcome = point ? "point" : success ? "success" : "failure";
  return h(
    "section",
    { key: `result-${round.kind}-${round.t}`, class: `screen result result-${outcome}` },
    h("span", { class: "medal" }, icon({ point: "star", success: "check", failure: "cross" }[outcome])),
    h(
      "div",
      { class: "result-words", role: "status" },
      heading(texts.round[outcome]),
      round.result.late && h("p", {}, texts.round.late(nameOf(round.result.asked, state, texts))),
      h("p", {}, told(state, texts, outcome)),
    ),
    h(
      "div",
      { class: "now-held" },
      h("h2", {}, texts.round.holdNow),
      playersGood(round.result.hand, state, texts, { class: "good-large" }),
    ),
    mainButton(texts.round.next, { onclick: () => act({ type: "proceed", now: now() }) }),
  );
}

function told(state, texts, outcome) {
  const { asked, gave } = state.round.result;
  const name = (good) => nameOf(good, state, texts);
  if (outcome === "point") return texts.round.pointBody(name(asked), name(0));
  if (outcome === "success") return texts.round.successBody(name(gave), name(asked));
  return texts.round.failureBody(name(gave));
}
