// Sentences out of the page's texts: what is said of a cell, and of the session. Moments are seconds since 1970.

const MOST_NAMED = 6; // of those who are waited for

/** A text with its places filled in. */
export function filled(text, facts) {
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in facts ? String(facts[name]) : place));
}

/** How long ago a moment was, in words. */
export function span(since, now, texts) {
  const seconds = Math.max(0, Math.round(now - since));
  const words = seconds < 90 ? filled(texts.seconds, { n: seconds }) : filled(texts.minutes, { n: Math.floor(seconds / 60) });
  return words.replace(/ /g, "\u00a0"); // no line ends in it
}

/** What a cell is called. */
export function nameOf(cell, texts) {
  if (cell.robot) return `${texts.robot}, ${filled(texts.seatOf, { seat: cell.seat })}`;
  return filled(texts.tablet, { number: cell.number });
}

/** Everything a cell tells, for who does not see it. */
export function wordsOf(cell, texts) {
  const words = [nameOf(cell, texts), texts.states[cell.state]];
  if (cell.silent !== null && cell.state !== "absent") words.push(texts.states.absent);
  if (cell.wrong !== null) words.push(filled(texts.wrong, { point: cell.wrong }));
  if (cell.battery !== null) words.push(filled(texts.battery, { percent: cell.battery }));
  if (cell.call) words.push(texts.call);
  return words.join(", ");
}

/** What matters most of a session. */
export function headline({ room, waiting }, texts) {
  if (room.closed) return texts.closed;
  if (room.step === "end") return texts.over;
  if (room.held) return texts.ready;
  if (room.step === "welcome") return filled(texts.empty, { n: room.missing });
  return waiting.length ? filled(texts.waitingFor, { n: waiting.length }) : texts.nobody;
}

/** Who is waited for, a line each: while many are still at it, only those who may need somebody.
 * Before the start, who has a seat and has fallen silent. */
export function missing({ room, waiting, cells }, now, texts) {
  const waited = room.held ? Object.values(cells).filter(({ seat, silent }) => seat !== null && silent !== null) : waiting.map((key) => cells[key]);
  const named = waited.length <= MOST_NAMED ? waited : waited.filter(({ silent, state }) => silent !== null || state === "empty");
  return lines(named, (cell) => why(cell, room, now, texts), texts);
}

function why(cell, room, now, texts) {
  if (cell.silent !== null) return silentFor(cell, now, texts);
  if (cell.state === "empty") return texts.never;
  return filled(texts.busyFor, { span: span(room.since, now, texts) });
}

function silentFor({ silent }, now, texts) {
  return filled(texts.silentFor, { span: span(silent, now, texts) });
}

function lines(cells, told, texts) {
  const named = cells.slice(0, MOST_NAMED).map((cell) => `${nameOf(cell, texts)} — ${told(cell)}`);
  if (cells.length > MOST_NAMED) named.push(filled(texts.more, { n: cells.length - MOST_NAMED }));
  return named;
}

/** Who wants help. */
export function calls({ cells }, texts) {
  const numbers = Object.values(cells).filter(({ call, number }) => call && number !== null).map(({ number }) => number);
  return numbers.length ? filled(texts.calls, { numbers: numbers.sort((one, other) => one - other).join(", ") }) : "";
}

/** The time that is left to choose; it stands in a pause. */
export function clock({ room: { ends, left } }, now, texts) {
  if (left !== null) return filled(texts.left, { n: left });
  return ends === null ? "" : filled(texts.left, { n: Math.max(0, Math.round(ends - now)) });
}

/** How many answer the roll call. */
export function present({ cells }, texts) {
  const all = Object.values(cells);
  const away = all.filter(({ state }) => state === "absent" || state === "empty");
  return filled(texts.present, { there: all.length - away.length, all: all.length });
}

/** Who was there and is not any more, a line each. */
export function silent({ cells }, now, texts) {
  const gone = Object.values(cells).filter(({ state }) => state === "absent");
  return lines(gone, (cell) => silentFor(cell, now, texts), texts);
}

/** What netcheck found, or how far it is. */
export function checked({ check }, now, texts) {
  const words = texts.check;
  if (!check) return words.never;
  const { running, done, total, looking_at: at, verdict, headline: said, ended_at: ended } = check;
  if (running) return filled(words.running, { done, total, at });
  const found = said || words[verdict || "unknown"];
  return ended === null ? found : `${found} — ${filled(words.ago, { span: span(ended, now, texts) })}`;
}
