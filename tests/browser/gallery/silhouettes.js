// The goods as shapes: window.silhouettes() gives good → 60 × 60 pixels, 1 where it is drawn.

import { DRAWN, picture } from "/kiosk/pages/static/tablet/js/goods.js";

const SIDE = 60;
/** The sum of red, green and blue above which a pixel is the pale shadow on the ground, or paper. */
const PALE = 640;

window.silhouettes = async () => {
  const found = {};
  for (let good = 0; good < DRAWN; good += 1) found[picture(good).split("/").pop()] = await silhouette(picture(good));
  return found;
};

async function silhouette(address) {
  const image = Object.assign(new Image(), { src: address });
  await image.decode();
  const context = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE }).getContext("2d");
  context.drawImage(image, 0, 0, SIDE, SIDE);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  const drawn = (at) => data[at + 3] > 128 && data[at] + data[at + 1] + data[at + 2] < PALE;
  return Array.from({ length: SIDE * SIDE }, (_, pixel) => (drawn(4 * pixel) ? 1 : 0));
}
