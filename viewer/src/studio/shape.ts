/**
 * Shapes of answers. The server is on this machine, yet may be of another version than the page:
 * what is not of the shape that the page was made for is refused in one place, and not met later as
 * a page that shows nothing. Members that are not asked for are passed over.
 */

import { isObject } from "../record/format/canonical.ts";
import type { Json } from "../record/format/canonical.ts";
import { isDigest, isKey, isMediaType, isMoment } from "../record/format/values.ts";
import type { Asset, Digest, Key, Moment } from "../record/format/values.ts";

/** Reads a value of one shape, or throws ShapeError. `place` says where it stands. */
export type Read<T> = (json: Json, place?: string) => T;

/** An answer that is not what this page was made for. */
export class ShapeError extends Error {
  constructor(place: string, want: string) {
    super(`${place === "" ? "answer" : place}: not ${want}`);
    this.name = "ShapeError";
  }
}

type Reads<T> = { readonly [N in keyof T]-?: Read<T[N]> };

function scalar<T extends Json>(want: string, is: (json: Json) => json is T): Read<T> {
  return (json, place = "") => {
    if (!is(json)) throw new ShapeError(place, want);
    return json;
  };
}

export const string = scalar("a text", (json) => typeof json === "string");
export const number = scalar("a number", (json) => typeof json === "number");
export const boolean = scalar("yes or no", (json) => typeof json === "boolean");
export const digest = scalar(
  "a digest",
  (json): json is Digest => typeof json === "string" && isDigest(json),
);
export const key = scalar("a key", (json): json is Key => typeof json === "string" && isKey(json));
export const moment = scalar(
  "a moment",
  (json): json is Moment => typeof json === "string" && isMoment(json),
);

/** Whatever it is. */
export const any: Read<Json> = (json) => json;

/** Nothing is asked of the answer. */
export const nothing: Read<undefined> = () => undefined;

/** Where it is absent, it is null. */
export function orNull<T>(read: Read<T>): Read<T | null> {
  return (json, place = "") => (json === null ? null : read(json, place));
}

export function list<T>(read: Read<T>): Read<readonly T[]> {
  return (json, place = "") => {
    if (!Array.isArray(json)) throw new ShapeError(place, "a list");
    return json.map((item, index) => read(item, `${place}[${index}]`));
  };
}

export function oneOf<T extends string>(...terms: readonly T[]): Read<T> {
  return (json, place = "") => {
    const term = terms.find((each) => each === json);
    if (term === undefined) throw new ShapeError(place, `one of ${terms.join(", ")}`);
    return term;
  };
}

/** An object of names that are not known before. */
export function mapOf<T>(read: Read<T>): Read<ReadonlyMap<string, T>> {
  return (json, place = "") => {
    if (!isObject(json)) throw new ShapeError(place, "an object");
    return new Map(
      Object.entries(json).map(([name, item]) => [name, read(item, `${place}.${name}`)]),
    );
  };
}

/** An object of these members at least; one that is absent is read as null. */
export function object<T extends object>(reads: Reads<T>): Read<T> {
  const members = Object.entries<Read<unknown>>(reads);
  return (json, place = "") => {
    if (!isObject(json)) throw new ShapeError(place, "an object");
    const found = members.map(([name, read]) => {
      const inside = place === "" ? name : `${place}.${name}`;
      return [name, read(json[name] ?? null, inside)] as const;
    });
    return Object.fromEntries(found) as T; // each member of T was read by its own reader
  };
}

/** A file, as the record spells one: what is not known of it is absent. */
export const asset: Read<Asset> = (json, place = "") => {
  if (!isObject(json)) throw new ShapeError(place, "a file");
  const type = string(json.type ?? null, `${place}.type`);
  if (!isMediaType(type)) throw new ShapeError(`${place}.type`, "a media type");
  const has = (name: string): boolean => json[name] !== undefined && json[name] !== null;
  return {
    digest: digest(json.digest ?? null, `${place}.digest`),
    size: number(json.size ?? null, `${place}.size`),
    type,
    ...(has("name") ? { name: string(json.name ?? null, `${place}.name`) } : {}),
    ...(has("width") ? { width: number(json.width ?? null, `${place}.width`) } : {}),
    ...(has("height") ? { height: number(json.height ?? null, `${place}.height`) } : {}),
    ...(has("pixels") ? { pixels: digest(json.pixels ?? null, `${place}.pixels`) } : {}),
  };
};
