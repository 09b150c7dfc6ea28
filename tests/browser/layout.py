"""What can be wrong with a screen that a machine can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.chromium import Page

OUTSIDE = """[...document.querySelectorAll('.page *')].filter((element) => {
  if (element.closest('svg') !== null && element.tagName !== 'svg' || element.matches('.visually-hidden')) return false;
  const box = element.getBoundingClientRect();
  return box.width > 0 && (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1);
}).map((element) => `${element.tagName}.${element.className}`)"""
TOO_SMALL = """[...document.querySelectorAll('button, input')].filter((element) => {
  const box = element.getBoundingClientRect();
  return box.width < 48 || box.height < 48;
}).map((element) => `${element.className} ${element.textContent}`)"""
COVERED = """[...document.querySelectorAll('button:not(:disabled), input')].filter((element) => {
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return document.querySelector('.veil') === null && !element.contains(top);
}).map((element) => element.textContent)"""
OVERLAPPING = """(() => {
  const words = [...document.querySelectorAll('.page h1, .page h2, .page p, .page .button, .page .good-name, .page .tag')]
    .filter((element) => element.getClientRects().length && element.textContent.trim() && !element.closest('.bar') && !document.querySelector('.veil'));
  const clash = (one, other) => {
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    return a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  };
  const found = [];
  words.forEach((one, index) => words.slice(index + 1).forEach((other) => {
    if (!one.contains(other) && !other.contains(one) && clash(one, other)) found.push(`${one.textContent} / ${other.textContent}`);
  }));
  return found;
})()"""

FAULTS = {"outside": OUTSIDE, "too small to touch": TOO_SMALL, "covered": COVERED, "overlapping": OVERLAPPING}


async def faults(page: Page) -> dict[str, list[str]]:
    """Fault → the elements that have it; empty where all is well."""
    found = {fault: await page.evaluate(expression) for fault, expression in FAULTS.items()}
    return {fault: elements for fault, elements in found.items() if elements}
