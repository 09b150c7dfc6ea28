// What is opened over the page is closed again by Escape, which gives the focus back, and by a touch beside it.

/** The panels of the acts are `details`; what was typed there stays. */
export function closable(panels) {
  const close = (panel) => {
    panel.open = false;
  };
  for (const panel of panels) {
    panel.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !panel.open) return;
      close(panel);
      panel.querySelector("summary").focus();
    });
  }
  document.addEventListener("pointerdown", ({ target }) => {
    panels.filter((panel) => !panel.contains(target)).forEach(close);
  });
}
