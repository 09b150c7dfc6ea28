// What a page knows, and what the server's news do to it.

/**
 * The state after news: cells that are null are gone, lines of the log are added, the rest is replaced. The
 * first news of a connection are `everything`: a cell that is not among them went while nobody listened.
 */
export function taken(state, { cells = {}, log = [], ...rest }, everything) {
  const known = Object.entries(everything ? cells : { ...state.cells, ...cells });
  return {
    ...state,
    ...rest,
    cells: Object.fromEntries(known.filter(([, cell]) => cell !== null)),
    log: [...state.log, ...log],
  };
}

/** The number of the last event that the page tells; 0 where it tells none. */
export function lastTold({ log }) {
  return log.length ? log[log.length - 1][0] : 0;
}
