// The socket over which news come: opened again whenever it is lost, or has been silent for too long.

const SILENCE = 5000; // ms; the server says something every second
const FIRST_WAIT = 1000; // ms between two attempts to connect, doubled each time
const LONGEST_WAIT = 8000;
const NOT_SIGNED_IN = 4401;

/**
 * Watches what `address()` tells. `handlers`: `onNews(news, everything)`, true for the first of a connection;
 * `onOpen`, `onLost`, and `onEnded` where nobody is signed in any more. `world` can be replaced in tests.
 */
export function watch(address, handlers, world = browser()) {
  let attempts = 0;

  function connect() {
    const socket = world.connect(address());
    let everything = true;
    let silence = null;

    function listen() {
      world.clearTimeout(silence);
      silence = world.setTimeout(() => closed({}), SILENCE);
    }

    function closed({ code }) {
      world.clearTimeout(silence);
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
      if (code === NOT_SIGNED_IN) handlers.onEnded();
      else again();
    }

    socket.onopen = () => {
      attempts = 0;
      handlers.onOpen();
    };
    socket.onmessage = ({ data }) => {
      listen();
      handlers.onNews(JSON.parse(data), everything);
      everything = false;
    };
    socket.onclose = closed;
    listen();
  }

  function again() {
    handlers.onLost();
    world.setTimeout(connect, Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempts) * (0.5 + world.random()));
    attempts += 1;
  }

  connect();
}

function browser() {
  return {
    connect: (url) => new WebSocket(url),
    setTimeout: (action, ms) => window.setTimeout(action, ms),
    clearTimeout: (timer) => window.clearTimeout(timer),
    random: Math.random,
  };
}
