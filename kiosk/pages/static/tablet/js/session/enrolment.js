// The dialogue by which a tablet gets its number: the number, then the operator's PIN if one is asked for.

const LONGEST_NUMBER = 3;
const LONGEST_PIN = 12;

/** A new dialogue; `known` is the number that the tablet has already, or null. */
export function started(known) {
  return { stage: "number", number: known === null ? "" : String(known), fresh: true, pin: "", invitation: "", problem: null };
}

/** A dialogue that an invitation answers at once; it begins with the number. */
export function invited(invitation) {
  const invitedNumber = String(parseInt(invitation, 10));
  return { ...started(null), number: invitedNumber === "NaN" ? "" : invitedNumber, stage: "sending", invitation };
}

/** The number that was typed. */
export function number(dialogue) {
  return Number(dialogue.number);
}

/** One more digit; the first one replaces a number that was only proposed, or refused. */
export function typed(dialogue, digit) {
  if (dialogue.stage === "pin") {
    return { ...dialogue, pin: (dialogue.pin + digit).slice(0, LONGEST_PIN), problem: null };
  }
  const before = dialogue.fresh ? "" : dialogue.number;
  const typedNumber = String(Number(before + digit)).slice(0, LONGEST_NUMBER);
  return { ...dialogue, number: typedNumber, fresh: false, problem: null };
}

/** One digit less. */
export function erased(dialogue) {
  if (dialogue.stage === "pin") return { ...dialogue, pin: dialogue.pin.slice(0, -1), problem: null };
  return { ...dialogue, number: dialogue.number.slice(0, -1), fresh: false, problem: null };
}

/** What was typed is meant: it goes to the server. */
export function confirmed(dialogue) {
  if (dialogue.stage === "sending" || dialogue.number === "") return dialogue;
  return { ...dialogue, stage: "sending", problem: null };
}

/** The server refused: it wants the PIN, or another number, or enrolment is closed. */
export function refused(dialogue, { code, message = null }) {
  if (code !== "wrong_pin") {
    return { ...dialogue, stage: "number", fresh: true, pin: "", invitation: "", problem: { code, message } };
  }
  const problem = dialogue.pin === "" ? null : { code, message };
  return { ...dialogue, stage: "pin", pin: "", problem };
}

/** One step back: from the PIN to the number, from there to the card if the tablet has a number. */
export function back(dialogue, known) {
  if (dialogue.stage === "pin") return { ...dialogue, stage: "number", pin: "", problem: null };
  return known === null ? dialogue : null;
}
