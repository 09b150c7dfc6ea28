// How far a participant has come on this tablet, beside what the server knows.

/** Where everyone begins. */
export const UNTOUCHED = {
  welcomed: false,
  survey: { age: "", gender: null, words: "", answered: false, problem: null },
  storyPage: 0,
  storyRead: false,
  trained: false,
  round: null,
};

/** What this tablet remembers of the player, or of nobody; the round is told apart by its own rules. */
export function recalledFor(player, recalled) {
  if (!recalled || recalled.userId !== player.userId) return UNTOUCHED;
  const { userId, ...progress } = recalled;
  return { ...UNTOUCHED, ...progress, round: null };
}
