// The oldest browser that the page works in is Chromium 72 (January 2019): from 71 on, `default-src 'self'`
// covers the page's own WebSocket. These tests keep newer language and newer features out; the browser
// tests play a session in a real Chromium 72 where they find one.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { parse } from "acorn";

const folder = new URL("../../kiosk/pages/static/tablet/", import.meta.url);
const read = (kind, ext) =>
  readdirSync(new URL(kind, folder), { recursive: true })
    .filter((name) => name.endsWith(ext))
    .map((name) => [name, readFileSync(new URL(`${kind}${name}`, folder), "utf8")]);
const modules = read("js/", ".js");
const styles = read("style/", ".css");

const NEWER_SCRIPT = {
  "Array.prototype.at": /\.at\(/,
  "Array.prototype.findLast": /\.findLast/,
  "Array.prototype.toSorted": /\.to(Sorted|Reversed|Spliced)\(/,
  "Object.fromEntries": /Object\.fromEntries/,
  "Object.hasOwn": /Object\.hasOwn\b/,
  "String.prototype.replaceAll": /\.replaceAll\(/,
  "String.prototype.matchAll": /\.matchAll\(/,
  "Promise.allSettled": /Promise\.(allSettled|any)\b/,
  "Element.replaceChildren": /\.replaceChildren\(/,
  "crypto.randomUUID": /randomUUID/,
  "structuredClone": /structuredClone/,
  "AbortSignal.timeout": /AbortSignal\.timeout/,
};

const NEWER_STYLE = {
  "flex with gap": /flex;[^}]*gap:|gap:[^}]*flex;/,
  "a button as a grid": /\.(button|key|answer|tool|offer)\s*\{[^}]*display:\s*(inline-)?(grid|flex)/,
  "the short gap": /(^|[\s;{])(gap|row-gap|column-gap):/m,
  "min(), max() and clamp()": /\b(min|max|clamp)\(/,
  ":is, :where, :has": /:(is|where|has)\(/,
  ":focus-visible": /:focus-visible/,
  "inset": /\binset(-[a-z]+)?:/,
  "aspect-ratio": /[\s;{]aspect-ratio:/,
  "logical properties": /\b(margin|padding|border)-(inline|block)/,
  "nesting": /[{;]\s*&/,
  "layers, containers, properties": /@(layer|container|property|supports selector)/,
  "small viewport units": /\d(d|s|l)v[hw]\b/,
  "newer colours": /\b(color-mix|oklch|lab|lch)\(|rgb\([^,)]+\s[^,)]+\)/,
  "individual transforms": /[\s;{](translate|rotate|scale):/,
};

for (const [name, source] of modules) {
  test(`${name} is written in the language of 2018, and uses nothing newer`, () => {
    parse(source.replace(/\bimport\.meta\b/g, "document"), { ecmaVersion: 2018, sourceType: "module" });
    for (const [feature, pattern] of Object.entries(NEWER_SCRIPT)) {
      assert.doesNotMatch(source, pattern, `${name} uses ${feature}`);
    }
  });
}

for (const [name, source] of styles) {
  test(`${name} uses no style that came after 2018`, () => {
    for (const [feature, pattern] of Object.entries(NEWER_STYLE)) {
      assert.doesNotMatch(source, pattern, `${name} uses ${feature}`);
    }
  });
}

test("nothing is fetched from another host", () => {
  for (const [name, source] of [...modules, ...styles]) {
    const elsewhere = source.replace(/"http:\/\/www\.w3\.org\/[^"]*"/g, "").match(/(https?:)?\/\/[a-z0-9-]+\.[a-z]/i);
    assert.equal(elsewhere, null, `${name}: ${elsewhere}`);
  }
});
