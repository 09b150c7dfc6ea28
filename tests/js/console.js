// What the console's scripts are given: cells, a session, and texts that show what was filled in.

/** A tablet that is there and at it; the facts replace its own. */
export function cell(number, facts = {}) {
  const free = { number, point: 1, state: "busy", seat: number, step: "game", silent: null, wrong: null, battery: null };
  return { ...free, robot: false, call: false, ...facts };
}

/** A robot of the server. */
export function robot(seat, facts = {}) {
  return cell(null, { seat, point: 0, robot: true, ...facts });
}

/** A session in its game; `cells` by their keys, all of them waited for unless `waiting` names others. */
export function session(cells, { waiting = Object.keys(cells), check = null, ...facts } = {}) {
  const room = { step: "game", closed: false, held: false, missing: 0, since: 1000, ends: null, left: null, ...facts };
  return { room, waiting, check, cells, log: [] };
}

export const texts = {
  states: { empty: "nobody", absent: "silent", free: "there", busy: "at it", done: "done" },
  tablet: "tablet {number}",
  robot: "robot",
  seatOf: "seat {seat}",
  silentFor: "silent for {span}",
  busyFor: "not done yet, {span}",
  never: "not connected",
  wrong: "comes through access point {point}",
  battery: "battery {percent} %",
  call: "calls for help",
  calls: "Help is wanted at {numbers}",
  seconds: "{n} s",
  minutes: "{n} min",
  more: "and {n} more",
  nobody: "Nobody is waited for.",
  over: "The session is over.",
  closed: "The session is closed.",
  ready: "Everybody sits.",
  empty: "Empty seats: {n}",
  waitingFor: "We wait for {n}.",
  present: "{there} of {all} tablets are there.",
  left: "{n} s left",
  check: {
    never: "never",
    running: "{done} of {total}, {at}",
    ready: "every tablet can play",
    not_ready: "not every tablet can play",
    unknown: "could not look",
    ago: "{span} ago",
  },
};
