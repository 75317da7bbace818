/**
 * Writes bundles for tests: ZIP files as docs/formats/bundle.md section 2 has them, and, field by
 * field, as it has them not; and the files of a bag around a payload.
 */

import crc32 from "crc-32";
import { toHex, sha256 } from "../../../src/record/format/sha256.ts";
import {
  BAG_INFO,
  BAGIT,
  MANIFEST,
  PAYLOAD,
  TAG_MANIFEST,
} from "../../../src/record/bundle/names.ts";
import { payloadOxum } from "../../../src/record/bundle/bag.ts";

/** A member; `local` and `directory` put other values into its two headers. */
export interface Forged {
  readonly name: string;
  readonly body: Uint8Array;
  /** Bytes that it has, where those behind `body` are a hole in the file. */
  readonly size?: number;
  /** Sizes and offset stand in the ZIP64 field, however small they are. */
  readonly zip64?: boolean;
  readonly local?: Partial<LocalFields>;
  readonly directory?: Partial<DirectoryFields>;
}

/** How the file ends. */
export interface Ends {
  /** There is a ZIP64 end with its locator. */
  readonly zip64?: boolean;
  readonly end?: Partial<EndFields>;
  readonly end64?: Partial<End64Fields>;
  readonly locator?: Partial<LocatorFields>;
  /** Bytes before the first member, before the directory, before the end, behind it. */
  readonly before?: Uint8Array;
  readonly beforeDirectory?: Uint8Array;
  readonly beforeEnd?: Uint8Array;
  readonly behind?: Uint8Array;
}

const ELSEWHERE = 0xffffffff;
const UNIX = 3 << 8;
const MODE = 0o100644 * 2 ** 16;
/** 1980-01-01 */
const DATE = 0x21;

interface LocalFields {
  signature: number;
  needed: number;
  flags: number;
  method: number;
  crc32: number;
  packed: number;
  size: number;
  name: string;
  extra: Uint8Array;
}

interface DirectoryFields extends LocalFields {
  comment: string;
  disk: number;
  internal: number;
  attributes: number;
  offset: number;
}

interface EndFields {
  signature: number;
  disk: number;
  directoryDisk: number;
  here: number;
  count: number;
  size: number;
  offset: number;
  comment: string;
}

interface End64Fields extends Omit<EndFields, "comment"> {
  length: number;
  extensible: Uint8Array;
}

interface LocatorFields {
  signature: number;
  disk: number;
  offset: number;
  disks: number;
}

/** Numbers of some bytes each, little-endian. */
function numbers(...fields: readonly (readonly [value: number, bytes: 2 | 4 | 8])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [, length]) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, length] of fields) {
    if (length === 2) view.setUint16(at, value, true);
    if (length === 4) view.setUint32(at, value, true);
    if (length === 8) view.setBigUint64(at, BigInt(value), true);
    at += length;
  }
  return bytes;
}

/** Characters as bytes of the same number. */
function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Bytes behind each other. */
export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joinAll(parts);
}

