/**
 * The header forms of a ZIP that a bundle uses: docs/formats/bundle.md section 2, PKWARE APPNOTE
 * 6.3.10 sections 4.3.7 to 4.3.16 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT).
 *
 * All numbers are little-endian. Each function reads one header and refuses, as FormatError, what
 * the section does not have; what headers must say of each other is container.ts's.
 */

import { FormatError } from "../errors.ts";

/** What a header says of a member. */
export interface Header {
  readonly name: string;
  readonly flags: number;
  readonly crc32: number;
  /** Bytes; compressed and uncompressed are equal. */
  readonly size: number;
  /** Bytes of the header itself. */
  readonly length: number;
}

/** A header of the directory. */
export interface DirectoryHeader extends Header {
  /** Where the member's local header begins. */
  readonly offset: number;
}

/** What the end says of the directory. */
export interface End {
  readonly count: number;
  /** Bytes. */
  readonly size: number;
  readonly offset: number;
  /** Where the end, or the first of the ends, begins; the directory must reach to it. */
  readonly start: number;
}

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const DIRECTORY = 0x02014b50;
const DIRECTORY_BYTES = 46;
const END = 0x06054b50;
const END_BYTES = 22;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;

/** Bytes at the end of the file that hold all ends. */
export const ENDS_BYTES = END64_BYTES + LOCATOR_BYTES + END_BYTES;

/** Bytes of a name. */
const MAX_NAME = 255;

/** Bytes of the largest local header: its fixed part, a name, and two sizes of ZIP64. */
export const MAX_LOCAL_BYTES = LOCAL_BYTES + MAX_NAME + 4 + 2 * 8;

const UTF8_NAME = 1 << 11;
const STORED = 0;
/** Version 4.5, which has ZIP64. Other programs unpack no file that asks for what they do not know. */
const NEWEST = 45;
const ZIP64 = 1;
/** Stands for a number that is in the ZIP64 field instead. */
const ELSEWHERE = 0xffffffff;
const ELSEWHERE_SHORT = 0xffff;

const IS_FOLDER = 0x10;
const FILE_TYPE = 0o170000;
const PLAIN_FILE = 0o100000;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

/** Whether a member may have the name. */
function isFileName(name: string): boolean {
  return name.length <= MAX_NAME && NAME.test(name);
}

/** Read the local header at the start of some bytes. Throws FormatError. */
export function readLocalHeader(bytes: Uint8Array): Header {
  const view = viewOf(bytes, LOCAL_BYTES);
  if (view.getUint32(0, true) !== LOCAL) throw new FormatError("no member where one should begin");
  const lengths = [view.getUint16(26, true), view.getUint16(28, true)] as const;
  const { name, extra, length } = readTail(view, LOCAL_BYTES, lengths);
  const sizes = [view.getUint32(22, true), view.getUint32(18, true)];
  const [size = 0, packed] = readZip64(sizes, extra, name);
  checkVersion(name, view.getUint16(4, true));
  checkStored(name, view.getUint16(6, true), view.getUint16(8, true), size === packed);
  return { name, flags: view.getUint16(6, true), crc32: view.getUint32(14, true), size, length };
}

/** Read the directory's header at an offset. Throws FormatError. */
export function readDirectoryHeader(directory: Uint8Array, at: number): DirectoryHeader {
  const view = viewOf(directory.subarray(at), DIRECTORY_BYTES);
  if (view.getUint32(0, true) !== DIRECTORY) {
    throw new FormatError("no header of the directory where one should begin");
  }
  const lengths = [view.getUint16(28, true), view.getUint16(30, true)] as const;
  const { name, extra, length } = readTail(view, DIRECTORY_BYTES, lengths);
  const numbers = [view.getUint32(24, true), view.getUint32(20, true), view.getUint32(42, true)];
  const [size = 0, packed, offset = 0] = readZip64(numbers, extra, name);
  const flags = view.getUint16(8, true);
  checkVersion(name, view.getUint16(6, true));
  checkStored(name, flags, view.getUint16(10, true), size === packed);
  if (view.getUint16(32, true) !== 0) throw new FormatError("{name} has a comment", { name });
  if (view.getUint16(34, true) !== 0) throw new FormatError("{name} is on another disk", { name });
  checkPlainFile(name, view.getUint32(38, true));
  return { name, flags, crc32: view.getUint32(16, true), size, length, offset };
}

/**
 * Read the ends of the directory, with which the file closes.
 *
 * @param bytes The last bytes of the file, ENDS_BYTES of them or all that there are.
 * @param fileSize Bytes of the file.
 */
export function readEnd(bytes: Uint8Array, fileSize: number): End {
  const at = bytes.length - END_BYTES;
  const view = viewOf(bytes.subarray(Math.max(at, 0)), END_BYTES);
  if (view.getUint32(0, true) !== END) {
    throw new FormatError("no end of the directory at the end of the file");
  }
  checkOneDisk([view.getUint16(4, true), view.getUint16(6, true)]);
  if (view.getUint16(20, true) !== 0) throw new FormatError("the archive has a comment");
  const short = {
    counts: [view.getUint16(8, true), view.getUint16(10, true)],
    size: view.getUint32(12, true),
    offset: view.getUint32(16, true),
  };
  const [count = 0, total] = short.counts;
  if (count !== total) throw new FormatError("the counts of members differ");
  const ends = bytes.subarray(0, Math.max(at, 0));
  const start = fileSize - END_BYTES;
  const long = readEnd64(ends, start);
  if (long !== null) {
    checkAgree(short, long);
    return long;
  }
  return { count, size: short.size, offset: short.offset, start };
}

