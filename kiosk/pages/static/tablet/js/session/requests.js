// What the page has to ask of the server in a given state. The link repeats it, unchanged,
// until the state asks for something else.

import { secondsLeft } from "./round.js";

/** The requests to be made and repeated now; none when it is the participant's turn. */
export function requests(state) {
  return [pending(state), call(state)].filter((request) => request !== null);
}

function pending(state) {
  if (state.enrol) return null;
  if (hasEnded(state)) return state.fresh ? null : inSeat(state);
  if (!state.fresh || !state.player || state.paused !== null || awaitsOthers(state) || isOutOfTime(state)) return init(state);
  const { player, round } = state;
  if (player.step === "survey" && state.survey.answered) return survey(state);
  if (player.step === "training" && state.trained) return { demand: "training_done", userId: player.userId };
  return round && round.choice && !round.result ? choice(player, round) : null;
}

/** What the tablet asks to be enrolled as, or null. */
export function enrolment({ enrol, deviceId }) {
  if (!enrol || enrol.stage !== "sending") return null;
  const wish = { deviceId, tabletNumber: Number(enrol.number) };
  if (enrol.invitation !== "") return { ...wish, invitation: enrol.invitation };
  return enrol.pin === "" ? wish : { ...wish, pin: enrol.pin };
}

/** The heartbeat: who speaks, under which number, and how long the last one took. */
export function ping({ deviceId, tablet, link: { rtt } }) {
  const message = { demand: "ping", deviceId };
  if (tablet !== null) message.tabletNumber = tablet; // two tablets with one number are found by this
  if (rtt !== null) message.rtt = rtt;
  return message;
}

function call({ call: stage, player }) {
  return stage === "asked" && player ? { demand: "call", userId: player.userId } : null;
}

// Nothing more to ask than whether it is still so: a server out of a backup may have to play the last rounds
// again. By its userId, lest the next session take the tablet while the score is still being read.
function hasEnded({ player }) {
  return player !== null && player.step === "end";
}

// A barrier that no survey, training or choice of this page has led to.
function awaitsOthers({ barrier, survey: { answered }, trained }) {
  return barrier !== null && !answered && !trained;
}

// The server acts for whoever has not chosen in time: the page asks what has become of the round.
function isOutOfTime({ round, now }) {
  return round !== null && secondsLeft(round, now) === 0;
}

function init({ deviceId, language, noticed }) {
  return { demand: "init", deviceId, language, noticed };
}

function inSeat(state) {
  return { ...init(state), userId: state.player.userId };
}

function survey({ player, survey: { age, gender, words } }) {
  const answers = { demand: "survey", userId: player.userId };
  if (age !== "") answers.age = Number(age);
  if (gender === "words") answers.gender = words.trim();
  else if (gender !== null) answers.sex = gender;
  return answers;
}

function choice({ userId }, { kind, t, choice: { good, shownAt, answeredAt } }) {
  if (kind === "training") return { demand: "training_choice", userId, t, good };
  return { demand: "choice", userId, t, good, shownAt, answeredAt };
}
