/** Small made-up pictures, so that a page of made-up records has something to show. */

const SIDE = 96;
const MODULUS_ADLER = 65521;
const BLOCK = 65535; // most bytes of a stored block, RFC 1951 section 3.2.4

/** A PNG of 96 x 96 pixels whose colours and shape follow from `number`. */
export function madeUpPng(number: number): Blob {
  const ink = colourOf(number * 47 + 180);
  const ground = colourOf(number * 47);
  const parts = [
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk("IHDR", [...word(SIDE), ...word(SIDE), 8, 3, 0, 0, 0]),
    chunk("PLTE", [...ground, ...ink, 250, 250, 245]),
    chunk("IDAT", stored(rowsOf(number))),
    chunk("IEND", []),
  ];
  return new Blob(parts, { type: "image/png" });
}

/** A gem whose place and size depend on the number: pictures of neighbours differ a little. */
function rowsOf(number: number): number[] {
  const bytes: number[] = [];
  const centre = SIDE / 2 + ((number * 7) % 21) - 10;
  const size = 20 + ((number * 5) % 17);
  for (let y = 0; y < SIDE; y++) {
    bytes.push(0);
    for (let x = 0; x < SIDE; x++) {
      const away = Math.abs(x - centre) + Math.abs(y - SIDE / 2);
      bytes.push(away < size / 3 ? 2 : away < size ? 1 : 0);
    }
  }
  return bytes;
}

function colourOf(hue: number): number[] {
  const wave = (shift: number): number =>
    Math.round(150 + 90 * Math.cos(((hue + shift) * Math.PI) / 180));
  return [wave(0), wave(120), wave(240)];
}

/** zlib with one stored block: nothing is compressed. */
function stored(bytes: readonly number[]): number[] {
  if (bytes.length > BLOCK) throw new RangeError("one block only");
  const [low, high] = [bytes.length & 255, bytes.length >> 8];
  return [0x78, 0x01, 1, low, high, ~low & 255, ~high & 255, ...bytes, ...word(adler(bytes))];
}

function adler(bytes: readonly number[]): number {
  let [one, two] = [1, 0];
  for (const byte of bytes) {
    one = (one + byte) % MODULUS_ADLER;
    two = (two + one) % MODULUS_ADLER;
  }
  return ((two << 16) | one) >>> 0;
}

function crc(bytes: readonly number[]): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

function word(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function chunk(name: string, data: readonly number[]): Uint8Array<ArrayBuffer> {
  const named = [...new TextEncoder().encode(name), ...data];
  return Uint8Array.from([...word(data.length), ...named, ...word(crc(named))]);
}
