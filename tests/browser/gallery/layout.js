// What can be wrong with a screen that a machine can see: window.faults() gives fault → elements.

const all = (selector) => Array.from(document.querySelectorAll(selector));
const told = (element) => `${element.tagName}.${element.getAttribute("class")} ${element.textContent}`;

const outside = () =>
  all(".page *").filter((element) => {
    const inPicture = element.closest("svg") !== null && element.tagName !== "svg";
    if (inPicture || element.matches(".visually-hidden")) return false;
    const { width, left, top, right, bottom } = element.getBoundingClientRect();
    return width > 0 && (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1);
  });

const tooSmallToTouch = () =>
  all("button, input").filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width < 48 || height < 48;
  });

const tooSmallToSee = () =>
  all(".good-picture").filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width < 36 || height < 36;
  });

const covered = () =>
  all("button:not(:disabled), input").filter((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const atItsMiddle = document.elementFromPoint(left + width / 2, top + height / 2);
    return !element.contains(atItsMiddle);
  });

function overlapping() {
  const words = all(".page h1, .page h2, .page p, .page .button, .page .good-name, .page .tag").filter(
    (element) => element.getClientRects().length && element.textContent.trim() && !element.closest(".bar"),
  );
  return words.filter((one, index) => words.slice(index + 1).some((other) => clash(one, other)));
}

function clash(one, other) {
  if (one.contains(other) || other.contains(one)) return false;
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  return a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
}

window.faults = () => {
  const found = { outside: outside(), tooSmallToTouch: tooSmallToTouch(), tooSmallToSee: tooSmallToSee(), covered: covered(), overlapping: overlapping() };
  for (const name of Object.keys(found)) {
    if (found[name].length === 0) delete found[name];
    else found[name] = found[name].map(told);
  }
  return found;
};
