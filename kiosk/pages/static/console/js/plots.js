// Draws the economy's figures: lines told apart by dashes, marks and names as well as by colour, a table behind each.

import { textsFor } from "../../tablet/js/texts/index.js";
import { hasValues, linesOf, spread } from "./lines.js";

/** How often a live page asks for new figures, in ms: a round takes longer. */
const ASK_EVERY = 2000;
const HEIGHT = { medium: 340, success: 230, score: 230, decision: 230 };
const COLOURS = ["#b5482b", "#1f5c50", "#8a5a00", "#4b3f8f", "#8c2f5f", "#2d5f8a", "#5d6b1f", "#33261d"];
const DASHES = [[], [10, 5], [3, 4], [14, 4, 3, 4], [6, 3], [2, 6], [18, 6], [8, 3, 2, 3, 2, 3]];
const FONT = "15px 'Atkinson Hyperlegible', sans-serif";
/** The room right of the lines for their names, and the height of a name, in px. */
const NAMES = 96;
const LINE = 17;

const root = document.getElementById("plots");
const language = document.documentElement.lang;
const words = JSON.parse(document.getElementById("texts").textContent);
const shown = new Map();
let figures = JSON.parse(document.getElementById("figures").textContent);

const linesFor = (name) => linesOf(name, figures, words, textsFor(language));

const number = (value) => (value === null || value === undefined ? "–" : value.toLocaleString(language, { maximumFractionDigits: 2 }));

function series({ name }, index) {
  const colour = COLOURS[index % COLOURS.length];
  const points = { show: true, size: 5 + 2 * (index % 3), fill: index % 2 ? "#fffaf0" : colour };
  return { label: name, stroke: colour, width: 2.5, dash: DASHES[index % DASHES.length], points };
}

function options(name, lines, width) {
  const share = name === "medium" || name === "success";
  const axis = { stroke: "#65554a", grid: { stroke: "#e6d8bf", width: 1 }, font: FONT };
  const named = lines.length > 1;
  return {
    width,
    height: HEIGHT[name],
    padding: [8, named ? NAMES : 12, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    hooks: { draw: named ? [writeNames] : [] },
    scales: { x: { time: false }, y: { range: (_plot, _low, high) => [0, share ? 1 : Math.max(1, high * 1.05)] } },
    axes: [
      { ...axis, label: words.round, labelFont: axis.font, incrs: [1, 2, 5, 10, 20, 50, 100, 200] },
      { ...axis, size: 64, values: (_plot, ticks) => ticks.map(number) },
    ],
    series: [{ label: words.round }, ...lines.map(series)],
  };
}

/** Each line's name at its end, moved apart where two would cover each other. */
function writeNames(plot) {
  const ratio = window.devicePixelRatio;
  const last = plot.data[0].length - 1;
  const ends = plot.series
    .map(({ label, stroke }, index) => ({ label, stroke: stroke && stroke(plot, index), value: plot.data[index][last] }))
    .filter(({ value }, index) => index > 0 && value !== null)
    .map((end) => ({ ...end, y: plot.valToPos(end.value, "y", true) }));
  plot.ctx.save();
  plot.ctx.font = FONT.replace("15px", `${15 * ratio}px`);
  plot.ctx.textAlign = "left";
  plot.ctx.textBaseline = "middle";
  for (const { label, stroke, y } of spread(ends, LINE * ratio)) {
    plot.ctx.fillStyle = stroke;
    plot.ctx.fillText(label, plot.bbox.left + plot.bbox.width + 9 * ratio, y);
  }
  plot.ctx.restore();
}

function draw(figure) {
  const name = figure.dataset.plot;
  const lines = linesFor(name);
  const data = [Array.from({ length: figures.rounds }, (_, t) => t + 1), ...lines.map(({ values }) => values)];
  const plot = shown.get(figure);
  if (plot) plot.setData(data);
  else {
    const made = new window.uPlot(options(name, lines, figure.clientWidth - 54), data);
    made.root.setAttribute("aria-hidden", "true"); // the table below says the same
    figure.append(made.root, document.createElement("details"));
    shown.set(figure, made);
  }
  tabulate(figure.querySelector("details"), name, lines);
}

function tabulate(details, name, lines) {
  const cell = (tag, text, scope) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (scope) made.scope = scope;
    return made;
  };
  const row = (...cells) => {
    const made = document.createElement("tr");
    made.append(...cells);
    return made;
  };
  const table = document.createElement("table");
  table.className = "table";
  table.createTHead().append(row(cell("th", words.round, "col"), ...lines.map((line) => cell("th", line.name, "col"))));
  const body = table.createTBody();
  for (let t = 0; t < figures.rounds; t += 1) {
    body.append(row(cell("th", String(t + 1), "row"), ...lines.map(({ values }) => cell("td", number(values[t])))));
  }
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.append(table);
  details.replaceChildren(cell("summary", words.table), scroll);
}

function drawAll() {
  document.getElementById("no-round").hidden = figures.rounds > 0;
  for (const figure of root.querySelectorAll("[data-plot]")) {
    figure.hidden = !hasValues(linesFor(figure.dataset.plot));
    if (!figure.hidden) draw(figure);
  }
}

function fit() {
  for (const [figure, plot] of shown) plot.setSize({ width: figure.clientWidth - 54, height: HEIGHT[figure.dataset.plot] });
}

async function ask() {
  try {
    const response = await fetch(root.dataset.source, { headers: { accept: "application/json" } });
    if (response.ok) {
      const next = await response.json();
      if (next.rounds !== figures.rounds) {
        figures = next;
        drawAll();
      }
      if (next.over) return;
    }
  } catch {
    // The server is away for a moment: what is drawn stays.
  }
  setTimeout(ask, ASK_EVERY);
}

document.fonts.ready.then(() => {
  drawAll();
  window.addEventListener("resize", fit);
  if (root.dataset.source) setTimeout(ask, ASK_EVERY);
});
