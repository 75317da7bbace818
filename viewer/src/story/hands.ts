/** Whose hand did what: the names of keys as the studio chain gives them, people and programs. */

import type { Actor } from "../record/format/entry.ts";
import type { Key } from "../record/format/values.ts";
import type { Report } from "../record/verify/report.ts";
import { bodyIf } from "./body.ts";
import type { Hand, Person, Program, Step } from "./model.ts";
import { said } from "./said.ts";

/** What a verification says of an entry that introduces and retires nobody (bundle.md 6, step 4). */
const POWERLESS: ReadonlySet<string> = new Set([
  "signature.false",
  "signer.refused",
  "signer.unchecked",
]);

/** Whether the entry's signers are those that may introduce and retire keys. */
function holds(step: Step): boolean {
  return !step.failures.some((code) => POWERLESS.has(code));
}

/** The names that keys were introduced under, up to some place in the record. */
export class Names {
  readonly #names = new Map<Key, string | null>();

  /** The name of a key; null where it is withheld, or the key was not introduced. */
  of(key: Key): string | null {
    return this.#names.get(key) ?? null;
  }

  /** The actor of an event, with the name as it stands now. */
  hand(by: Actor): Hand {
    const person = by.person ?? null;
    return {
      person,
      name: person === null ? null : this.of(person),
      tool: by.tool ?? null,
      version: by.version ?? null,
    };
  }

  /** Learn what an entry of the studio chain introduces; one that does not hold teaches nothing. */
  learn(step: Step): void {
    if (step.chain !== "studio" || !holds(step)) return;
    for (const [key, name] of introducedBy(step, this)) {
      // A key is introduced once: no later entry gives it another name.
      if (!this.#names.has(key)) this.#names.set(key, name);
    }
  }
}

function introducedBy(step: Step, names: Names): readonly [Key, string | null][] {
  const opened = bodyIf(step, "studio.opened");
  const joined = bodyIf(step, "person.joined") ?? bodyIf(step, "device.joined");
  const replaced = bodyIf(step, "key.replaced");
  const introduced = opened !== null ? [opened.owner, opened.device] : joined ? [joined] : [];
  if (replaced !== null) return [[replaced.new, names.of(replaced.old)]];
  return introduced.map(({ key, name }) => [key, said(step, name).text]);
}

/**
 * Everybody whom the studio introduced, in that order, and then whoever is named as one who acted
 * without having been introduced.
 *
 * @param hands Of the report: what the verification found of each key
 */
export function peopleOf(steps: readonly Step[], hands: Report["subject"]["hands"]): Person[] {
  const left = retired(steps);
  const acts = actsOf(steps, (step) => step.by.person);
  const people: Person[] = hands.map((hand) => ({
    key: hand.key,
    name: hand.name,
    role: hand.role,
    vouched: hand.vouched,
    left: left.has(hand.key),
    acts: acts.get(hand.key) ?? new Map<string, Step[]>(),
    signed: hand.entries,
  }));
  const known = new Set(people.map((person) => person.key));
  for (const [key, own] of acts) {
    if (known.has(key)) continue;
    const signed = signedBy(steps, key);
    people.push({
      key,
      name: null,
      role: "person",
      vouched: false,
      left: false,
      acts: own,
      signed,
    });
  }
  return people;
}

/** Every program that acted, by name and version, in the order in which they first did. */
export function programsOf(steps: readonly Step[]): Program[] {
  const programs = new Map<string, { tool: string; version: string; acts: Map<string, Step[]> }>();
  for (const step of steps) {
    const { tool, version } = step.by;
    if (tool === null || version === null) continue;
    const name = JSON.stringify([tool, version]);
    const program = programs.get(name) ?? { tool, version, acts: new Map<string, Step[]>() };
    programs.set(name, program);
    push(program.acts, step.kind, step);
  }
  return [...programs.values()];
}

function actsOf<Actor>(
  steps: readonly Step[],
  actor: (step: Step) => Actor | null,
): Map<Actor, Map<string, Step[]>> {
  const acts = new Map<Actor, Map<string, Step[]>>();
  for (const step of steps) {
    const who = actor(step);
    if (who === null) continue;
    const own = acts.get(who) ?? new Map<string, Step[]>();
    acts.set(who, own);
    push(own, step.kind, step);
  }
  return acts;
}

function retired(steps: readonly Step[]): ReadonlySet<Key> {
  const keys = new Set<Key>();
  for (const step of steps) {
    if (step.chain !== "studio" || !holds(step)) continue;
    const left = bodyIf(step, "person.left") ?? bodyIf(step, "device.left");
    const key = left?.key ?? bodyIf(step, "key.replaced")?.old;
    if (key !== undefined) keys.add(key);
  }
  return keys;
}

function signedBy(steps: readonly Step[], key: Key): number {
  return steps.filter(
    (step) => step.signers.includes(key) && !step.failures.includes("signature.false"),
  ).length;
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
