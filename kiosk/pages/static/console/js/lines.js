// What a plot shows: its lines, and where their names stand.

import { goodName } from "../../tablet/js/texts/index.js";

/** The lines of a plot: name and values. `words` are the page's, `names` the tablet's texts. */
export function linesOf(plot, figures, words, names) {
  if (plot === "medium") return figures.medium.map((values, good) => ({ name: goodName(names, good).name, values }));
  if (plot === "decision") {
    return [
      { name: words.median, values: figures.decision },
      { name: words.slow, values: figures.slow_decision },
    ];
  }
  return [{ name: words[plot], values: figures[plot] }];
}

/** Whether there is anything to draw. */
export function hasValues(lines) {
  return lines.some(({ values }) => values.some((value) => value !== null));
}

/** Places from below to above (`y` grows downwards), moved upwards where two are nearer than `height`. */
export function spread(places, height) {
  let lowest = Infinity;
  return [...places]
    .sort((one, other) => other.y - one.y)
    .map((place) => {
      lowest = Math.min(place.y, lowest - height);
      return { ...place, y: lowest };
    });
}
