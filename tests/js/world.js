// A world for what connects and waits: nothing happens in it unless a test says so.

/** A clock that only moves when it is told to, and sockets that only do what they are told to. */
export function makeWorld() {
  const world = { time: 0, timers: [], sockets: [], chance: 0.5 };
  const connect = (url) => {
    const socket = { url, sent: [], closed: false };
    socket.send = (text) => socket.sent.push(JSON.parse(text));
    socket.close = () => (socket.closed = true);
    world.sockets.push(socket);
    return socket;
  };
  const setTimeout = (action, ms) => {
    const timer = { action, at: world.time + ms };
    world.timers.push(timer);
    return timer;
  };
  const clearTimeout = (timer) => (world.timers = world.timers.filter((other) => other !== timer));
  const pass = (ms) => {
    const end = world.time + ms;
    for (;;) {
      const [next] = world.timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (!next) break;
      clearTimeout(next);
      world.time = next.at;
      next.action();
    }
    world.time = end;
  };
  return Object.assign(world, { connect, setTimeout, clearTimeout, pass, now: () => world.time, random: () => world.chance });
}
