// A tablet without a number asks for it.

import { h } from "../vdom.js";
import { button, heading, keypad, mainButton } from "./parts.js";

export function enrolmentScreen({ enrol, tablet, tablets }, texts, act) {
  const pin = enrol.stage === "pin" || (enrol.stage === "sending" && enrol.pin !== "");
  const shown = pin ? "•".repeat(enrol.pin.length) : enrol.number;
  return h(
    "section",
    { key: pin ? "enrol-pin" : "enrol-number", class: "screen split" },
    h(
      "div",
      { class: "lead" },
      heading(pin ? texts.enrol.pinTitle : texts.enrol.title),
      h("p", {}, pin ? texts.enrol.pinLead(enrol.number) : texts.enrol.lead),
      !pin && tablets !== "" && h("p", { class: "quiet" }, texts.enrol.known(tablets)),
      h("p", { class: "problem", role: "alert" }, problem(enrol, texts)),
      (pin || tablet !== null) && button(texts.enrol.back, { onclick: () => act({ type: "enrolBack" }) }),
    ),
    h(
      "div",
      { class: "entry" },
      h("output", { class: "typed", "aria-label": texts.enrol.digits }, shown || "\u2007"),
      keypad({
        onDigit: (digit) => act({ type: "enrolDigit", digit }),
        onErase: () => act({ type: "enrolErase" }),
        eraseLabel: texts.enrol.erase,
      }),
      mainButton(enrol.stage === "sending" ? texts.enrol.sending : texts.enrol.confirm, {
        disabled: enrol.stage === "sending" || (pin ? enrol.pin : enrol.number) === "",
        onclick: () => act({ type: "enrolConfirm" }),
      }),
    ),
  );
}

function problem({ problem: found }, texts) {
  return found === null ? "" : texts.enrol.problems[found.code] || found.message || texts.enrol.problems.unreachable;
}
