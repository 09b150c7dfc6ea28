// Shows any of the page's states without a server: window.show(name, language).

import { page } from "/kiosk/pages/static/tablet/js/screens/index.js";
import { patch } from "/kiosk/pages/static/tablet/js/vdom.js";
import { states } from "/tests/js/states.js";
import "./layout.js";
import "./silhouettes.js";

const root = document.getElementById("page");
let tree = [];

document.styleSheets[0].insertRule("* { animation: none !important; transition: none !important; }", 0);

window.names = Object.keys(states);

window.show = async (name, language) => {
  const next = [page({ ...states[name], language }, () => {}, () => 0)];
  patch(root, tree, next);
  tree = next;
  document.documentElement.lang = language;
  await document.fonts.ready;
  await Promise.all(Array.from(document.images, (image) => image.decode()));
};
