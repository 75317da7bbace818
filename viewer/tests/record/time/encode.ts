/** Writing DER, and what is not quite DER, for tokens that no authority would make. */

/** Identifier, length and content. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = join(parts);
  return join([Uint8Array.of(tag, ...length(content.length)), content]);
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export const seq = (...parts: readonly Uint8Array[]): Uint8Array => tlv(0x30, ...parts);
export const setOf = (...parts: readonly Uint8Array[]): Uint8Array => tlv(0x31, ...sorted(parts));
export const octets = (bytes: Uint8Array): Uint8Array => tlv(0x04, bytes);
export const bits = (bytes: Uint8Array, unused = 0): Uint8Array =>
  tlv(0x03, Uint8Array.of(unused), bytes);
export const bool = (value: boolean): Uint8Array => tlv(0x01, Uint8Array.of(value ? 0xff : 0));
export const nothing = tlv(0x05);
export const ascii = (tag: number, text: string): Uint8Array =>
  tlv(tag, new TextEncoder().encode(text));
/** `[number]` around values: EXPLICIT, or IMPLICIT over a constructed type's items. */
export const tagged = (number: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  tlv(0xa0 | number, ...parts);

export function sorted(parts: readonly Uint8Array[]): Uint8Array[] {
  return [...parts].sort((one, other) => Buffer.compare(one, other));
}

export function int(value: bigint | number, tag = 0x02): Uint8Array {
  let hex = BigInt.asUintN(8 * 64, BigInt(value))
    .toString(16)
    .padStart(128, "0");
  while (/^(00[0-7]|ff[89a-f])/.test(hex)) {
    hex = hex.slice(2);
  }
  return tlv(tag, new Uint8Array(Buffer.from(hex, "hex")));
}

export function oid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return tlv(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(arc: number): number[] {
  const digits = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest & 0x7f) | 0x80);
  }
  return digits;
}

function length(size: number): number[] {
  if (size < 0x80) {
    return [size];
  }
  const bytes = size < 0x100 ? [size] : size < 0x10000 ? [size >> 8, size & 255] : null;
  const all = bytes ?? [size >> 16, (size >> 8) & 255, size & 255];
  return [0x80 | all.length, ...all];
}

/** Replace the only occurrence of `old`, leaving lengths around it as they are. */
export function replaced(body: Uint8Array, old: Uint8Array, by: Uint8Array): Uint8Array {
  const at = Buffer.from(body).indexOf(old);
  if (at < 0) {
    throw new Error("not there");
  }
  return join([body.subarray(0, at), by, body.subarray(at + old.length)]);
}
