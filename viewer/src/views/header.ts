/**
 * What the first bytes of a file say: one of the five picture formats that a browser draws from,
 * and how large the picture is.
 *
 * The record's media type alone is somebody's word, and a browser that is handed a picture guesses
 * for itself. Only where both agree is anything drawn.
 */

/** The media types that are drawn; SVG and HTML are programs and never are. */
export const DRAWN = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"] as const;
export type DrawnType = (typeof DRAWN)[number];

/** What is read of a file in order to know it: cameras put up to some 64 kB before a JPEG's size. */
export const HEADER_BYTES = 262_144;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whether the record calls it one of the formats that are drawn. */
export function isDrawn(type: string): type is DrawnType {
  return (DRAWN as readonly string[]).includes(type);
}

/** The format that the bytes themselves begin like, or null. */
export function typeOf(head: Uint8Array): DrawnType | null {
  if (startsWith(head, 0, "\x89PNG\r\n\x1a\n")) return "image/png";
  if (startsWith(head, 0, "\xff\xd8\xff")) return "image/jpeg";
  if (startsWith(head, 0, "GIF87a") || startsWith(head, 0, "GIF89a")) return "image/gif";
  if (startsWith(head, 0, "RIFF") && startsWith(head, 8, "WEBP")) return "image/webp";
  return startsWith(head, 4, "ftyp") && brands(head).some(isAvif) ? "image/avif" : null;
}

/** Width and height as the file's own header has them; null where it does not say within `head`. */
export function sizeOf(head: Uint8Array, type: DrawnType): Size | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    const size = READERS[type](view, head);
    return size !== null && size.width > 0 && size.height > 0 ? size : null;
  } catch (error) {
    // A header that ends too early says nothing.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

type Reader = (view: DataView, head: Uint8Array) => Size | null;

const READERS: Readonly<Record<DrawnType, Reader>> = {
  "image/png": (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  "image/gif": (view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  "image/webp": webpSize,
  "image/jpeg": jpegSize,
  "image/avif": avifSize,
};

/** RFC 9649: a canvas of 24-bit numbers, a lossless picture of 14-bit ones, or a VP8 frame. */
function webpSize(view: DataView, head: Uint8Array): Size | null {
  if (startsWith(head, 12, "VP8X")) {
    const wide = view.getUint32(24, true) & 0xffffff;
    const high = view.getUint32(26, true) >>> 8;
    return { width: wide + 1, height: (high & 0xffffff) + 1 };
  }
  if (startsWith(head, 12, "VP8L")) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!startsWith(head, 12, "VP8 ")) return null;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

/** ITU T.81 B.1.1: from marker to marker until the frame's header. */
function jpegSize(view: DataView): Size | null {
  for (let at = 2; view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // a fill byte
    } else if (isFrame(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    } else {
      at += 2 + Math.max(2, view.getUint16(at + 2));
    }
  }
  return null;
}

/** SOF0 to SOF15, less the three numbers among them that mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** ISO/IEC 23008-12: the largest of the boxes named `ispe`, for a grid's parts have theirs too. */
function avifSize(view: DataView, head: Uint8Array): Size | null {
  let largest: Size | null = null;
  for (let at = 4; at + 16 <= head.length; at++) {
    if (!startsWith(head, at, "ispe")) continue;
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (largest === null || size.width * size.height > largest.width * largest.height) {
      largest = size;
    }
  }
  return largest;
}

/** The brands that the first box lists, the main one first. */
function brands(head: Uint8Array): string[] {
  const length = head.length < 4 ? 0 : new DataView(head.buffer, head.byteOffset).getUint32(0);
  const found = [ascii(head, 8)];
  for (let at = 16; at + 4 <= Math.min(length, head.length, 256); at += 4) {
    found.push(ascii(head, at));
  }
  return found;
}

function isAvif(brand: string): boolean {
  return brand === "avif" || brand === "avis";
}

function ascii(head: Uint8Array, at: number): string {
  return String.fromCharCode(...head.subarray(at, at + 4));
}

function startsWith(head: Uint8Array, at: number, text: string): boolean {
  if (head.length < at + text.length) return false;
  for (let index = 0; index < text.length; index++) {
    if (head[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
