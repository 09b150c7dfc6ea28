// The card that an operator reads while walking along the tables: number, access point, health.

import { h } from "../vdom.js";
import { button, icon } from "./parts.js";

/** Milliseconds; slower round trips make themselves felt in a round. */
const SLOW = 150;

const ICONS = { good: "check", doubtful: "warning", bad: "cross", unsure: "clock" };

export function rollCallScreen(state, texts, act) {
  const { level, title, body } = health(state, texts.rollCall);
  const number = state.tablet === null ? "–" : String(state.tablet);
  return h(
    "section",
    { key: "roll-call", class: `screen card card-${level}` },
    h("h1", { class: "card-heading", tabindex: "-1", "data-focus": true, "aria-label": texts.tablet(number) }, bigNumber(number)),
    h(
      "div",
      { class: "card-facts" },
      h("p", { class: "card-point" }, accessPoint(state, texts)),
      h(
        "div",
        { class: "card-health", role: "status" },
        h("span", { class: "badge" }, icon(ICONS[level])),
        h("p", {}, h("strong", {}, title), h("span", {}, body)),
      ),
      h(
        "p",
        { class: "card-foot" },
        state.link.rtt !== null && level !== "bad" && h("span", { class: "quiet" }, texts.rollCall.roundTrip(Math.round(state.link.rtt))),
        button(texts.rollCall.change, { class: "button-quiet", onclick: () => act({ type: "enrol" }) }),
      ),
    ),
  );
}

/** What the card says of the way to the server: a level and one sentence. */
export function health({ link, fresh, host }, texts) {
  if (link.state === "lost") return { level: "bad", title: texts.lost, body: texts.lostBody };
  if (link.state !== "open" || !fresh || link.rtt === null) {
    return { level: "unsure", title: texts.connecting, body: texts.connectingBody };
  }
  if (isAddress(host)) return { level: "doubtful", title: texts.byAddress, body: texts.byAddressBody(host) };
  const ms = Math.round(link.rtt);
  if (ms > SLOW) return { level: "doubtful", title: texts.slow, body: texts.slowBody(ms) };
  return { level: "good", title: texts.ready, body: texts.readyBody };
}

// Loopback is no site: there is no name to be opened by.
function isAddress(host) {
  const address = host.startsWith("[") || /^\d+(\.\d+){3}$/.test(host);
  return address && !/^(127\.|\[::1\])/.test(host);
}

function accessPoint({ accessPoint: number }, texts) {
  return number === null ? texts.noAccessPoint : texts.accessPoint(number);
}

// Drawn, not typeset, so that it fills whatever room there is.
function bigNumber(number) {
  const width = 18 + number.length * 56;
  return h(
    "svg",
    { class: "card-number", viewBox: `0 0 ${width} 84`, "aria-hidden": "true" },
    h("text", { x: String(width / 2), y: "80", "text-anchor": "middle" }, number),
  );
}
