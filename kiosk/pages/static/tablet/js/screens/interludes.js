// The screens between the rounds and after them.

import { order, picture } from "../goods.js";
import { money } from "../texts/index.js";
import { h } from "../vdom.js";
import { button, heading, icon, mainButton, progressBar } from "./parts.js";

/** The barrier before a step: honest about how many are missing. */
export function waitingScreen({ barrier, player, survey, trained }, texts) {
  const { progress, missing } = barrier || { progress: 0, missing: null };
  return h(
    "section",
    { key: "waiting", class: "screen waiting" },
    parade(player),
    heading(texts.waiting.title),
    h("p", {}, texts.waiting[waitsFor(player.step, survey.answered, trained)]),
    progressBar(progress, texts.waiting.progress(progress)),
    h("p", { role: "status" }, missing === null ? texts.waiting.progress(progress) : texts.waiting.missing(missing)),
  );
}

// Something to look at: the goods of this economy.
function parade(player) {
  const pictures = order(player).sort((one, other) => one - other).slice(0, 6);
  return h("div", { class: "parade", "aria-hidden": "true" }, pictures.map((good) => h("img", { src: picture(good), alt: "" })));
}

// The barrier stands before the player's next step, so it is the step before that others are still in.
function waitsFor(step, answered, trained) {
  if (step === "game" || trained) return "training";
  return step === "training" || answered ? "survey" : "welcome";
}

/** The end of the training. */
export function trainedScreen({ player }, texts, act) {
  return h(
    "section",
    { key: "trained", class: "screen waiting" },
    parade(player),
    heading(texts.trained.title),
    h("p", { class: "figure" }, texts.trained.score(player.trainingScore)),
    h("p", {}, texts.trained.body),
    mainButton(texts.trained.ready, { onclick: () => act({ type: "trained" }) }),
  );
}

/** The end: score and pay. */
export function endScreen({ player }, texts, act) {
  const { score, pay, pseudo } = player;
  return h(
    "section",
    { key: "end", class: "screen ending" },
    parade(player),
    heading(texts.end.title(pseudo)),
    h("dl", { class: "ledger" }, entry(texts.end.score, texts.points(score)), pay && entry(texts.end.pay, money(texts, pay.amount, pay.currency))),
    pay && h("p", { class: "quiet" }, detail(pay, score, texts)),
    h("p", {}, texts.end.body),
    button(texts.end.leave, { class: "button-quiet", onclick: () => act({ type: "leave" }) }),
  );
}

function entry(term, description) {
  return h("div", {}, h("dt", {}, term), h("dd", {}, description));
}

function detail({ base, perPoint, currency }, score, texts) {
  return texts.end.detail(money(texts, base, currency), money(texts, perPoint, currency), score);
}

/** A message of the operator, until it is touched away; then the next. */
export function noticeScreen({ notices: [{ number, text }] }, texts, act) {
  return h(
    "section",
    { key: `notice ${number}`, class: "screen waiting" },
    h(
      "div",
      { class: "message" },
      icon("bell"),
      heading(texts.notice),
      h("p", { class: "message-words", role: "alert" }, text),
      mainButton(texts.dismiss, { onclick: () => act({ type: "noticeDismissed" }) }),
    ),
  );
}

/** The operator has stopped everything for a moment, and may have said why. */
export function pausedScreen({ paused, player }, texts) {
  return h(
    "section",
    { key: "paused", class: "screen waiting" },
    parade(player),
    heading(texts.pause.title),
    h("p", { class: "figure", role: "status" }, paused || texts.pause.body),
    paused !== "" && h("p", { class: "quiet" }, texts.pause.body),
  );
}

/** The operator has closed the room. */
export function closedScreen(state, texts) {
  return h(
    "section",
    { key: "closed", class: "screen waiting" },
    parade({ nGood: 4, productionGood: 0, consumptionGood: 1 }),
    heading(texts.closed.title),
    h("p", {}, texts.closed.body),
  );
}
