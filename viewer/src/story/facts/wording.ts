/** What changed in the words between two instructions, prompt by prompt and phrase by phrase. */

import type { Step } from "../model.ts";
import { wordsOf } from "../words.ts";
import type { Words, WordsChange as Compared } from "../words.ts";
import { phrasesOf } from "./phrases.ts";
import type { Phrase } from "./phrases.ts";
import type { Fact } from "./rest.ts";

/** A phrase that stayed, and counts for more or less than it did. */
export interface Reweighted {
  readonly text: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What came, went or was weighted anew. */
export interface PhrasesChange {
  readonly added: readonly Phrase[];
  readonly removed: readonly Phrase[];
  readonly reweighted: readonly Reweighted[];
  /** Phrases that stayed stand in another order. */
  readonly moved: boolean;
}

/** Two prompts of one role, in the same place among those of the role. */
export interface WordsChange extends PhrasesChange {
  readonly role: string;
  /** Among the prompts of the role, from 0. */
  readonly place: number;
  readonly change: Compared["change"];
  /** Who wrote the prompt that is there now, or else the one that went. */
  readonly by: string;
}

const NOTHING: PhrasesChange = { added: [], removed: [], reweighted: [], moved: false };

/**
 * How the prompts of an instruction differ from those of an earlier one, role by role: first the
 * roles of `after` in its order, then those that went.
 */
export function changesOfWords(after: Step, before: Step | null): WordsChange[] {
  const old = byRole(before === null ? [] : wordsOf(before));
  const young = byRole(wordsOf(after));
  const roles = new Set([...young.keys(), ...old.keys()]);
  return [...roles].flatMap((role) => {
    const [then, now] = [old.get(role) ?? [], young.get(role) ?? []];
    const length = Math.max(then.length, now.length);
    return Array.from({ length }, (_, place) =>
      pair(role, place, then[place] ?? null, now[place] ?? null),
    );
  });
}

/** A change as JSON has it. */
export function wordsFact({ role, place, change, by, ...phrases }: WordsChange): Fact {
  return {
    role,
    place,
    change,
    by,
    added: phrases.added.map((phrase) => ({ ...phrase })),
    removed: phrases.removed.map((phrase) => ({ ...phrase })),
    reweighted: phrases.reweighted.map((phrase) => ({ ...phrase })),
    moved: phrases.moved,
  };
}

function byRole(words: readonly Words[]): ReadonlyMap<string, readonly Words[]> {
  const roles = new Map<string, Words[]>();
  for (const one of words) {
    const list = roles.get(one.role) ?? [];
    roles.set(one.role, list);
    list.push(one);
  }
  return roles;
}

function pair(role: string, place: number, was: Words | null, now: Words | null): WordsChange {
  // A prompt that is not there has no words; one whose words are not shown has some.
  const old = was === null ? "" : was.text;
  const young = now === null ? "" : now.text;
  const change =
    was === null
      ? "added"
      : now === null
        ? "removed"
        : old === null || young === null
          ? "unknown"
          : old === young
            ? "same"
            : "changed";
  const by = (now ?? was)?.writer ?? "unknown";
  const unread = old === null || young === null || change === "same";
  const phrases = unread ? NOTHING : changeOfPhrases(phrasesOf(old), phrasesOf(young));
  return { role, place, change, by, ...phrases };
}

/** Tell which phrases came, went, or were weighted anew; the same phrases are paired first. */
function changeOfPhrases(old: readonly Phrase[], young: readonly Phrase[]): PhrasesChange {
  const gone = without(old, young);
  const twins = byText(gone);
  const paired = new Set<Phrase>();
  const added: Phrase[] = [];
  const reweighted: Reweighted[] = [];
  for (const phrase of without(young, old)) {
    const twin = twins.get(phrase.text)?.shift();
    if (twin === undefined) {
      added.push(phrase);
    } else {
      paired.add(twin);
      reweighted.push({ text: phrase.text, before: twin.weight, after: phrase.weight });
    }
  }
  const removed = gone.filter((phrase) => !paired.has(phrase));
  // Nothing says which of several equal phrases stayed: the last ones, or else the first.
  const moved =
    isMoved(without(old, removed), without(young, added)) &&
    isMoved(without([...old].reverse(), removed), without([...young].reverse(), added));
  return { added, removed, reweighted, moved };
}

function isMoved(then: readonly Phrase[], now: readonly Phrase[]): boolean {
  return then.some((phrase, place) => phrase.text !== now[place]?.text);
}

function byText(phrases: readonly Phrase[]): ReadonlyMap<string, Phrase[]> {
  const found = new Map<string, Phrase[]>();
  for (const phrase of phrases) {
    const list = found.get(phrase.text);
    if (list === undefined) found.set(phrase.text, [phrase]);
    else list.push(phrase);
  }
  return found;
}

/** What is left of `these`, in their order, when each of `those` takes the first like it away. */
function without(these: readonly Phrase[], those: readonly Phrase[]): Phrase[] {
  const left = new Map<string, number>();
  for (const name of those.map(spell)) left.set(name, (left.get(name) ?? 0) + 1);
  return these.filter((phrase) => {
    const name = spell(phrase);
    const count = left.get(name) ?? 0;
    if (count > 0) left.set(name, count - 1);
    return count === 0;
  });
}

function spell({ text, weight }: Phrase): string {
  return JSON.stringify([text, weight]);
}
