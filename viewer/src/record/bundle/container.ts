/**
 * The container of a bundle: a ZIP of stored members without a byte between, before or behind
 * them. docs/formats/bundle.md section 2.
 *
 * Every byte of the file is accounted for, so this reader and any other see the same members.
 * Only headers are read; a member's body is a slice of the file.
 */

import { FormatError } from "../errors.ts";
import {
  type DirectoryHeader,
  type End,
  ENDS_BYTES,
  type Header,
  MAX_LOCAL_BYTES,
  readDirectoryHeader,
  readEnd,
  readLocalHeader,
} from "./header.ts";

/** Members: bounds a reader's work. */
export const MAX_MEMBERS = 100_000;

/** Bytes of the directory: it is held in memory. */
export const MAX_DIRECTORY = 16 * 2 ** 20;

/** Bytes read ahead over small members, so that a thousand tiles are not a thousand readings. */
const WINDOW = 256 * 2 ** 10;

/** A member of at most so many bytes is read over; behind a larger one the next header is sought. */
const SMALL = 32 * 2 ** 10;

/** One file in the bundle. */
export interface Member {
  /** A path with slashes. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** As the headers state it; nothing has been compared yet. */
  readonly crc32: number;
  /** Bytes from the start of the file to the member's own. */
  readonly start: number;
  /** A slice of the file: nothing of it is read yet. */
  readonly blob: Blob;
}

/** A bundle's files, in the order of the file. */
export interface Container {
  readonly members: readonly Member[];
  /** The whole file; several members that follow each other can be read at once. */
  readonly file: Blob;
}

/** Open a bundle. Throws FormatError for all that section 2 does not have, or if reading fails. */
export async function openContainer(file: Blob): Promise<Container> {
  const end = await readEnds(file);
  const directory = await read(file, end.offset, end.start);
  const headers = readDirectory(directory, end);
  const members = await readMembers(file, headers, end.offset);
  return { members, file };
}

async function read(file: Blob, start: number, end: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(start, end).arrayBuffer());
  } catch (error) {
    throw new FormatError("the file cannot be read", {}, { cause: error });
  }
}

/** Read the end, and hold its numbers against the limits before anything is read by them. */
async function readEnds(file: Blob): Promise<End> {
  const tail = await read(file, Math.max(file.size - ENDS_BYTES, 0), file.size);
  const end = readEnd(tail, file.size);
  if (end.count > MAX_MEMBERS) {
    throw new FormatError("{got} members, more than {limit}", {
      got: end.count,
      limit: MAX_MEMBERS,
    });
  }
  if (end.size > MAX_DIRECTORY) {
    throw new FormatError("a directory of {got} bytes, more than {limit}", {
      got: end.size,
      limit: MAX_DIRECTORY,
    });
  }
  if (end.offset + end.size !== end.start) {
    throw new FormatError("the directory is not directly before its end");
  }
  return end;
}

function readDirectory(directory: Uint8Array, end: End): DirectoryHeader[] {
  const headers: DirectoryHeader[] = [];
  const folded = new Set<string>();
  let at = 0;
  while (at < directory.length) {
    const header = readDirectoryHeader(directory, at);
    const key = header.name.toLowerCase();
    if (folded.has(key)) throw new FormatError("two members named {name}", { name: header.name });
    folded.add(key);
    headers.push(header);
    at += header.length;
  }
  if (headers.length !== end.count) {
    throw new FormatError("the directory has {got} members, not {want}", {
      got: headers.length,
      want: end.count,
    });
  }
  return headers;
}

async function readMembers(
  file: Blob,
  headers: readonly DirectoryHeader[],
  end: number,
): Promise<Member[]> {
  const window = new Window(file, end);
  const members: Member[] = [];
  let at = 0;
  for (const header of headers) {
    if (header.offset !== at) {
      throw new FormatError("{name} is not directly behind what is before it", {
        name: header.name,
      });
    }
    const local = readLocalHeader(await window.at(at, header.size <= SMALL));
    checkSame(header, local);
    const body = at + local.length;
    at = body + header.size;
    if (at > end) throw new FormatError("{name} is cut off", { name: header.name });
    members.push(memberOf(header, body, file));
  }
  if (at !== end) throw new FormatError("the directory is not directly behind the last member");
  return members;
}

function memberOf(header: DirectoryHeader, start: number, file: Blob): Member {
  const { name, size, crc32 } = header;
  return {
    name,
    size,
    crc32,
    start,
    // A browser takes a third of a millisecond for a slice, and few of thousands are asked for.
    get blob() {
      return file.slice(start, start + size);
    },
  };
}

function checkSame(header: DirectoryHeader, local: Header): void {
  const same =
    header.name === local.name &&
    header.flags === local.flags &&
    header.crc32 === local.crc32 &&
    header.size === local.size;
  if (!same) {
    throw new FormatError("{name} has two headers that differ", { name: header.name });
  }
}

/** The file up to the directory, a piece at a time. */
class Window {
  readonly #file: Blob;
  readonly #end: number;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array();

  constructor(file: Blob, end: number) {
    this.#file = file;
    this.#end = end;
  }

  /** At least a whole local header from an offset on, if the file has it; read ahead or not. */
  async at(offset: number, ahead: boolean): Promise<Uint8Array> {
    const want = Math.min(offset + MAX_LOCAL_BYTES, this.#end);
    if (offset < this.#start || want > this.#start + this.#bytes.length) {
      const end = Math.min(offset + (ahead ? WINDOW : MAX_LOCAL_BYTES), this.#end);
      this.#bytes = await read(this.#file, offset, Math.max(offset, end));
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start);
  }
}
