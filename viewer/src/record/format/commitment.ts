/**
 * Committed texts, and how commitments and assets are found in a body by their form, so that they
 * are found in kinds that are not known (docs/formats/record.md section 2).
 */

import { FormatError } from "../errors.ts";
import { isBase64Url } from "./base64.ts";
import { isObject, namesOf, writeCanonical } from "./canonical.ts";
import type { Json } from "./canonical.ts";
import { asset, inside, text, within } from "./forms.ts";
import { digestOf } from "./sha256.ts";
import type { Asset, Digest } from "./values.ts";

/** No prompt or note is longer; what is, is an asset: bytes of UTF-8 (record.md section 1). */
const TEXT_BYTES = 2 ** 20;

/** 16 bytes in base64url. */
const SALT_CHARACTERS = 22;

/** Names under which a tool or a file has put its own; nothing is looked for in them. */
const OPAQUE: ReadonlySet<string> = new Set(["settings", "claims"]);

/** In the order of the body's canonical JSON; what stands twice is there twice. */
export interface Found {
  readonly commitments: readonly Digest[];
  readonly assets: readonly Asset[];
}

/** The commitment to a text. Throws FormatError for a salt or text that is none. */
export function commitmentOf(salt: string, words: string): Digest {
  checkOpening(salt, words);
  return digestOf(writeCanonical([salt, words]));
}

/** See that a salt and a text are such. Throws FormatError. */
export function checkOpening(salt: string, words: string): void {
  if (salt.length !== SALT_CHARACTERS || !isBase64Url(salt)) {
    throw new FormatError("not a salt of 16 bytes");
  }
  // Three bytes a unit at most: most texts need no counting.
  const bounded = words.length * 3 <= TEXT_BYTES;
  if (!bounded && new TextEncoder().encode(words).length > TEXT_BYTES) {
    throw new FormatError("a text of more than {most} bytes", { most: TEXT_BYTES });
  }
}

/** Find commitments and assets by their form. Throws FormatError for one that is malformed. */
export function findIn(body: Json, place = "body"): Found {
  const found: Finding = { commitments: [], assets: [] };
  look(body, place, found);
  return found;
}

interface Finding {
  readonly commitments: Digest[];
  readonly assets: Asset[];
}

function look(value: Json, place: string, found: Finding): void {
  if (Array.isArray(value)) lookInList(value, place, found);
  else if (isObject(value)) lookInObject(value, place, found);
}

function lookInList(list: readonly Json[], place: string, found: Finding): void {
  let index = 0;
  try {
    for (; index < list.length; index++) look(list[index] ?? null, "", found);
  } catch (error) {
    throw inside(error, `${place}[${index}]`);
  }
}

function lookInObject(object: Record<string, Json>, place: string, found: Finding): void {
  if (isAsset(object)) {
    found.assets.push(asset(object, place));
    return;
  }
  const names = namesOf(object);
  if (names.length === 1 && names[0] === "text" && typeof object.text === "string") {
    found.commitments.push(text(object, place).text);
    return;
  }
  let at = "";
  try {
    for (const name of names) {
      at = name;
      if (!OPAQUE.has(name)) look(object[name] ?? null, "", found);
    }
  } catch (error) {
    throw inside(error, within(place, at));
  }
}

/** No object has one of these names by itself. */
function isAsset({ digest, size, type }: Record<string, Json>): boolean {
  return digest !== undefined && size !== undefined && type !== undefined;
}
