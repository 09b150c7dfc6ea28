// The story of this player's own economy: what it makes, what it wants, who wants what.

import { wantedBy } from "../goods.js";
import { h } from "../vdom.js";
import { button, goodPicture, heading, icon, mainButton, nameOf, playersGood } from "./parts.js";

const PAGES = [make, want, others, market];

export function storyScreen(state, texts, act, now) {
  const { storyPage } = state;
  const last = storyPage >= PAGES.length - 1;
  const forward = state.player.trainingTMax > 0 ? texts.story.start : texts.story.play;
  return h(
    "section",
    { key: `story-${storyPage}`, class: "screen story" },
    PAGES[Math.min(storyPage, PAGES.length - 1)](state, texts),
    h(
      "footer",
      { class: "turn" },
      storyPage > 0 ? button(texts.story.back, { onclick: () => act({ type: "storyBack" }) }) : h("span", {}),
      h("p", { class: "quiet" }, texts.story.page(storyPage + 1, PAGES.length)),
      mainButton(last ? forward : texts.story.next, {
        onclick: () => act(last ? { type: "storyRead", now: now() } : { type: "storyNext" }),
      }),
    ),
  );
}

function make(state, texts) {
  const good = nameOf(0, state, texts);
  return tale(playersGood(0, state, texts, { class: "good-huge" }), texts.story.make(good), texts.story.makeBody(good));
}

function want(state, texts) {
  const good = nameOf(1, state, texts);
  const body = texts.story.wantBody(good, nameOf(0, state, texts));
  return tale(playersGood(1, state, texts, { class: "good-huge good-wanted" }), texts.story.want(good), body);
}

function others(state, texts) {
  const { nGood, productionGood, cycle } = state.player;
  const trades = Array.from({ length: nGood }, (_, good) => good);
  return h(
    "div",
    { class: "tale tale-wide" },
    h("div", { class: "lead" }, heading(texts.story.others), h("p", {}, texts.story.othersBody)),
    h(
      "ul",
      { class: `trades trades-${Math.min(nGood, 8)}` },
      trades.map((good) => trade(good, wantedBy(good, nGood, cycle), good === productionGood, texts)),
    ),
  );
}

function trade(made, wanted, mine, texts) {
  const side = (verb, good) => h("span", { class: "trade-side" }, h("span", { class: "verb" }, verb), goodPicture(good, texts));
  return h(
    "li",
    { class: mine ? "trade trade-mine" : "trade" },
    mine && h("span", { class: "tag" }, texts.story.you),
    side(texts.story.makes, made),
    icon("arrow"),
    side(texts.story.wants, wanted),
  );
}

// Told with a good that is neither made nor wanted, so that the example advises nothing.
function market(state, texts) {
  const [mine, other] = [0, 2];
  const names = [nameOf(mine, state, texts), nameOf(other, state, texts)];
  const deal = h(
    "div",
    { class: "deal" },
    playersGood(mine, state, texts, { class: "good-large" }),
    icon("exchange"),
    playersGood(other, state, texts, { class: "good-large" }),
  );
  return tale(deal, texts.story.market, texts.story.marketBody(...names), texts.story.chance);
}

function tale(scene, title, ...sentences) {
  return h(
    "div",
    { class: "tale" },
    h("div", { class: "scene" }, scene),
    h("div", { class: "lead" }, heading(title), sentences.map((sentence) => h("p", {}, sentence))),
  );
}
