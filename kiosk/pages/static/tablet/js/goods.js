// The goods of the game. They are of one kind on purpose (hand-made things of the house,
// equally lasting, drawn at one size): none is worth more, and none looks like money.

const PICTURES = ["jug", "basket", "lantern", "stool", "broom", "blanket", "kite", "umbrella"];

/** How many goods have a picture and a name of their own. */
export const DRAWN = PICTURES.length;

const folder = new URL("../goods/", import.meta.url);

/** The picture of an absolute good; beyond the drawn ones, a parcel. */
export function picture(good) {
  return new URL(`${good < DRAWN ? PICTURES[good] : "parcel"}.svg`, folder).href;
}

/** The key of an absolute good in the catalogues; null beyond the drawn ones. */
export function nameKey(good) {
  return good < DRAWN ? PICTURES[good] : null;
}

/**
 * The absolute good that a player calls `relative`: 0 is what it makes, 1 what it wants,
 * and from 2 on come the others in ascending order.
 */
export function absolute(relative, player) {
  return order(player)[relative];
}

/** All absolute goods in the order in which the player numbers them. */
export function order({ nGood, productionGood, consumptionGood }) {
  const others = [];
  for (let good = 0; good < nGood; good += 1) {
    if (good !== productionGood && good !== consumptionGood) others.push(good);
  }
  return [productionGood, consumptionGood, ...others];
}

/** What the makers of a good want, under the cycle "next" or "previous". */
export function wantedBy(productionGood, nGood, cycle) {
  const step = cycle === "previous" ? nGood - 1 : 1;
  return (productionGood + step) % nGood;
}
