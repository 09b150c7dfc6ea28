// While the operator pauses the room nothing can be touched, and the clock stands.

/** The state after whatever a frame says of a pause: any frame may, and most say nothing. */
export function heldUp(state, frame, now) {
  const paused = said(state, frame);
  if (paused === state.paused) return state;
  if (paused === null) return goesOn(state, now);
  return { ...state, paused, now: state.paused === null ? now : state.now };
}

function said({ paused }, frame) {
  if (frame.paused !== undefined) return frame.paused;
  return frame.error && frame.error.code === "paused" ? paused || "" : paused;
}

// The time that stood is given back; the server is asked how much is left by its own clock.
function goesOn(state, now) {
  const { round } = state;
  const endsAt = round && round.endsAt !== null ? round.endsAt + now - state.now : null;
  return { ...state, paused: null, now, fresh: false, round: round && { ...round, endsAt } };
}
