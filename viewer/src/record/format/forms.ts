/**
 * Forms: what a value in an event may be (docs/formats/record.md sections 2 and 4). A form returns
 * the value that it was given, or throws FormatError with the place in the event.
 *
 * Places are put together where something is malformed, from inside outwards: a record has a hundred
 * thousand of them, and most often tells none.
 */

import { FormatError } from "../errors.ts";
import { dropPrototypes, isObject } from "./canonical.ts";
import type { Json } from "./canonical.ts";
import type { Settings, Text } from "./bodies.ts";
import {
  characters,
  isDigest,
  isKey,
  isMediaType,
  isMlDsaKey,
  isMoment,
  isWord,
} from "./values.ts";
import type { Asset, Digest, Key, MlDsaKey, Moment } from "./values.ts";

/** `place` says where the value stands, as in `event.body.assets[0].size`. */
export type Form<T> = (value: Json, place: string) => T;

/** A member that may be absent; where it stands, it is of the form. */
export interface Optional<T> {
  readonly optional: Form<T>;
}

/** A form for each member that `T` has: what `T` calls optional must be said to be. */
export type Members<T> = {
  readonly [N in keyof T]-?: object extends Pick<T, N>
    ? Optional<Exclude<T[N], undefined>>
    : Form<T[N]>;
};

/** A checkpoint with 16 signatures fits: characters (record.md section 1, as all limits here). */
const STRING_CHARACTERS = 65536;

/** A term, not a sentence: characters. */
const WORD_CHARACTERS = 64;

/** Four times what file systems allow: characters. */
const NAME_CHARACTERS = 1024;

/** Bounds a reader's work. */
const LIST_ITEMS = 65536;

/** Of a name that others chose, a place shows so many units: it can be as long as a line. */
const SHOWN = 64;

/** The place of a member. */
export function within(place: string, name: string): string {
  const shown = name.length > SHOWN ? `${name.slice(0, SHOWN)}\u2026` : name;
  return `${place}.${shown}`;
}

/** What an item or a member throws that knows no more of its place than what is inside of it. */
export function inside(error: unknown, place: string): unknown {
  if (!(error instanceof FormatError) || error.values.place === undefined) return error;
  const values = { ...error.values, place: `${place}${error.values.place}` };
  return new FormatError(error.template, values, { cause: error });
}

/** An object of exactly these members. */
export function object<T>(members: Members<T>): Form<T> {
  const all = new Map<string, Member>();
  const required: string[] = [];
  for (const [name, member] of Object.entries<Form<unknown> | Optional<unknown>>(members)) {
    const isRequired = typeof member === "function";
    all.set(name, { form: isRequired ? member : member.optional, isRequired });
    if (isRequired) required.push(name);
  }
  return (value, place) => {
    const found = anyObject(value, place);
    let missing = required.length;
    let name = "";
    try {
      for (name in found) {
        const { form, isRequired } = memberOf(all, name);
        form(found[name] ?? null, "");
        if (isRequired) missing -= 1;
      }
    } catch (error) {
      throw inside(error, within(place, name));
    }
    if (missing > 0) throw missingIn(found, required, place);
    return found as T; // each member of T was read by the form that its type asks for
  };
}

interface Member {
  readonly form: Form<unknown>;
  readonly isRequired: boolean;
}

function memberOf(members: ReadonlyMap<string, Member>, name: string): Member {
  const member = members.get(name);
  if (member === undefined) throw new FormatError("{place}: unknown field", { place: "" });
  return member;
}

function missingIn(found: object, required: readonly string[], place: string): FormatError {
  const name = required.find((each) => !Object.hasOwn(found, each)) ?? "";
  return new FormatError("{place}: missing", { place: within(place, name) });
}

/** An object of any names. */
export function anyObject(value: Json, place: string): Record<string, Json> {
  if (!isObject(value)) throw new FormatError("{place}: not an object", { place });
  return value;
}

export function optional<T>(form: Form<T>): Optional<T> {
  return { optional: form };
}

export function orNull<T>(form: Form<T>): Form<T | null> {
  return (value, place) => (value === null ? null : form(value, place));
}

/** The same for values that most often are the last one again, which was looked at already. */
export function repeated<T extends string>(form: Form<T>): Form<T> {
  let last: T | null = null;
  return (value, place) => {
    if (last === null || value !== last) last = form(value, place);
    return last;
  };
}

