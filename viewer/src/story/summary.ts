/** The card on top: facts about the work, each with the entries that it rests on. */

import type { Asset, Digest } from "../record/format/values.ts";
import type { Kind } from "../record/format/bodies.ts";
import { bodyIf } from "./body.ts";
import type { Count, Person, Picture, Seen, Step, Summary } from "./model.ts";
import type { Decision, Opinion } from "./pictures.ts";

/** What a summary is made of. */
export interface Facts {
  readonly title: string | null;
  /** Of the work, in order. */
  readonly steps: readonly Step[];
  readonly pictures: ReadonlyMap<Digest, Picture>;
  /** What the work's choices say of each file. */
  readonly opinions: ReadonlyMap<Digest, Opinion>;
  readonly broughtBy: ReadonlyMap<Digest, Step>;
  readonly people: readonly Person[];
}

/** Sum a work up. */
export function summaryOf(facts: Facts): Summary {
  const { title, steps, people } = facts;
  return {
    title,
    final: finalOf(facts),
    people,
    first: steps[0] ?? null,
    last: steps.at(-1) ?? null,
    earliest: earliestOf(steps),
    counts: countsOf(steps, facts.opinions),
    bySeen: seenIn(steps),
  };
}

function seenIn(steps: readonly Step[]): Summary["bySeen"] {
  const seen: Record<Seen, number> = { live: 0, imported: 0, stated: 0 };
  for (const step of steps) seen[step.seen] += 1;
  return seen;
}

/** The picture to show for the work, with the step that brought it or, failing that, names it. */
function finalOf(facts: Facts): Summary["final"] {
  for (const why of ["released", "chosen", "received"] as const) {
    for (let at = facts.steps.length - 1; at >= 0; at -= 1) {
      const step = facts.steps[at];
      const picture = step === undefined ? undefined : LAST[why](step, facts.pictures);
      if (step === undefined || picture === undefined) continue;
      const last = why === "chosen" ? edited(picture, facts) : picture;
      const brought = facts.broughtBy.get(last.asset.digest) ?? step;
      return { picture: last, step: brought, why: last === picture ? why : "edited" };
    }
  }
  return null;
}

/** What came of a picture by edits that were made from it, one after the other. */
function edited(picture: Picture, facts: Facts): Picture {
  let last = picture;
  for (const step of facts.steps) {
    const edit = bodyIf(step, "edit.made");
    if (!edit?.before.includes(last.asset.digest)) continue;
    last = facts.pictures.get(edit.after.digest) ?? last;
  }
  return last;
}

type Pictures = ReadonlyMap<Digest, Picture>;

/** The picture that a step speaks for, by what it does to it. */
const LAST = {
  released: (step: Step, pictures: Pictures): Picture | undefined => {
    const release = bodyIf(step, "work.released");
    return release === null ? undefined : pictures.get(release.asset);
  },
  chosen: (step: Step, pictures: Pictures): Picture | undefined =>
    bodyIf(step, "choice.made")
      ?.chosen.map((digest) => pictures.get(digest))
      .find((picture) => picture?.mark === "chosen"),
  received: (step: Step, pictures: Pictures): Picture | undefined => {
    const last = received(step).at(-1);
    return last === undefined ? undefined : pictures.get(last.digest);
  },
};

function received(step: Step): readonly Asset[] {
  const edit = bodyIf(step, "edit.made");
  return edit === null ? (bodyIf(step, "output.received")?.assets ?? []) : [edit.after];
}

/** A time that the reader trusts comes before one that the reader does not. */
function earliestOf(steps: readonly Step[]): Summary["earliest"] {
  let earliest: Summary["earliest"] = null;
  for (const step of steps) {
    const before = step.interval?.before ?? null;
    if (before === null) continue;
    const trusted = step.state === "trusted";
    const wasTrusted = earliest?.state === "trusted";
    const better = trusted === wasTrusted ? before < (earliest?.before ?? "~") : trusted;
    if (better) earliest = { before, state: step.state, step };
  }
  return earliest;
}

function countsOf(steps: readonly Step[], candidates: ReadonlyMap<Digest, Opinion>): Count[] {
  const byKind = digestsByKind(steps);
  const entriesOf = (kind: Kind): readonly Digest[] => byKind.get(kind) ?? [];
  const count = (what: Count["what"], kind: Kind): Count => {
    const entries = entriesOf(kind);
    return { what, count: entries.length, entries };
  };
  const marked = (mark: Decision): Count => {
    const of = [...candidates.values()].filter((candidate) => candidate.mark === mark);
    const entries = new Set(of.map((candidate) => candidate.choices.at(-1)));
    return { what: mark, count: of.length, entries: [...entries].flatMap((each) => each ?? []) };
  };
  return [
    count("intents", "intent.stated"),
    count("materials", "material.added"),
    count("instructions", "instruction.given"),
    { what: "outputs", count: filesOut(steps), entries: entriesOf("output.received") },
    { what: "candidates", count: candidates.size, entries: entriesOf("choice.made") },
    marked("chosen"),
    marked("rejected"),
    marked("undecided"),
    count("edits", "edit.made"),
    count("releases", "work.released"),
  ];
}

function digestsByKind(steps: readonly Step[]): ReadonlyMap<string, readonly Digest[]> {
  const digests = new Map<string, Digest[]>();
  for (const { kind, digest } of steps) {
    const own = digests.get(kind);
    if (own === undefined) digests.set(kind, [digest]);
    else own.push(digest);
  }
  return digests;
}

/** Files that tools made, each once. */
function filesOut(steps: readonly Step[]): number {
  const files = new Set<Digest>();
  for (const step of steps) {
    for (const asset of bodyIf(step, "output.received")?.assets ?? []) files.add(asset.digest);
  }
  return files.size;
}
