// Shows the shell while the server is away. Whatever the server can answer comes from the server.

const VERSION = {{ version|safe }};
const FILES = {{ files|safe }};

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const forget = (names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(forget).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !FILES.includes(new URL(request.url).pathname)) return;
  event.respondWith(fetch(request).then(orKept(request), () => caches.match(request)));
});

// A proxy whose server is away answers too, with an error of its own.
function orKept(request) {
  return (response) => (response.status < 500 ? response : caches.match(request).then((kept) => kept || response));
}
