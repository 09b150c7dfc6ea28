// What a participant has not touched yet: where every session begins.

export const UNTOUCHED = {
  storyPage: 0,
  survey: { age: "", gender: null, words: "", answered: false, problem: null },
  trained: false,
  round: null,
};
