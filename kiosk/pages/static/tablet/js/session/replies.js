// What a frame of the server does to the state. Pushed frames and answers are the same:
// whatever was missed comes again with the next repetition, so every one may come twice.

import * as enrolment from "./enrolment.js";
import { heldUp } from "./pause.js";
import * as rounds from "./round.js";
import { recalledFor } from "./progress.js";

/** The state after a frame; one that answers another question than the present one changes nothing. */
export function heard(before, frame, now) {
  const state = heldUp(before, frame, now);
  if (frame.error) return known(refused(state, frame), frame);
  const answer = answers[frame.demand];
  return answer ? answer(state, frame, now) : state;
}

/** The state after the participant has seen a result. */
export function proceeded(state, now) {
  if (!state.round || !state.round.result) return state;
  const { player } = state;
  if (player.step !== "training" && player.step !== "game") return { ...state, round: null };
  return { ...state, round: hasRounds(player) ? rounds.begun(player, now) : null };
}

const answers = { init, survey, training_choice: trainingChoice, training_done: trainingDone, choice, call, notice };

// Who this tablet is, where the server says it.
function known(state, { tablet, accessPoint }) {
  return typeof tablet === "number" ? { ...state, tablet, accessPoint } : state;
}

function init(state, frame, now) {
  const { wait, language, timeLeft, ...facts } = frame;
  const player = { ...facts, endsAt: typeof timeLeft === "number" ? now + timeLeft : null };
  if (player.step === "end" && player.userId === state.left) return unseated(known(state, frame), "unassigned");
  const samePlayer = state.player !== null && state.player.userId === player.userId;
  const before = samePlayer ? state : { ...state, ...recalledFor(player, state.recalled) };
  const moved = {
    ...known(before, frame),
    player,
    fresh: true,
    place: "seated",
    enrol: null,
    barrier: wait ? barrier(frame) : null,
    language: before.languageOf === player.userId ? before.language : language || before.language,
    survey: { ...before.survey, answered: before.survey.answered && player.step === "survey" },
    trained: before.trained && player.step === "training",
  };
  return { ...moved, now, round: roundAfter(before, moved, now), recalled: null };
}

// The same round goes on; a round whose result was missed is shown closed; else a new one begins.
function roundAfter({ round }, { player, barrier: waiting, recalled }, now) {
  if (round && round.result) return round;
  const playing = !waiting && (player.step === "training" || player.step === "game");
  const missed = missedResult(round || rounds.unseen(player, recalled), player);
  if (missed) return missed;
  if (!playing || !hasRounds(player)) return null;
  const next = rounds.begun(player, now, recalled);
  if (!round || round.kind !== next.kind || round.t !== next.t) return next;
  if (next.choice && next.choice.committed) return next;
  return { ...round, hand: next.hand, scoreBefore: next.scoreBefore, endsAt: next.endsAt };
}

function missedResult(round, player) {
  if (!round) return null;
  if (round.kind === "training") {
    if (!round.choice || player.step !== "training" || player.trainingT !== round.t + 1) return null;
    const success = player.trainingScore > round.scoreBefore;
    return rounds.closed(round, { success, hand: player.trainingGoodInHand, score: player.trainingScore });
  }
  const last = player.step === "end" && round.t === round.tMax - 1;
  const over = last || (player.step === "game" && player.t === round.t + 1);
  if (!over || typeof player.lastSuccess !== "boolean") return null;
  return rounds.closed(round, { success: player.lastSuccess, hand: player.goodInHand, score: player.score });
}

function hasRounds({ step, t, tMax, trainingT, trainingTMax }) {
  return step === "training" ? trainingT < trainingTMax : step === "game" && t < tMax;
}

function survey(state, frame) {
  return passed(state, frame, state.player && state.player.step === "survey" && state.survey.answered);
}

function trainingDone(state, frame) {
  return passed(state, frame, state.player && state.player.step === "training" && state.trained);
}

// Once a barrier opens, the next answer to init says which step follows: a treatment may skip some.
function passed(state, frame, expected) {
  if (!expected) return state;
  return frame.wait ? { ...state, barrier: barrier(frame) } : { ...state, fresh: false };
}

function trainingChoice(state, frame) {
  const { round, player } = state;
  if (!answersRound(round, "training", frame) || !round.choice) return state;
  const hand = frame.goodInHand === undefined ? player.trainingGoodInHand : frame.goodInHand;
  const result = { success: frame.trainingSuccess, hand, score: frame.trainingScore };
  return {
    ...state,
    round: rounds.closed(round, result),
    player: {
      ...player,
      trainingT: round.t + 1,
      trainingGoodInHand: hand,
      trainingScore: frame.trainingScore,
      trainingChoiceMade: false,
    },
  };
}

function choice(state, frame, now) {
  const { round, player } = state;
  if (!answersRound(round, "game", frame)) return state;
  if (frame.wait) return round.choice ? { ...state, round: rounds.committed(round, frame) } : state;
  const result = { success: frame.success, hand: frame.goodInHand, score: frame.score };
  return {
    ...state,
    round: rounds.closed(round, result),
    fresh: state.fresh && !frame.end, // the end has its own facts: the pay
    player: {
      ...player,
      t: round.t + 1,
      goodInHand: frame.goodInHand,
      score: frame.score,
      lastSuccess: frame.success,
      endsAt: player.timeLimit ? now + player.timeLimit * 1000 : null, // the next round is open already
      choiceMade: false,
      goodDesired: -2,
    },
  };
}

function answersRound(round, kind, { t }) {
  return round && round.kind === kind && round.t === t && !round.result;
}

function call(state) {
  return state.call === "asked" ? { ...state, call: "heard" } : state;
}

function notice(state, { number, text }) {
  const { notices, noticed } = state;
  const known = number === noticed || notices.some((one) => one.number === number);
  return known ? state : { ...state, notices: [...notices, { number, text }] };
}

function barrier({ progress, missing = null }) {
  return { progress, missing };
}

function refused(state, { demand, error }) {
  if (demand === "init") return refusedInit(state, error.code);
  const answersMine = state.player && asked(state, demand);
  return answersMine ? refusedRequest(state, error) : state;
}

function refusedInit(state, code) {
  if (code === "unknown_user") return unseated(state, "unknown");
  if (code === "not_enrolled") return { ...unseated(state, "unknown"), enrol: state.enrol || enrolment.started(state.tablet) };
  if (code === "no_room") return unseated(state, "unassigned");
  if (code === "room_closed") return unseated(state, "closed");
  return state;
}

function unseated(state, place) {
  return { ...state, fresh: true, player: null, round: null, barrier: null, paused: null, place };
}

function asked({ player, round, survey: { answered }, trained }, demand) {
  if (demand === "survey") return answered;
  if (demand === "training_done") return trained;
  if (demand === "call") return false;
  const pending = round && round.choice && !round.choice.committed && !round.result;
  return pending && demand === (round.kind === "training" ? "training_choice" : "choice") && player.userId;
}

// Whatever the server will never accept is taken back, and the state is asked for anew.
function refusedRequest(state, { code, message }) {
  if (code === "unavailable" || code === "paused") return state;
  const again = { ...state, fresh: false };
  if (state.survey.answered && state.player.step === "survey") {
    return { ...again, survey: { ...state.survey, answered: false, problem: message } };
  }
  if (!state.round) return { ...again, trained: false };
  return { ...again, round: rounds.refused(state.round) };
}
