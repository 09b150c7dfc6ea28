// What the tablet remembers when the page is reloaded or the battery dies.

import { remembered } from "./session/round.js";

const KEY = "ganomics";
const NOTHING = {
  tablet: null,
  language: "fr",
  languageOf: null, // the player who switched it by hand
  left: null, // the player whose end the operator has seen
  noticed: 0, // the operator's message that was read last
  progress: null,
};

/** What was remembered; `deviceId` is the device's own where it has one, else made once. */
export function recall(storage, hardwareId, random = Math.random) {
  const memory = { ...NOTHING, deviceId: null, ...read(storage) };
  return { ...memory, deviceId: memory.deviceId || hardwareId || made(random) };
}

/** The part of a state that is worth remembering; among it a choice that the server does not hold yet. */
export function worthKeeping({ deviceId, tablet, language, languageOf, left, noticed, ...state }) {
  return { deviceId, tablet, language, languageOf, left, noticed, progress: progress(state) };
}

function progress({ player, recalled, welcomed, survey, storyPage, storyRead, trained, round }) {
  if (player === null) return recalled;
  return { userId: player.userId, welcomed, survey, storyPage, storyRead, trained, round: remembered(round) };
}

/** Writes it down, at once: the battery may not last. */
export function remember(storage, memory) {
  try {
    storage.setItem(KEY, JSON.stringify(memory));
  } catch (error) {
    console.warn("This browser keeps nothing:", error);
  }
}

function read(storage) {
  try {
    return JSON.parse(storage.getItem(KEY)) || {};
  } catch (error) {
    console.warn("What was kept cannot be read:", error);
    return {};
  }
}

function made(random) {
  let id = "page-";
  for (let digit = 0; digit < 24; digit += 1) id += Math.floor(random() * 16).toString(16);
  return id;
}
