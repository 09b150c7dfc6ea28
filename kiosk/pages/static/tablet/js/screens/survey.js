// Age and gender, each in the participant's own way.

import { surveyComplete } from "../session/session.js";
import { h } from "../vdom.js";
import { button, heading, keypad, mainButton } from "./parts.js";

const LONGEST_AGE = 3;
const LONGEST_WORDS = 60;

export function surveyScreen(state, texts, act) {
  const { survey, player } = state;
  return h(
    "section",
    { key: "survey", class: "screen survey" },
    h(
      "header",
      {},
      heading(texts.survey.title),
      player.surveyOptional && h("p", { class: "quiet" }, texts.survey.optional),
    ),
    age(survey, texts, act),
    gender(survey, texts, act),
    h(
      "footer",
      {},
      h("p", { class: "problem", role: "alert" }, survey.problem || ""),
      mainButton(texts.survey.done, {
        disabled: !surveyComplete(state),
        onclick: () => act({ type: "surveyDone" }),
      }),
    ),
  );
}

function age(survey, texts, act) {
  const say = (years) => act({ type: "surveyAge", age: years });
  return h(
    "div",
    { class: "question", role: "group", "aria-labelledby": "question-age" },
    h("h2", { id: "question-age" }, texts.survey.age),
    h(
      "p",
      { class: "age" },
      h("output", { class: "typed", "aria-label": texts.survey.age }, survey.age || "\u2007"),
      h("span", {}, texts.survey.years),
    ),
    keypad({
      onDigit: (digit) => say(String(Number(survey.age + digit)).slice(0, LONGEST_AGE)),
      onErase: () => say(survey.age.slice(0, -1)),
      eraseLabel: texts.enrol.erase,
    }),
  );
}

function gender(survey, texts, act) {
  const say = (value) => act({ type: "surveyGender", gender: survey.gender === value ? null : value });
  const answer = (value) =>
    button(texts.survey[value], {
      class: "answer",
      "aria-pressed": String(survey.gender === value),
      onclick: () => say(value),
    });
  return h(
    "div",
    { class: "question", role: "group", "aria-labelledby": "question-gender" },
    h("h2", { id: "question-gender" }, texts.survey.gender),
    h("div", { class: "answers" }, answer("female"), answer("male"), answer("words")),
    survey.gender === "words" &&
      h("input", {
        class: "words",
        type: "text",
        maxlength: String(LONGEST_WORDS),
        autocomplete: "off",
        "aria-label": texts.survey.wordsLabel,
        placeholder: texts.survey.wordsLabel,
        value: survey.words,
        oninput: ({ target }) => act({ type: "surveyWords", words: target.value }),
      }),
  );
}
