// One round, of the game or of the training: what the player holds, what it points at,
// what it has asked for, and what came of it. Goods are relative to the player:
// 0 it makes, 1 it wants. Every function returns a new round.

export const WANTED = 1;

/** The player's next round, as the last reply tells it; `recalled` is what this tablet remembers. */
export function begun(player, now, recalled = null) {
  const training = player.step === "training";
  const round = {
    kind: training ? "training" : "game",
    t: training ? player.trainingT : player.t,
    tMax: training ? player.trainingTMax : player.tMax,
    hand: training ? player.trainingGoodInHand : player.goodInHand,
    scoreBefore: training ? player.trainingScore : player.score,
    shownAt: now,
    endsAt: training ? null : player.endsAt, // ms, by this tablet's clock; null where there is no limit
    picked: null,
    choice: null,
    result: null,
    missing: null,
    progress: null,
  };
  return resumed(decidedAlready(round, player), player, recalled);
}

function decidedAlready(round, player) {
  const training = round.kind === "training";
  if (!(training ? player.trainingChoiceMade : player.choiceMade)) return round;
  const good = training ? player.trainingGoodDesired : player.goodDesired;
  const choice = { good, shownAt: round.shownAt, answeredAt: round.shownAt, sent: true, committed: true };
  return { ...round, choice, missing: player.missing, progress: player.progress };
}

function resumed(round, player, recalled) {
  const kept = ofPlayer(player, recalled);
  if (!kept || kept.kind !== round.kind || kept.t !== round.t || round.choice) return round;
  const { good, picked, shownAt, answeredAt } = kept;
  if (good === null || good === round.hand) return { ...round, picked, shownAt };
  // It may have left before this page was loaded: what was sent cannot be taken back.
  return { ...round, shownAt, choice: { good, shownAt, answeredAt, sent: true, committed: false } };
}

function ofPlayer({ userId }, recalled) {
  return recalled && recalled.userId === userId ? recalled.round : null;
}

/** What is worth remembering of a round, until its result has been seen. */
export function remembered(round) {
  if (!round) return null;
  const { kind, t, tMax, hand, scoreBefore, picked, shownAt, choice } = round;
  const { good, answeredAt } = choice || { good: null, answeredAt: null };
  return { kind, t, tMax, hand, scoreBefore, picked, shownAt, good, answeredAt };
}

/** The round that is over and whose result this tablet has not shown, from what it remembers of it; or null. */
export function unseen(player, recalled) {
  const kept = ofPlayer(player, recalled);
  if (!kept || typeof kept.hand !== "number") return null;
  return { ...kept, choice: kept.good === null ? null : { good: kept.good, committed: true }, result: null };
}

/** Points at a good, or away from it when touched again. */
export function picked(round, good) {
  if (round.choice || round.result || good === round.hand) return round;
  return { ...round, picked: round.picked === good ? null : good };
}

/** The good pointed at becomes the choice. */
export function decided(round, now) {
  if (round.picked === null || round.choice) return round;
  const choice = { good: round.picked, shownAt: round.shownAt, answeredAt: now, sent: false, committed: false };
  return { ...round, choice };
}

/** Takes the choice back, as long as it has not left the tablet. */
export function undone(round) {
  return round.choice && !round.choice.sent ? { ...round, choice: null } : round;
}

/** The choice has been handed to an open socket. */
export function sent(round) {
  return round.choice ? { ...round, choice: { ...round.choice, sent: true } } : round;
}

/** The server refused the choice: the question stands again. */
export function refused(round) {
  return { ...round, choice: null, picked: null };
}

/** The server holds the choice; the round waits for others. */
export function committed(round, { missing = null, progress = null }) {
  return { ...round, choice: { ...round.choice, committed: true }, missing, progress };
}

/**
 * The round is over: `hand` and `score` are those after it. It is `late` where the server has asked
 * in the player's place, because no choice had come in time.
 */
export function closed(round, { success, hand, score }) {
  const { choice } = round;
  const asked = askedFor(round, { success, hand, score });
  const late = choice === null || choice.good !== asked;
  return { ...round, result: { asked, gave: round.hand, success, point: success && asked === WANTED, hand, score, late } };
}

// What was got says what was asked for, whether or not this tablet's choice has reached the server.
function askedFor({ kind, choice, scoreBefore }, { success, hand, score }) {
  if (choice && (kind === "training" || !success)) return choice.good;
  return !success || score > scoreBefore ? WANTED : hand;
}

/**
 * Where the round stands: "choosing", "kept" (decided while offline), "sending", "waiting" or "result".
 */
export function status(round, connected) {
  if (round.result) return "result";
  if (!round.choice) return "choosing";
  if (round.choice.committed) return "waiting";
  return connected ? "sending" : "kept";
}

/** Seconds left to choose; null without a limit, or once a choice is made. */
export function secondsLeft({ endsAt, choice, result }, now) {
  return endsAt === null || choice || result ? null : Math.max(0, Math.ceil((endsAt - now) / 1000));
}
