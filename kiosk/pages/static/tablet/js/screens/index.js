// Which screen a state shows, and what surrounds it.

import { secondsLeft } from "../session/round.js";
import { otherLanguage, textsFor } from "../texts/index.js";
import { h } from "../vdom.js";
import { enrolmentScreen } from "./enrolment.js";
import { closedScreen, endScreen, noticeScreen, pausedScreen, trainedScreen, waitingScreen } from "./interludes.js";
import { button, icon } from "./parts.js";
import { rollCallScreen } from "./roll_call.js";
import { roundScreen } from "./round.js";
import { storyScreen } from "./story.js";
import { surveyScreen } from "./survey.js";
import { welcomeScreen } from "./welcome.js";

const SCREENS = {
  enrolment: enrolmentScreen,
  notice: noticeScreen,
  paused: pausedScreen,
  rollCall: rollCallScreen,
  closed: closedScreen,
  welcome: welcomeScreen,
  waiting: waitingScreen,
  survey: surveyScreen,
  story: storyScreen,
  round: roundScreen,
  trained: trainedScreen,
  end: endScreen,
};

/** The name of the screen that a state shows. */
export function screenOf(state) {
  const { player, round, enrol, place } = state;
  if (enrol) return "enrolment";
  if (state.notices.length > 0) return "notice";
  if (!player) return place === "closed" ? "closed" : "rollCall";
  if (state.paused !== null && player.step !== "end") return "paused";
  const reading = state.welcomed && !state.storyRead && state.barrier === null && hasRules(player);
  if (round && round.result && !reading) return "round";
  if (player.step === "end") return "end";
  const untouched = isUntouched(player, round);
  if (untouched && !state.welcomed) return "welcome";
  if (state.barrier) return "waiting";
  if (player.step === "survey") return state.survey.answered ? "waiting" : "survey";
  if (reading || (untouched && !state.storyRead)) return "story";
  if (player.step === "training" && !round) return state.trained ? "waiting" : "trained";
  return round ? "round" : "waiting";
}

// Where there is no training the game may go on without whoever is still reading its rules.
function hasRules({ step }) {
  return step === "training" || step === "game";
}

// Whoever has played already, on this tablet or another, is not told the beginning again.
function isUntouched({ step, t, trainingT, trainingTMax }, round) {
  if (round && round.choice) return false;
  return step === "survey" || (step === "training" ? trainingT === 0 : t === 0 && trainingTMax === 0);
}

/** The whole page as a tree: `act(event)` takes what is touched, `now()` is the tablet's clock in ms. */
export function page(state, act, now) {
  const texts = textsFor(state.language);
  const name = screenOf(state);
  return h(
    "div",
    { class: `page page-${name}`, lang: texts.code },
    h("div", { class: "awning", "aria-hidden": "true" }),
    bar(state, texts, act, name),
    h("main", { class: "stage" }, SCREENS[name](state, texts, act, now)),
    h("div", { class: "notes", role: "status" }, linkNote(state, texts, name), callNote(state, texts, act)),
  );
}

function bar(state, texts, act, name) {
  const other = otherLanguage(state.language);
  return h(
    "header",
    { class: "bar" },
    h("p", { class: "bar-tablet" }, state.tablet === null ? texts.game : texts.tablet(state.tablet)),
    h("p", { class: "bar-pseudo" }, state.player ? state.player.pseudo : ""),
    standing(state, texts, name),
    h(
      "div",
      { class: "bar-tools" },
      button(texts.otherLanguage, { class: "tool", lang: other, onclick: () => act({ type: "language", language: other }) }),
      state.player &&
        h(
          "button",
          { type: "button", class: "button tool", "aria-label": texts.call.label, onclick: () => act({ type: "call" }) },
          h("span", { class: "tool-inside" }, icon("bell"), texts.call.button),
        ),
    ),
    name === "round" && track(state),
  );
}

function standing(state, texts, name) {
  const { round } = state;
  if (name !== "round") return h("p", { class: "bar-standing" });
  const game = round.kind === "game";
  const score = round.result ? round.result.score : round.scoreBefore;
  const left = round.tMax - round.t - 1;
  return h(
    "p",
    { class: "bar-standing" },
    !game && h("span", { class: "tag" }, texts.round.training),
    clock(state, texts),
    h("span", { class: "bar-round" }, texts.round.round(round.t + 1, round.tMax)),
    h("span", { class: "visually-hidden" }, texts.round.left(left)),
    h("span", { class: "bar-score" }, game ? [icon("star"), `${texts.round.score} ${score}`] : texts.trained.score(score)),
  );
}

// How much of the session lies behind, at a glance; the words beside it say it exactly.
function track({ round: { t, tMax } }) {
  return h("div", { class: "bar-track", "aria-hidden": "true" }, h("div", { style: { width: `${(100 * t) / tMax}%` } }));
}

function clock({ round, now }, texts) {
  const left = secondsLeft(round, now);
  if (left === null) return null;
  const hurry = left <= 5 ? "bar-clock bar-clock-hurry" : "bar-clock";
  return h("span", { class: hurry, role: "timer", "aria-label": texts.round.timeLeft }, icon("clock"), texts.round.seconds(left));
}

function linkNote({ link, player, round, enrol }, texts, name) {
  if (link.state === "open" || name === "rollCall" || (!player && !enrol)) return null;
  const kept = round && round.choice && !round.choice.committed && !round.result;
  const words = link.state === "connecting" ? texts.link.connecting : kept ? texts.link.kept : texts.link.lost;
  return h("p", { key: "link", class: "note note-link" }, h("span", { class: "pulse", "aria-hidden": "true" }), words);
}

function callNote({ call }, texts, act) {
  if (call === null) return null;
  const dismiss = button(texts.dismiss, { onclick: () => act({ type: "callDismissed" }) });
  return h("p", { key: "call", class: "note" }, icon("bell"), texts.call[call], call === "heard" && dismiss);
}
