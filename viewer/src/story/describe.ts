/**
 * One plain sentence a step, for a list, a timeline or whoever does not see a picture.
 *
 * The sentences are in texts/story.json. Where an entry has words, they stand behind its sentence, or
 * else why they are not shown: `story.said`, `story.withheld` and `story.unshown`.
 */

import type { Bodies, Kind, Text } from "../record/format/bodies.ts";
import { isKind } from "../record/format/kinds.ts";
import type { Digest, Key } from "../record/format/values.ts";
import { bodyIf } from "./body.ts";
import { excerpt } from "./excerpt.ts";
import type { Step, Story } from "./model.ts";
import { choiceOf } from "./selection.ts";
import { saidIf } from "./said.ts";
import type { Said } from "./said.ts";
import { wordsOf } from "./words.ts";

/** A text of the program and what goes into it; what comes out of the record is an excerpt. */
export interface Sentence {
  readonly id: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** What stands right behind it, if anything does. */
  readonly behind?: Sentence;
}

/** What a kind says: more of its id, its words, and its other values. */
interface Telling {
  readonly ending?: string;
  readonly words?: Text | undefined;
  readonly values?: Sentence["values"];
}

type Teller<K extends Kind> = (body: Bodies[K], step: Step, story: Story) => Telling;

/** The sentence of a step; one of its own for kinds that are not known. */
export function sentence(step: Step, story: Story): Sentence {
  const { kind } = step;
  if (!isKind(kind)) return { id: "story.unknown", values: { kind: excerpt(kind) } };
  const telling = tellingOf(kind, bodyIf(step, kind), step, story);
  const id = `story.${kind}${telling.ending ?? ""}`;
  const words = saidIf(step, telling.words);
  const values = telling.values ?? {};
  return words === null ? { id, values } : { id, values, behind: behindOf(words) };
}

function behindOf({ text, absence }: Said): Sentence {
  if (text !== null) return { id: "story.said", values: { words: excerpt(text) } };
  return { id: absence === "withheld" ? "story.withheld" : "story.unshown", values: {} };
}

function tellingOf<K extends Kind>(
  kind: K,
  body: Bodies[K] | null,
  step: Step,
  story: Story,
): Telling {
  const teller: Teller<K> = TELLERS[kind];
  return body === null ? {} : teller(body, step, story);
}

const TELLERS: { readonly [K in Kind]: Teller<K> } = {
  "studio.opened": (body) => ({ words: body.name }),
  "device.joined": (body) => ({ words: body.name }),
  "device.left": (body, _, story) => left(body, story),
  "person.joined": (body) => ({ words: body.name }),
  "person.left": (body, _, story) => left(body, story),
  "key.replaced": (body, _, story) => ({
    words: body.reason,
    values: { name: nameOf(body.old, story) },
  }),
  "source.added": (body) => ({ words: body.label, values: { sort: excerpt(body.sort) } }),
  "source.removed": (body) => ({ words: body.reason }),
  "recorder.started": (body) => ({ values: { tool: excerpt(body.software.name) } }),
  "recorder.stopped": (body) => ({ words: body.reason }),
  "recorder.paused": (body) => ({ words: body.reason }),
  "recorder.found": (body) => ({
    ending: `.${body.what.replace(" ", "-")}`,
    words: body.note,
  }),
  "anchors.opened": () => ({}),
  "time.anchored": (body) => ({
    values: { name: excerpt(body.tokens.map((token) => token.authority).join(", ")) },
  }),
  "work.opened": (body) => ({ words: body.title }),
  "intent.stated": (body) => ({ words: body.text }),
  "material.added": (body) => ({
    words: body.note,
    values: {
      name: excerpt(body.asset.name ?? short(body.asset.digest)),
      role: excerpt(body.role),
      origin: excerpt(body.origin),
    },
  }),
  "instruction.given": (body, step) => ({
    words: mainWords(step),
    values: { tool: excerpt(body.tool.name) },
  }),
  "output.received": (body, _, story) => received(body, story),
  "job.ended": (body) => ({ ending: `.${body.how}`, words: body.note }),
  "model.identified": (body) => ({ values: { name: excerpt(body.name) } }),
  "choice.made": (body, step, story) => ({ words: body.reason, values: counts(step, story) }),
  "edit.made": (body) => ({ words: body.note, values: { tool: excerpt(body.tool.name) } }),
  "comment.made": (body) => ({ words: body.text }),
  "work.released": (body) => ({ words: body.place }),
  "copy.found": (body) => ({ words: body.where }),
  "entry.corrected": (body, _, story) => {
    const line = story.byDigest.get(body.corrects)?.line;
    return line === undefined
      ? { ending: ".unknown", words: body.text }
      : { words: body.text, values: { line } };
  },
  "bytes.erased": (body) => ({ words: body.reason, values: { count: body.assets.length } }),
  "entry.countersigned": (body) => ({ values: { count: body.entries.length } }),
};

function left(body: { readonly key: Key; readonly reason?: Text }, story: Story): Telling {
  return { words: body.reason, values: { name: nameOf(body.key, story) } };
}

function received(body: Bodies["output.received"], story: Story): Telling {
  const count = body.assets.length;
  const instruction = body.instruction === null ? null : story.byDigest.get(body.instruction);
  const given = instruction ? bodyIf(instruction, "instruction.given") : null;
  if (given === null) return { ending: ".unknown", values: { count } };
  return { values: { count, tool: excerpt(given.tool.name) } };
}

function counts(step: Step, story: Story): Sentence["values"] {
  const choice = choiceOf(story, step);
  return {
    count: choice?.options.length ?? 0,
    chosen: choice?.chosen ?? 0,
    rejected: choice?.rejected ?? 0,
    undecided: choice?.undecided ?? 0,
  };
}

/** The first prompt that says what is wanted, or else the first. */
function mainWords(step: Step): Text | undefined {
  const words = wordsOf(step);
  const main = words.find((one) => one.role === "positive") ?? words[0];
  return main === undefined ? undefined : { text: main.commitment };
}

/** The name that a key goes by, or the ends of the key where nothing says one. */
function nameOf(key: Key, story: Story): string {
  const name = story.people.find((person) => person.key === key)?.name ?? null;
  return name === null ? short(key) : excerpt(name);
}

/** The ends of a digest or key. */
function short(name: Digest | Key): string {
  const value = name.slice(name.indexOf(":") + 1);
  return `${value.slice(0, 8)}…${value.slice(-8)}`;
}
