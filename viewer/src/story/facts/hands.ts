/** Who did what, person by person and program by program. */

import type { Digest, Key } from "../../record/format/values.ts";
import { bodyIf } from "../body.ts";
import type { Step } from "../model.ts";
import { said } from "../said.ts";
import { restOn } from "./rest.ts";
import type { Fact } from "./rest.ts";

/** What a person calls themselves, by key, in the order in which the studio introduced them. */
type Names = ReadonlyMap<Key, string | null>;

/**
 * Whose hands made a work.
 *
 * @param studio steps of the studio chain: they say who is called what
 * @param work steps of the work
 */
export function handsFact(studio: readonly Step[], work: readonly Step[]): Fact {
  const names = namesOf(studio);
  const acted = new Set(work.flatMap((step) => step.by.person ?? []));
  const introduced = [...names.keys()].filter((key) => acted.has(key));
  return {
    people: [...new Set([...introduced, ...acted])].map((key) =>
      personFact(key, names.get(key) ?? null, work),
    ),
    programs: programFacts(work.filter((step) => step.by.person === null)),
    joint: jointFacts(work, new Set([...names.keys(), ...acted])),
  };
}

function namesOf(studio: readonly Step[]): Names {
  const names = new Map<Key, string | null>();
  for (const step of studio) {
    // An entry at which the verification found a fault introduces nobody.
    if (step.failures.length > 0) continue;
    const person = bodyIf(step, "studio.opened")?.owner ?? bodyIf(step, "person.joined");
    const replaced = bodyIf(step, "key.replaced");
    if (person !== null) names.set(person.key, said(step, person.name).text);
    const name = replaced === null ? undefined : names.get(replaced.old);
    if (replaced !== null && name !== undefined) names.set(replaced.new, name);
  }
  return names;
}

function personFact(key: Key, name: string | null, work: readonly Step[]): Fact {
  const own = work.filter((step) => step.by.person === key);
  const signed = work.filter((step) => signersOf(step).includes(key)).length;
  return { person: key, name, version: null, acts: countsOf(own), signed, ...restOn(own) };
}

/** In the order in which they first acted without a person. */
function programFacts(alone: readonly Step[]): Fact[] {
  const programs = new Map<string, Step[]>();
  for (const step of alone) {
    const id = JSON.stringify([step.by.tool, step.by.version]);
    const own = programs.get(id);
    if (own === undefined) programs.set(id, [step]);
    else own.push(step);
  }
  return [...programs.values()].map((own) => {
    const { tool: name, version } = own[0]?.by ?? { tool: null, version: null };
    return { person: null, name, version, acts: countsOf(own), signed: 0, ...restOn(own) };
  });
}

function countsOf(steps: readonly Step[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { kind } of steps) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** Entries that keys of several persons are on, there or by a later countersignature. */
function jointFacts(work: readonly Step[], people: ReadonlySet<Key>): Fact[] {
  const confirming = confirmingOf(work);
  return work.flatMap((step) => {
    const later = confirming.get(step.digest) ?? [];
    const keys = new Set([step, ...later].flatMap(signersOf).filter((key) => people.has(key)));
    if (keys.size < 2) return [];
    return [{ entry: step.digest, people: [...keys], ...restOn([step, ...later]) }];
  });
}

function confirmingOf(work: readonly Step[]): ReadonlyMap<Digest, readonly Step[]> {
  const confirming = new Map<Digest, Step[]>();
  for (const step of work) {
    for (const digest of bodyIf(step, "entry.countersigned")?.entries ?? []) {
      const steps = confirming.get(digest);
      if (steps === undefined) confirming.set(digest, [step]);
      else steps.push(step);
    }
  }
  return confirming;
}

/** The keys on an entry; none where a signature does not hold, since it is not told which. */
function signersOf(step: Step): readonly Key[] {
  return step.failures.includes("signature.false") ? [] : step.signers;
}
