// What the map is made of: which cell stands where, and what it shows.

const LOW_BATTERY = 20; // percent
const LONG = 3; // digits, which need to be narrower
const BEHIND = 1e6; // every access point

/** The cells with their keys, in the order of the map: tablets by their number, robots by their seat. */
export function ordered(cells) {
  return Object.entries(cells).sort(([, one], [, other]) => placeOf(one) - placeOf(other));
}

/** Where a cell stands among others of its card. */
export function placeOf({ number, seat, robot }) {
  return robot ? seat : number;
}

/** Where a card stands: access points in their order, then tablets that none serves, robots last. */
export function cardPlace(point) {
  return point > 0 ? point : BEHIND + point;
}

/** The classes of a cell. */
export function classOf(cell) {
  const long = String(placeOf(cell)).length >= LONG ? " cell-long" : "";
  return `cell cell-${cell.state}${cell.call ? " cell-call" : ""}${long}`;
}

/** The signs below a cell's number, the most urgent first. */
export function marks({ state, silent, wrong, battery, call, robot }) {
  const found = [];
  if (call) found.push("call");
  if (state === "done") found.push("done");
  if (silent !== null) found.push("absent");
  if (wrong !== null) found.push("wrong");
  if (battery !== null && battery <= LOW_BATTERY) found.push("battery");
  if (robot) found.push("robot");
  return found;
}
