/** Who may sign, entry by entry in the log's order (docs/formats/record.md section 6). */

import { VerificationError } from "../errors.ts";
import { bodyOf } from "./bodies.ts";
import type { Entry } from "./entry.ts";
import type { Actor } from "./event.ts";
import type { Key } from "./values.ts";

export type Role = "person" | "device";

/** A key that was introduced, and what became of it. */
export interface Standing {
  readonly key: Key;
  /** The owner is one of the people. */
  readonly role: Role;
  /** It signs nothing any more. */
  readonly retired: boolean;
}

/** The owner, the people, the devices and the retired keys, at one place of the record. */
export class Signers {
  #state: State = { owner: null, keys: new Map() };

  /** Whether a studio was opened; before that, nobody is known. */
  get known(): boolean {
    return this.#state.owner !== null;
  }

  /** Null as long as no studio was opened. */
  get owner(): Key | null {
    return this.#state.owner;
  }

  /** All keys that ever stood, in the order in which they were introduced. */
  get introduced(): readonly Standing[] {
    return [...this.#state.keys.values()];
  }

  /** The owner among them. */
  get people(): readonly Key[] {
    return this.introduced.filter(stands("person")).map((each) => each.key);
  }

  get devices(): readonly Key[] {
    return this.introduced.filter(stands("device")).map((each) => each.key);
  }

  get retired(): readonly Key[] {
    return this.introduced.filter((each) => each.retired).map((each) => each.key);
  }

  /**
   * Judge who signed the next entry, and take in what it changes. Whether the signatures hold is
   * another question, to be asked before (`verifySignatures`).
   *
   * Throws VerificationError for an entry that breaks a rule, which then changes nothing.
   */
  admit(entry: Entry): void {
    const signed = entry.signatures.map((signature) => signature.key);
    const change = changeOf(entry);
    const after = change === null ? this.#state : changed(this.#state, change, signed);
    checkSigners(this.#state, signed, change);
    // Only a studio's opening is judged by those whom it introduces itself.
    checkActor(change?.sort === "opened" ? after : this.#state, entry.event.by, signed);
    this.#state = after;
  }
}

/** Never altered: each change makes another. */
interface State {
  readonly owner: Key | null;
  readonly keys: ReadonlyMap<Key, Standing>;
}

type Change =
  | { readonly sort: "opened"; readonly owner: Key; readonly device: Key }
  | { readonly sort: "joined"; readonly role: Role; readonly key: Key }
  | { readonly sort: "left"; readonly role: Role; readonly key: Key }
  | { readonly sort: "replaced"; readonly old: Key; readonly new: Key };

/** What an entry changes; null for all kinds but six, and for unknown ones. */
function changeOf({ event: { kind, body } }: Entry): Change | null {
  switch (kind) {
    case "studio.opened": {
      const { owner, device } = bodyOf(kind, body);
      return { sort: "opened", owner: owner.key, device: device.key };
    }
    case "person.joined":
    case "device.joined":
      return { sort: "joined", role: roleIn(kind), key: bodyOf(kind, body).key };
    case "person.left":
    case "device.left":
      return { sort: "left", role: roleIn(kind), key: bodyOf(kind, body).key };
    case "key.replaced": {
      const replaced = bodyOf(kind, body);
      return { sort: "replaced", old: replaced.old, new: replaced.new };
    }
    default:
      return null;
  }
}

function roleIn(kind: string): Role {
  return kind.startsWith("person.") ? "person" : "device";
}

function introducedBy(change: Change | null): readonly Key[] {
  switch (change?.sort) {
    case "opened":
      return [change.owner, change.device];
    case "joined":
      return [change.key];
    case "replaced":
      return [change.new];
    default:
      return [];
  }
}

function checkSigners(state: State, signed: readonly Key[], change: Change | null): void {
  const introduced = introducedBy(change);
  for (const key of signed) {
    const standing = state.keys.get(key);
    if (standing?.retired === true)
      throw new VerificationError("{key} signs, and is retired", { key });
    if (standing === undefined && !introduced.includes(key)) {
      throw new VerificationError("{key} signs, and was not introduced", { key });
    }
  }
}

function checkActor(state: State, by: Actor, signed: readonly Key[]): void {
  const { person, tool } = by;
  const seen = tool !== undefined && hasSigned(state, "device", signed);
  if (person === undefined) {
    if (!seen) throw new VerificationError("a program acted, and no device signs");
    return;
  }
  if (!standsAs(state, "person", person)) {
    throw new VerificationError("{key} acted, and is not among the people", { key: person });
  }
  if (!seen && !signed.includes(person)) {
    throw new VerificationError("{key} acted, and does not sign", { key: person });
  }
}

/** The state behind a change. Throws VerificationError where the change does not hold. */
function changed(state: State, change: Change, signed: readonly Key[]): State {
  for (const key of introducedBy(change)) {
    if (state.keys.has(key)) throw new VerificationError("{key} is introduced again", { key });
  }
  switch (change.sort) {
    case "opened":
      return opened(state, change.owner, change.device, signed);
    case "joined":
      return joined(state, change.role, change.key, signed);
    case "left":
      return left(state, change.role, change.key, signed);
    case "replaced":
      return replaced(state, change.old, change.new, signed);
  }
}

function opened(state: State, owner: Key, device: Key, signed: readonly Key[]): State {
  if (state.owner !== null) throw new VerificationError("a second studio is opened");
  if (owner === device) {
    throw new VerificationError("owner and device are one key: {key}", { key: owner });
  }
  mustSign(signed, owner);
  mustSign(signed, device);
  return {
    owner,
    keys: new Map([
      [owner, { key: owner, role: "person", retired: false }],
      [device, { key: device, role: "device", retired: false }],
    ]),
  };
}

function joined(state: State, role: Role, key: Key, signed: readonly Key[]): State {
  if (role === "person") mustSign(signed, key);
  if (!hasSigned(state, "person", signed)) {
    throw new VerificationError("{key} joins, and none of the people signs", { key });
  }
  return { ...state, keys: new Map(state.keys).set(key, { key, role, retired: false }) };
}

function left(state: State, role: Role, key: Key, signed: readonly Key[]): State {
  if (!standsAs(state, role, key)) {
    throw new VerificationError("{key} leaves, and does not stand", { key });
  }
  if (key === state.owner) throw new VerificationError("the owner leaves: {key}", { key });
  mustAgree(state, key, signed);
  return { ...state, keys: new Map(state.keys).set(key, { key, role, retired: true }) };
}

function replaced(state: State, old: Key, fresh: Key, signed: readonly Key[]): State {
  const standing = state.keys.get(old);
  if (standing === undefined || standing.retired) {
    throw new VerificationError("{key} is replaced, and does not stand", { key: old });
  }
  mustSign(signed, fresh);
  mustAgree(state, old, signed);
  const keys = new Map(state.keys)
    .set(old, { ...standing, retired: true })
    .set(fresh, { ...standing, key: fresh });
  return { owner: old === state.owner ? fresh : state.owner, keys };
}

function mustSign(signed: readonly Key[], key: Key): void {
  if (!signed.includes(key))
    throw new VerificationError("{key} has to sign, and does not", { key });
}

/** A key goes by its own word, or by the owner's. */
function mustAgree(state: State, key: Key, signed: readonly Key[]): void {
  if (signed.includes(key) || (state.owner !== null && signed.includes(state.owner))) return;
  throw new VerificationError("{key} goes, and neither it nor the owner signs", { key });
}

function standsAs(state: State, role: Role, key: Key): boolean {
  const standing = state.keys.get(key);
  return standing !== undefined && stands(role)(standing);
}

function hasSigned(state: State, role: Role, signed: readonly Key[]): boolean {
  return signed.some((key) => standsAs(state, role, key));
}

function stands(role: Role): (standing: Standing) => boolean {
  return (standing) => standing.role === role && !standing.retired;
}
