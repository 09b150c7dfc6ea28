// The socket to the server: kept open, listened to, reopened.
//
// A page cannot see WebSocket pings, and a tablet that changes access points keeps a socket that
// looks open and is dead. So the page itself sends a ping every second and believes the link lost
// when nothing has come back for SILENCE. Reconnections carry jitter, lest a hundred tablets
// come back in one instant.

export const BEAT = 1000;
export const SILENCE = 4000;
const PATIENCE = 5000; // for a socket to open
const FIRST_RETRY = 400;
const LAST_RETRY = 3000;

/**
 * A link to `url`. `handlers`: `onOpen`, `onLost`, `onFrame(frame)`, `onRoundTrip(ms)`, `onSent(request)`,
 * and `ping()`, which gives the next heartbeat. Times in ms; `world` can be replaced in tests.
 */
export function createLink(url, handlers, world = browser()) {
  const link = { socket: null, open: false, wanted: [], heardAt: 0, pingAt: null, failures: 0, timers: {} };

  function connect() {
    const socket = world.connect(url);
    link.socket = socket;
    socket.onopen = () => opened();
    socket.onmessage = ({ data }) => received(data);
    socket.onclose = () => lost();
    after("patience", PATIENCE, lost);
  }

  function opened() {
    cancel("patience");
    link.open = true;
    link.failures = 0;
    link.heardAt = world.now();
    link.pingAt = null;
    handlers.onOpen();
    beat();
    if (!("repeat" in link.timers)) repeat();
  }

  function lost() {
    const { socket } = link;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    Object.keys(link.timers).forEach(cancel);
    const wasOpen = link.open;
    link.socket = null;
    link.open = false;
    if (wasOpen || link.failures === 0) handlers.onLost();
    after("retry", delay(), connect);
    link.failures += 1;
  }

  function delay() {
    const longest = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** link.failures);
    return longest * (0.5 + world.random());
  }

  function beat() {
    if (world.now() - link.heardAt > SILENCE) {
      lost();
      return;
    }
    if (link.pingAt === null) link.pingAt = world.now();
    transmit(handlers.ping());
    after("beat", BEAT, beat);
  }

  function repeat() {
    if (!link.open || link.wanted.length === 0) return;
    for (const request of link.wanted) {
      transmit(request);
      handlers.onSent(request);
    }
    after("repeat", BEAT * (0.8 + 0.4 * world.random()), repeat);
  }

  function transmit(message) {
    link.socket.send(JSON.stringify(message));
  }

  function received(data) {
    link.heardAt = world.now();
    if (data !== "pong") {
      handlers.onFrame(JSON.parse(data));
    } else if (link.pingAt !== null) {
      const roundTrip = world.now() - link.pingAt;
      link.pingAt = null;
      handlers.onRoundTrip(roundTrip);
    }
  }

  function after(name, ms, action) {
    cancel(name);
    link.timers[name] = world.setTimeout(() => {
      delete link.timers[name];
      action();
    }, ms);
  }

  function cancel(name) {
    world.clearTimeout(link.timers[name]);
    delete link.timers[name];
  }

  return {
    start: connect,

    /** Sends the requests now and again every second until others, or none, take their place. */
    ask(requests) {
      if (JSON.stringify(requests) === JSON.stringify(link.wanted)) return;
      link.wanted = requests;
      cancel("repeat");
      repeat();
    },

    /** The network has come back: no reason to wait for the next attempt. */
    hurry() {
      if (link.socket) return;
      link.failures = 0;
      after("retry", FIRST_RETRY * world.random(), connect);
    },
  };
}

/** Asks one question of `url` and gives the answer to `onAnswer(text)`, or calls `onFailure` once. */
export function askOnce(url, question, { onAnswer, onFailure }, world = browser()) {
  const socket = world.connect(url);
  let settled = false;
  const settle = (action) => {
    if (settled) return;
    settled = true;
    world.clearTimeout(timer);
    action();
    socket.close();
  };
  const timer = world.setTimeout(() => settle(onFailure), PATIENCE);
  socket.onopen = () => socket.send(JSON.stringify(question));
  socket.onmessage = ({ data }) => settle(() => onAnswer(data));
  socket.onclose = () => settle(onFailure);
}

function browser() {
  return {
    connect: (url) => new WebSocket(url),
    setTimeout: (action, ms) => window.setTimeout(action, ms),
    clearTimeout: (timer) => window.clearTimeout(timer),
    now: () => performance.now(),
    random: Math.random,
  };
}