function joinAll(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The extra field of ZIP64 with some numbers. */
export function zip64Field(...values: readonly number[]): Uint8Array {
  const wide = values.map((value) => [value, 8] as const);
  return numbers([1, 2], [8 * values.length, 2], ...wide);
}

/** Numbers as a header has them, and the extra field for those that are elsewhere. */
function inHeader(values: readonly number[], elsewhere: boolean): [number[], Uint8Array] {
  const wide = values.filter((value) => elsewhere || value >= ELSEWHERE);
  const short = values.map((value) => (elsewhere ? ELSEWHERE : Math.min(value, ELSEWHERE)));
  return [short, wide.length === 0 ? new Uint8Array() : zip64Field(...wide)];
}

function localHeader(member: Forged): Uint8Array {
  const length = member.size ?? member.body.length;
  const [[size = 0, packed = 0], extra] = inHeader([length, length], member.zip64 === true);
  const fields: LocalFields = {
    signature: 0x04034b50,
    needed: 20,
    flags: 0,
    method: 0,
    crc32: crc32.buf(member.body) >>> 0,
    packed,
    size,
    name: member.name,
    extra,
    ...member.local,
  };
  return join(
    numbers([fields.signature, 4], [fields.needed, 2], [fields.flags, 2]),
    numbers([fields.method, 2], [0, 2]),
    numbers([DATE, 2], [fields.crc32, 4], [fields.packed, 4], [fields.size, 4]),
    numbers([fields.name.length, 2], [fields.extra.length, 2]),
    latin(fields.name),
    fields.extra,
  );
}

function directoryHeader(member: Forged, place: number): Uint8Array {
  const length = member.size ?? member.body.length;
  const [short, extra] = inHeader([length, length, place], member.zip64 === true);
  const [size = 0, packed = 0, offset = 0] = short;
  const fields: DirectoryFields = {
    signature: 0x02014b50,
    needed: 20,
    flags: 0,
    method: 0,
    crc32: crc32.buf(member.body) >>> 0,
    packed,
    size,
    name: member.name,
    extra,
    comment: "",
    disk: 0,
    internal: 0,
    attributes: MODE,
    offset,
    ...member.directory,
  };
  return join(
    numbers([fields.signature, 4], [UNIX + 20, 2], [fields.needed, 2], [fields.flags, 2]),
    numbers([fields.method, 2]),
    numbers([0, 2], [DATE, 2], [fields.crc32, 4], [fields.packed, 4], [fields.size, 4]),
    numbers([fields.name.length, 2], [fields.extra.length, 2], [fields.comment.length, 2]),
    numbers([fields.disk, 2], [fields.internal, 2], [fields.attributes, 4], [fields.offset, 4]),
    latin(fields.name),
    fields.extra,
    latin(fields.comment),
  );
}

function endsOf(count: number, size: number, offset: number, ends: Ends): Uint8Array {
  const common = { disk: 0, directoryDisk: 0, here: count, count, size, offset };
  const counted = Math.min(count, 0xffff);
  const short: EndFields = {
    signature: 0x06054b50,
    ...common,
    here: counted,
    count: counted,
    offset: Math.min(offset, ELSEWHERE),
    comment: "",
    ...ends.end,
  };
  const end = join(
    numbers([short.signature, 4], [short.disk, 2], [short.directoryDisk, 2], [short.here, 2]),
    numbers([short.count, 2], [short.size, 4], [short.offset, 4], [short.comment.length, 2]),
    latin(short.comment),
  );
  const wide = ends.zip64 ?? (count > counted || offset >= ELSEWHERE);
  return wide ? join(endsOf64(common, offset + size, ends), end) : end;
}

function endsOf64(
  common: Omit<EndFields, "comment" | "signature">,
  place: number,
  ends: Ends,
): Uint8Array {
  const long: End64Fields = {
    signature: 0x06064b50,
    length: 44,
    ...common,
    extensible: new Uint8Array(),
    ...ends.end64,
  };
  const locator: LocatorFields = {
    signature: 0x07064b50,
    disk: 0,
    offset: place,
    disks: 1,
    ...ends.locator,
  };
  return join(
    numbers([long.signature, 4], [long.length, 8], [45, 2], [45, 2], [long.disk, 4]),
    numbers([long.directoryDisk, 4], [long.here, 8], [long.count, 8], [long.size, 8]),
    numbers([long.offset, 8]),
    long.extensible,
    numbers([locator.signature, 4], [locator.disk, 4], [locator.offset, 8], [locator.disks, 4]),
  );
}

/** Some bytes of a file, and where in it they begin. */
export interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A ZIP file in pieces, bodies as they were given: a large one is written without a copy of it. */
export function forgePieces(members: readonly Forged[], ends: Ends = {}): Piece[] {
  const pieces: Piece[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  const put = (bytes: Uint8Array, size = bytes.length): void => {
    pieces.push({ at, bytes });
    at += size;
  };
  put(ends.before ?? new Uint8Array());
  for (const member of members) {
    directory.push(directoryHeader(member, at));
    put(localHeader(member));
    put(member.body, member.size);
  }
  put(ends.beforeDirectory ?? new Uint8Array());
  const offset = at;
  put(joinAll(directory));
  const size = at - offset;
  put(ends.beforeEnd ?? new Uint8Array());
  put(endsOf(members.length, size, offset, ends));
  put(ends.behind ?? new Uint8Array());
  return pieces;
}

/** A ZIP file without holes. */
export function forge(members: readonly Forged[], ends: Ends = {}): Uint8Array<ArrayBuffer> {
  return joinAll(forgePieces(members, ends).map(({ bytes }) => bytes));
}

export function blobOf(bytes: Uint8Array<ArrayBuffer>): Blob {
  return new Blob([bytes]);
}

/** A manifest over files, in the order in which they are given. */
export function manifestOf(files: Iterable<readonly [path: string, body: Uint8Array]>): Uint8Array {
  const lines = [...files].map(([path, body]) => `${toHex(sha256(body))}  ${path}\n`);
  return utf8(lines.join(""));
}

/**
 * The files of a bag around a payload, in the order of a bundle: what somebody can make who
 * altered the payload and knows how manifests are made.
 *
 * @param payload By path, each under `data/`.
 * @param info Labels and values of `bag-info.txt`; `Payload-Oxum` is computed.
 */
export function bagOf(
  payload: ReadonlyMap<string, Uint8Array>,
  info: Readonly<Record<string, string>> = {},
): Forged[] {
  const files = [...payload].filter(([path]) => path.startsWith(PAYLOAD));
  const sizes = files.map(([name, body]) => ({ name, size: body.length }));
  const labels = Object.entries({ ...info, "Payload-Oxum": payloadOxum(sizes) }).sort();
  const top: [string, Uint8Array][] = [
    [BAGIT, utf8("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")],
    [BAG_INFO, utf8(labels.map(([label, value]) => `${label}: ${value}\n`).join(""))],
    [MANIFEST, manifestOf(files)],
  ];
  const all = [...top, [TAG_MANIFEST, manifestOf(top)] as const, ...files];
  return all.map(([name, body]) => ({ name, body }));
}
