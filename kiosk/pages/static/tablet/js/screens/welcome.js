// The first thing a participant reads.

import { order, picture } from "../goods.js";
import { h } from "../vdom.js";
import { heading, mainButton } from "./parts.js";

export function welcomeScreen(state, texts, act, now) {
  const { player } = state;
  const ask = player.consent;
  return h(
    "section",
    { key: "welcome", class: "screen split" },
    h(
      "div",
      { class: "still-life", "aria-hidden": "true" },
      order(player).slice(0, 4).map((good) => h("img", { src: picture(good), alt: "" })),
    ),
    h(
      "div",
      { class: "lead" },
      heading(texts.welcome.title),
      h("p", { class: "pseudo" }, texts.welcome.pseudo(player.pseudo)),
      texts.welcome.body.map((sentence) => h("p", {}, sentence)),
      ask && h("div", { class: "consent" }, texts.welcome.consent.map((sentence) => h("p", {}, sentence))),
      mainButton(ask ? texts.welcome.accept : texts.welcome.start, {
        onclick: () => act({ type: "welcomed", now: now() }),
      }),
    ),
  );
}
