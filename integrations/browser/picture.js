/** Pictures out of the screenshot: what a page shows, and does not let anybody read. */

const LEAST_SEEN = 0.98; // of a picture: what is covered by the window's edge is not the picture

/**
 * @param {string} url `data:`, in base64
 * @returns {string} the base64
 */
export function base64Of(url) {
  return url.slice(url.indexOf(",") + 1);
}

/**
 * Decode a picture.
 * @param {string} data base64
 * @returns {Promise<ImageBitmap>}
 */
export function decode(data) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  return createImageBitmap(new Blob([bytes]));
}

/**
 * Where a picture of the page stands in the screenshot, as far as it is visible.
 * @param {{x: number, y: number, width: number, height: number}} box in pixels of the page
 * @param {{width: number, height: number}} view the visible page
 * @param {ImageBitmap} shot
 * @returns {{x: number, y: number, width: number, height: number, seen: number}} in its pixels
 */
export function placeIn(box, view, shot) {
  const [across, down] = [shot.width / view.width, shot.height / view.height];
  const x = Math.round(Math.max(0, box.x) * across);
  const y = Math.round(Math.max(0, box.y) * down);
  const right = Math.round(Math.min(view.width, box.x + box.width) * across);
  const bottom = Math.round(Math.min(view.height, box.y + box.height) * down);
  const [width, height] = [Math.max(0, right - x), Math.max(0, bottom - y)];
  const whole = box.width * across * box.height * down;
  return { x, y, width, height, seen: (width * height) / whole };
}

/**
 * Cut a picture out of the screenshot.
 * @param {{x: number, y: number, width: number, height: number}} box
 * @param {{width: number, height: number}} view
 * @param {ImageBitmap} shot
 * @returns {Promise<string | null>} a PNG in base64; null where not all of it is visible
 */
export async function cutOut(box, view, shot) {
  const { x, y, width, height, seen } = placeIn(box, view, shot);
  if (seen < LEAST_SEEN || width === 0 || height === 0) return null;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").drawImage(shot, x, y, width, height, 0, 0, width, height);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let letters = "";
  for (let at = 0; at < bytes.length; at += 32_768) {
    letters += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return btoa(letters);
}
