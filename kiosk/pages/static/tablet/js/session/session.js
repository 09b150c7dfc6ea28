// The page's state and everything that changes it: a pure function of a state and an event.
// What the page asks of the server is in requests.js, what it shows in ../screens/.

import * as enrolment from "./enrolment.js";
import * as replies from "./replies.js";
import * as rounds from "./round.js";
import { UNTOUCHED } from "./progress.js";

/** The state before anything was heard: what the tablet remembers, and the name the page was opened by. */
export function initial({ progress, ...memory }, { now, host, tablets }) {
  return {
    ...memory,
    now, // ms; moves on only where there is a time limit
    host,
    tablets, // the numbers that exist on this site, in words such as "0-85, 90-103"
    accessPoint: null,
    link: { state: "connecting", rtt: null },
    fresh: false, // whether an answer to init has come since the link opened
    place: "unknown", // or "unassigned", "seated", "closed"
    enrol: null,
    player: null,
    barrier: null,
    ...UNTOUCHED,
    recalled: progress, // until the server has told who plays here
    paused: null, // or the operator's words, which may be none: ""
    notices: [], // the operator's messages that are not read yet
    call: null, // or "asked", "heard"
  };
}

const changes = {
  tick: (state, { now }) => (state.paused === null ? { ...state, now } : state),
  opened: (state) => ({ ...state, link: { ...state.link, state: "open" }, fresh: false }),
  lost: (state) => ({ ...state, link: { ...state.link, state: "lost" }, fresh: false }),
  pong: (state, { rtt }) => ({ ...state, link: { ...state.link, rtt } }),
  sent: (state, { request }) => wasSent(state, request),
  frame: (state, { frame, now }) => replies.heard(state, frame, now),

  enrol: (state) => ({ ...state, enrol: enrolment.started(state.tablet) }),
  invited: (state, { invitation }) => ({ ...state, enrol: enrolment.invited(invitation) }),
  enrolled: (state) => ({ ...state, tablet: enrolment.number(state.enrol), enrol: null, fresh: false }),
  enrolmentRefused: (state, { error }) => ({ ...state, enrol: enrolment.refused(state.enrol, error) }),
  enrolDigit: (state, { digit }) => ({ ...state, enrol: enrolment.typed(state.enrol, digit) }),
  enrolErase: (state) => ({ ...state, enrol: enrolment.erased(state.enrol) }),
  enrolConfirm: (state) => ({ ...state, enrol: enrolment.confirmed(state.enrol) }),
  enrolBack: (state) => ({ ...state, enrol: enrolment.back(state.enrol, state.tablet) }),

  welcomed: (state, { now }) => shown({ ...state, welcomed: true }, now),
  surveyAge: (state, { age }) => survey(state, { age, problem: null }),
  surveyGender: (state, { gender }) => survey(state, { gender, problem: null }),
  surveyWords: (state, { words }) => survey(state, { gender: "words", words, problem: null }),
  surveyDone: (state) => (surveyComplete(state) ? survey(state, { answered: true }) : state),
  storyNext: (state) => ({ ...state, storyPage: state.storyPage + 1 }),
  storyRead: (state, { now }) => shown(upToDate({ ...state, storyRead: true }), now),
  storyBack: (state) => ({ ...state, storyPage: Math.max(0, state.storyPage - 1) }),
  trained: (state) => ({ ...state, trained: true }),

  pick: (state, { good }) => inRound(state, rounds.picked(state.round, good)),
  decide: (state, { now }) => inRound(state, rounds.decided(state.round, now)),
  undo: (state) => inRound(state, rounds.undone(state.round)),
  proceed: (state, { now }) => replies.proceeded(state, now),

  leave: (state) => ({ ...state, left: state.player.userId, player: null, place: "unassigned", fresh: false }),

  call: (state) => ({ ...state, call: "asked" }),
  callDismissed: (state) => ({ ...state, call: null }),
  noticeDismissed: ({ notices: [{ number }, ...notices], ...state }) => ({ ...state, notices, noticed: number }),
  language: (state, { language }) => ({
    ...state,
    language,
    languageOf: state.player ? state.player.userId : null,
  }),
};

/** The state after an event; an event that does not fit the state changes nothing. */
export function reduce(state, event) {
  return changes[event.type](state, event);
}

/** Whether every question that must be answered has an answer. */
export function surveyComplete({ survey: { age, gender, words }, player }) {
  const years = Number(age);
  const ageFits = age === "" ? player.surveyOptional : years >= 5 && years <= 120;
  const genderFits = player.surveyOptional || (gender === "words" ? words.trim() !== "" : gender !== null);
  return ageFits && genderFits;
}

function survey(state, answers) {
  if (state.survey.answered) return state;
  return { ...state, survey: { ...state.survey, ...answers } };
}

// The question is asked when it can be seen, not when the server is ready for the answer.
function shown(state, now) {
  return state.round && !state.round.choice ? inRound(state, { ...state.round, shownAt: now }) : state;
}

// A round that went by while its rules were being read is past: the server says which one is played.
function upToDate(state) {
  return state.round && state.round.result ? { ...state, round: null, fresh: false } : state;
}

function inRound(state, round) {
  return { ...state, round };
}

function wasSent(state, request) {
  const choice = request.demand === "choice" || request.demand === "training_choice";
  return choice && state.round ? inRound(state, rounds.sent(state.round)) : state;
}
