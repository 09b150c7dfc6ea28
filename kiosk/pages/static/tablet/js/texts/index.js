// The catalogues, and the words that are made rather than written: goods and amounts.

import en from "./en.js";
import fr from "./fr.js";
import { nameKey } from "../goods.js";

const catalogues = { fr, en };

/** The catalogue of a language; French for one that is not known. */
export function textsFor(language) {
  return catalogues[language] || fr;
}

/** The language that the switch on the page leads to. */
export function otherLanguage(language) {
  return language === "fr" ? "en" : "fr";
}

/** The forms of an absolute good's name: `name`, `one`, `many`, `my`. */
export function goodName(texts, good) {
  const key = nameKey(good);
  return key === null ? texts.parcel(good + 1) : texts.goods[key];
}

/** An amount in a currency that is given by its sign or its code. */
export function money(texts, amount, currency) {
  const number = Number(amount).toLocaleString(texts.code, { minimumFractionDigits: 2, maximumFractionDigits: 4 });
  return texts.code === "en" && currency.length === 1 ? `${currency}${number}` : `${number}\u00a0${currency}`;
}
