/** A bundle taken apart, to be changed and put together again as a forger would. */

import { openContainer } from "../../../src/record/bundle/container.ts";
import { payloadOxum } from "../../../src/record/bundle/bag.ts";
import {
  BAG_INFO,
  BAGIT,
  INDEX,
  MANIFEST,
  PAYLOAD,
  RECORD,
  TAG_MANIFEST,
  WITHHELD,
} from "../../../src/record/bundle/names.ts";
import { canonicalText } from "../../../src/record/format/canonical.ts";
import type { Json } from "../../../src/record/format/canonical.ts";
import { forge, manifestOf } from "../bundle/forge.ts";

/** Files by path, in the order of the container. */
export type Members = Map<string, Uint8Array>;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** Read all files of a bundle. */
export async function takeApart(bundle: Blob): Promise<Members> {
  const { members } = await openContainer(bundle);
  const files: Members = new Map();
  for (const { name, blob } of members) files.set(name, new Uint8Array(await blob.arrayBuffer()));
  return files;
}

/** Write a container of the layout that bundles have. */
export function putTogether(members: Members): Uint8Array<ArrayBuffer> {
  return forge([...members].map(([name, body]) => ({ name, body })));
}

/** Make both manifests anew, and what is said of the payload: then only signatures can tell. */
export function remakeManifests(members: Members): void {
  const payload = [...members].filter(([path]) => path.startsWith(PAYLOAD));
  if (members.has(BAG_INFO)) {
    const sizes = payload.map(([name, { length }]) => ({ name, size: length }));
    editText(members, BAG_INFO, (text) =>
      text.replace(/Payload-Oxum: .*/, `Payload-Oxum: ${payloadOxum(sizes)}`),
    );
  }
  if (members.has(MANIFEST)) members.set(MANIFEST, manifestOf(payload));
  const tags = [BAGIT, BAG_INFO, MANIFEST].filter((path) => members.has(path));
  if (members.has(TAG_MANIFEST)) {
    members.set(TAG_MANIFEST, manifestOf(tags.map((path) => [path, bytesIn(members, path)])));
  }
}

export function bytesIn(members: Members, path: string): Uint8Array {
  const bytes = members.get(path);
  if (bytes === undefined) throw new Error(`the bundle has no ${path}`);
  return bytes;
}

export function textIn(members: Members, path: string): string {
  return DECODER.decode(bytesIn(members, path));
}

export function setText(members: Members, path: string, text: string): void {
  members.set(path, ENCODER.encode(text));
}

export function editText(members: Members, path: string, edit: (text: string) => string): void {
  setText(members, path, edit(textIn(members, path)));
}

/** Paths of some form, in their order; at least one. */
export function pathsOf(members: Members, form: RegExp): [string, ...string[]] {
  const [first, ...rest] = [...members.keys()].filter((path) => form.test(path));
  if (first === undefined) throw new Error(`the bundle has no file like ${form.source}`);
  return [first, ...rest];
}

/** Of some form, the smallest: what is written to a disk a hundred times should be small. */
export function smallestOf(members: Members, form: RegExp): string {
  return pathsOf(members, form).reduce((least, path) =>
    bytesIn(members, path).length < bytesIn(members, least).length ? path : least,
  );
}

/** Give a file another name, at its place. */
export function rename(members: Members, old: string, fresh: string): void {
  reorder(members, (files) => files.map(([path, body]) => [path === old ? fresh : path, body]));
}

export function reorder(
  members: Members,
  order: (files: [string, Uint8Array][]) => [string, Uint8Array][],
): void {
  const files = order([...members]);
  members.clear();
  for (const [path, body] of files) members.set(path, body);
}

/** Flip one bit of a byte; counted from the end where `at` is negative. */
export function flip(members: Members, path: string, at: number): void {
  const bytes = bytesIn(members, path).slice();
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  members.set(path, bytes);
}

/** Text with another letter of base64 at some place than it had: keys and roots are random. */
export function misspell(text: string, at = 0): string {
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}

/** The lines of a file, without their newlines. */
export function linesOf(members: Members, path: string): string[] {
  return textIn(members, path).split("\n").slice(0, -1);
}

export function setLines(members: Members, path: string, lines: readonly string[]): void {
  setText(members, path, lines.map((line) => `${line}\n`).join(""));
}

/** Change the lines of the record and of the index. */
export function reline(
  members: Members,
  change: (record: string[], index: string[]) => void,
): void {
  const [record, index] = [linesOf(members, RECORD), linesOf(members, INDEX)];
  change(record, index);
  setLines(members, RECORD, record);
  setLines(members, INDEX, index);
}

/** A line of the record as a value that tests may change as they like. */
export interface LooseEntry {
  event: { kind: string; at: string; body: Record<string, Json>; [name: string]: Json };
  open: Record<string, [string, string]>;
  signatures: { key: string; sig: string }[];
}

export function readLine(line: string): LooseEntry {
  return JSON.parse(line) as LooseEntry; // lines of a bundle that holds: they have this form
}

export function spellLine(entry: LooseEntry): string {
  return canonicalText(JSON.parse(JSON.stringify(entry)) as Json); // what JSON wrote is JSON
}

/** Where the nth line of a kind stands, from 0. */
export function lineOf(record: readonly string[], kind: string, nth = 0): number {
  const found = record.flatMap((line, at) => (readLine(line).event.kind === kind ? [at] : []));
  const at = found[nth];
  if (at === undefined) throw new Error(`the record has no line ${nth} of ${kind}`);
  return at;
}

/** Change one entry of the record, its signatures left as they are. */
export function editLine(
  members: Members,
  kind: string,
  change: (entry: LooseEntry) => void,
): void {
  reline(members, (record) => {
    const at = lineOf(record, kind);
    const entry = readLine(record[at] ?? "");
    change(entry);
    record[at] = spellLine(entry);
  });
}

/** What `data/withheld.json` may say. */
interface Declaration {
  readonly texts?: readonly string[];
  readonly assets?: readonly string[];
  readonly reason?: string;
}

/** Declare something withheld, beside what is declared already. */
export function declare(members: Members, more: Declaration): void {
  const { texts, assets } = JSON.parse(textIn(members, WITHHELD)) as Required<Declaration>;
  redeclare(members, {
    texts: [...new Set([...texts, ...(more.texts ?? [])])].sort(),
    assets: [...new Set([...assets, ...(more.assets ?? [])])].sort(),
    ...(more.reason === undefined ? {} : { reason: more.reason }),
  });
}

/** Declare just this, as it is. */
export function redeclare(members: Members, declaration: Declaration): void {
  const { texts = [], assets = [], reason = "a reason" } = declaration;
  setText(members, WITHHELD, canonicalText({ assets: [...assets], reason, texts: [...texts] }));
}

/** Withhold all files larger than some bytes: an example should be small. */
export function lighten(members: Members, most: number): void {
  const heavy = pathsOf(members, /^data\/assets\//).filter(
    (path) => bytesIn(members, path).length > most,
  );
  for (const path of heavy) members.delete(path);
  declare(members, { assets: heavy.map(digestIn), reason: "to be small" });
  remakeManifests(members);
}

/** The digest that a file's name says. */
export function digestIn(path: string): string {
  return `sha256:${/[0-9a-f]{64}/.exec(path)?.[0] ?? ""}`;
}

/** Ways to alter a bundle, by name. */
export type Alterations = Readonly<Record<string, (members: Members) => void>>;
