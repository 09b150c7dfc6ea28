// The habits of a kiosk: the page is all there is, and it stays awake.

/** Takes over what a browser would do on its own. */
export function settle() {
  const refuse = (event) => event.preventDefault();
  for (const name of ["contextmenu", "selectstart", "dragstart", "gesturestart"]) document.addEventListener(name, refuse);
  document.addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
  stayHere();
  tellKeyboardFromTouch();
  document.addEventListener("click", fillScreen);
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
}

// Leaving by the back gesture leads to this very page.
function stayHere() {
  history.pushState(null, "");
  window.addEventListener("popstate", () => history.pushState(null, ""));
}

// Old browsers have no :focus-visible: the ring is for keyboards, not for fingers.
function tellKeyboardFromTouch() {
  const { classList } = document.documentElement;
  document.addEventListener("keydown", () => classList.add("keyboard"), true);
  document.addEventListener("pointerdown", () => classList.remove("keyboard"), true);
}

function fillScreen() {
  const root = document.documentElement;
  if (document.fullscreenElement || !root.requestFullscreen || !matchMedia("(pointer: coarse)").matches) return;
  root.requestFullscreen().catch(() => document.removeEventListener("click", fillScreen));
}

function stayAwake() {
  if (!navigator.wakeLock || document.visibilityState !== "visible") return;
  navigator.wakeLock.request("screen").catch((error) => console.info("The screen may go dark:", error.message));
}

/** Asks the browser to throw nothing away that the tablet remembers, however little room there is. */
export function lastForGood() {
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
}

/** With TLS, the shell is shown even while the server is away. */
export function survive(serviceWorker) {
  if (!navigator.serviceWorker || location.protocol !== "https:") return;
  navigator.serviceWorker.register(serviceWorker).catch((error) => console.warn("No service worker:", error));
}