/** A list of `least` items or more. */
export function list<T>(form: Form<T>, least = 0): Form<readonly T[]> {
  return (value, place) => {
    const items = anyList(value, place);
    if (items.length < least) throw new FormatError("{place}: too few items", { place });
    let index = 0;
    try {
      for (; index < items.length; index++) form(items[index] ?? null, "");
    } catch (error) {
      throw inside(error, `${place}[${index}]`);
    }
    return items as T[]; // each item was read by the form
  };
}

/** A list of any values, of as many as a list may have. */
export function anyList(value: Json, place: string): Json[] {
  if (!Array.isArray(value)) throw new FormatError("{place}: not a list", { place });
  if (value.length > LIST_ITEMS) throw new FormatError("{place}: too many items", { place });
  return value;
}

/** One of the terms that the format has here. */
export function oneOf<T extends string>(...terms: readonly T[]): Form<T> {
  return (value, place) => {
    const term = terms.find((each) => each === value);
    if (term === undefined) {
      throw new FormatError("{place}: none of the terms of the format", { place });
    }
    return term;
  };
}

/** A text of 1 to `most` characters. */
export function stringOf(most: number): Form<string> {
  return (value, place) => {
    if (typeof value !== "string") throw new FormatError("{place}: not a string", { place });
    if (value === "") throw new FormatError("{place}: an empty string", { place });
    return bounded(value, most, place);
  };
}

export const string = stringOf(STRING_CHARACTERS);

const nameString = stringOf(NAME_CHARACTERS);

export const word: Form<string> = (value, place) => {
  if (typeof value !== "string" || value.length > WORD_CHARACTERS || !isWord(value)) {
    throw new FormatError("{place}: not a word", { place });
  }
  return value;
};

/** An integer from 0; that it is an integer, canonical JSON has seen to. */
export const count: Form<number> = (value, place) => {
  if (typeof value !== "number" || value < 0) {
    throw new FormatError("{place}: not an integer from 0", { place });
  }
  return value;
};

export const digest: Form<Digest> = (value, place) => {
  if (typeof value !== "string" || !isDigest(value)) {
    throw new FormatError("{place}: not a digest", { place });
  }
  return value;
};

export const key: Form<Key> = (value, place) => {
  if (typeof value !== "string" || !isKey(value)) {
    throw new FormatError("{place}: not an Ed25519 key", { place });
  }
  return value;
};

export const mlDsaKey: Form<MlDsaKey> = (value, place) => {
  if (typeof value !== "string" || !isMlDsaKey(value)) {
    throw new FormatError("{place}: not an ML-DSA-44 key", { place });
  }
  return value;
};

export const moment: Form<Moment> = (value, place) => {
  if (typeof value !== "string" || !isMoment(value)) {
    throw new FormatError("{place}: not a moment", { place });
  }
  return value;
};

const mediaType: Form<string> = (value, place) => {
  if (typeof value !== "string" || !isMediaType(value)) {
    throw new FormatError("{place}: not a media type", { place });
  }
  return value;
};

/** The commitment to a text. */
export const text: Form<Text> = object<Text>({ text: digest });

export const asset: Form<Asset> = object<Asset>({
  digest,
  size: count,
  type: repeated(mediaType),
  name: optional(nameString),
  width: optional(count),
  height: optional(count),
  pixels: optional(digest),
});

/** Any names, and strings, empty ones too: its object keeps no name that was not written. */
export const settings: Form<Settings> = (value, place) => {
  const found = anyObject(value, place);
  dropPrototypes(found);
  let name = "";
  try {
    for (name in found) setting(found[name] ?? null, "");
  } catch (error) {
    throw inside(error, within(place, name));
  }
  return found as Settings; // each member is a string
};

const setting: Form<string> = (value, place) => {
  if (typeof value !== "string") throw new FormatError("{place}: not a string", { place });
  return bounded(value, STRING_CHARACTERS, place);
};

function bounded(value: string, most: number, place: string): string {
  // A character has one or two units: only what lies between needs counting.
  if (value.length > most && characters(value) > most) {
    throw new FormatError("{place}: a string of more than {most} characters", { place, most });
  }
  return value;
}
