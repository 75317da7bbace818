/**
 * What is done inside of a page: functions that the browser carries there, each whole by itself.
 *
 * They run beside the page's own scripts, not among them. What they find is still what the page
 * shows, and may be anything.
 */

/**
 * Look at what is visible: the selected text, and the pictures, the largest first.
 * @param {number} mostText characters
 * @param {number} mostPictures
 * @returns {{title: string, selected: string, width: number, height: number,
 *   pictures: {address: string, x: number, y: number, width: number, height: number,
 *   pixels: [number, number]}[]}}
 */
export function look(mostText, mostPictures) {
  const LEAST = 64; // pixels of a side: what is smaller is an icon
  const MOST_ADDRESS = 16_384; // characters
  const MOST_ELEMENTS = 20_000; // of a page: what it has more is not looked at

  const selected = () => {
    const field = document.activeElement;
    const isField =
      field instanceof HTMLTextAreaElement ||
      (field instanceof HTMLInputElement && ["text", "search"].includes(field.type));
    if (isField && field.selectionStart !== field.selectionEnd) {
      return field.value.slice(field.selectionStart, field.selectionEnd);
    }
    return String(getSelection() ?? "");
  };

  const found = new Map();
  const take = (element, address, pixels) => {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    const seenWidth = Math.min(right, innerWidth) - Math.max(left, 0);
    const seenHeight = Math.min(bottom, innerHeight) - Math.max(top, 0);
    const isLong = address.length > MOST_ADDRESS && !address.startsWith("data:");
    if (address === "" || isLong || seenWidth < LEAST || seenHeight < LEAST) return;
    if (getComputedStyle(element).visibility !== "visible" || found.has(address)) return;
    found.set(address, { address, x: left, y: top, width, height, pixels });
  };

  let looked = 0;
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      looked += 1;
      if (looked > MOST_ELEMENTS) return;
      if (element instanceof HTMLImageElement) {
        take(element, element.currentSrc, [element.naturalWidth, element.naturalHeight]);
      } else if (element instanceof SVGImageElement) {
        take(element, new URL(element.href.baseVal, document.baseURI).href, [0, 0]);
      } else {
        const painted = /^url\("(.*)"\)$/.exec(getComputedStyle(element).backgroundImage);
        if (painted !== null) take(element, painted[1].replaceAll('\\"', '"'), [0, 0]);
      }
      if (element.shadowRoot !== null) walk(element.shadowRoot);
    }
  };
  walk(document);

  const size = ({ pixels: [width, height], ...box }) => width * height || box.width * box.height;
  const pictures = [...found.values()].sort((one, other) => size(other) - size(one));
  return {
    title: document.title.slice(0, 1000),
    selected: selected().replace(/\r\n?/g, "\n").slice(0, mostText),
    width: innerWidth,
    height: innerHeight,
    pictures: pictures.slice(0, mostPictures),
  };
}

/**
 * Fetch pictures as the page itself may.
 * @param {string[]} addresses
 * @param {number} mostBytes of all of them together
 * @returns {Promise<{data: string | null, type: string, why: string}[]>} base64, or why not
 */
export async function fetchPictures(addresses, mostBytes) {
  const PATIENCE = 15_000; // milliseconds for one picture
  let left = mostBytes;

  const spelled = (blob) =>
    new Promise((done, fail) => {
      const reader = new FileReader();
      reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ""));
      reader.onerror = () => fail(reader.error);
      reader.readAsDataURL(blob);
    });

  const get = async (address) => {
    // as it was shown, if the browser still has it; else what the site gives now
    for (const cache of ["force-cache", "reload"]) {
      try {
        const signal = AbortSignal.timeout(PATIENCE);
        const answer = await fetch(address, { cache, signal });
        const blob = await answer.blob();
        if (answer.ok && blob.size > 0 && blob.type.startsWith("image/")) return blob;
      } catch {
        continue;
      }
    }
    return null;
  };

  const one = async (address) => {
    const blob = await get(address);
    if (blob === null) return { data: null, type: "", why: "the site does not give its bytes" };
    if (blob.size > left) return { data: null, type: blob.type, why: "it is too large" };
    left -= blob.size;
    return { data: await spelled(blob), type: blob.type, why: "" };
  };
  return Promise.all(addresses.map(one));
}