/** Read the ZIP64 end and its locator before the end at `start`, or null if there is none. */
function readEnd64(before: Uint8Array, start: number): End | null {
  const at = before.length - LOCATOR_BYTES;
  if (at < 0) return null;
  const locator = viewOf(before.subarray(at), LOCATOR_BYTES);
  if (locator.getUint32(0, true) !== LOCATOR) return null;
  const place = start - LOCATOR_BYTES - END64_BYTES;
  checkOneDisk([locator.getUint32(4, true), locator.getUint32(16, true) - 1]);
  if (place < 0 || readWide(locator, 8) !== place) {
    throw new FormatError("the ZIP64 end is not before its locator");
  }
  const view = viewOf(before.subarray(at - END64_BYTES), END64_BYTES);
  // The length that the header states leaves out its first twelve bytes.
  if (view.getUint32(0, true) !== END64 || readWide(view, 4) !== END64_BYTES - 12) {
    throw new FormatError("the ZIP64 end is not before its locator");
  }
  checkOneDisk([view.getUint32(16, true), view.getUint32(20, true)]);
  const count = readWide(view, 24);
  if (count !== readWide(view, 32)) throw new FormatError("the counts of members differ");
  return { count, size: readWide(view, 40), offset: readWide(view, 48), start: place };
}

function checkAgree(
  short: { counts: readonly number[]; size: number; offset: number },
  long: End,
): void {
  const counts = short.counts.every((count) => agrees(count, long.count, ELSEWHERE_SHORT));
  const size = agrees(short.size, long.size, ELSEWHERE);
  if (!counts || !size || !agrees(short.offset, long.offset, ELSEWHERE)) {
    throw new FormatError("the two ends of the directory differ");
  }
}

function agrees(short: number, long: number, elsewhere: number): boolean {
  return short === long || short === elsewhere;
}

function checkOneDisk(disks: readonly number[]): void {
  if (disks.some((disk) => disk !== 0)) throw new FormatError("the archive is of several disks");
}

/** The bytes as a view, if they hold a header's fixed part. */
function viewOf(bytes: Uint8Array, least: number): DataView {
  if (bytes.length < least) throw new FormatError("the file is cut off");
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Name and extra field, which follow the fixed part of both headers. */
function readTail(
  view: DataView,
  fixed: number,
  [nameBytes, extraBytes]: readonly [number, number],
): { name: string; extra: DataView; length: number } {
  const length = fixed + nameBytes + extraBytes;
  if (nameBytes > MAX_NAME) throw new FormatError("a name of {got} bytes", { got: nameBytes });
  if (view.byteLength < length) throw new FormatError("the file is cut off");
  const start = view.byteOffset + fixed;
  const name = String.fromCharCode(...new Uint8Array(view.buffer, start, nameBytes));
  if (!isFileName(name)) throw new FormatError("not a name of a file: {name}", { name });
  return { name, extra: new DataView(view.buffer, start + nameBytes, extraBytes), length };
}

/** Put the numbers of the ZIP64 field where the header's own say that they are in it. */
function readZip64(numbers: readonly number[], extra: DataView, name: string): number[] {
  const elsewhere = numbers.filter((number) => number === ELSEWHERE).length;
  const bytes = elsewhere === 0 ? 0 : 4 + 8 * elsewhere;
  if (extra.byteLength !== bytes) throw wrongExtra(name);
  if (elsewhere === 0) return [...numbers];
  if (extra.getUint16(0, true) !== ZIP64 || extra.getUint16(2, true) !== bytes - 4) {
    throw wrongExtra(name);
  }
  let at = 4;
  return numbers.map((number) => {
    if (number !== ELSEWHERE) return number;
    const wide = readWide(extra, at);
    at += 8;
    return wide;
  });
}

function wrongExtra(name: string): FormatError {
  return new FormatError("{name} has an extra field that is not that of its sizes", { name });
}

/** A number of 64 bits. Throws FormatError beyond 2^53 - 1, where no file ends. */
function readWide(view: DataView, at: number): number {
  const wide = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(wide)) throw new FormatError("a number beyond 2^53");
  return wide;
}

function checkVersion(name: string, needed: number): void {
  if (needed > NEWEST) {
    throw new FormatError("{name} asks for a later ZIP than is used here", { name });
  }
}

function checkStored(name: string, flags: number, method: number, equalSizes: boolean): void {
  if ((flags & ~UTF8_NAME) !== 0) {
    throw new FormatError("{name} has the flags {flags}", { name, flags });
  }
  if (method !== STORED || !equalSizes) throw new FormatError("{name} is compressed", { name });
}

function checkPlainFile(name: string, attributes: number): void {
  const type = (attributes >>> 16) & FILE_TYPE;
  if ((type !== 0 && type !== PLAIN_FILE) || (attributes & IS_FOLDER) !== 0) {
    throw new FormatError("{name} is not a plain file", { name });
  }
}
