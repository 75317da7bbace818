/**
 * What a court would ask for, beside what is there: counts, each with the entries that it counts.
 *
 * Nothing here weighs. A topic with nothing in it is said to have nothing in it, and no more.
 */

import type { Values } from "../../../record/errors.ts";
import type { Digest } from "../../../record/format/values.ts";
import { bodyIf } from "../../../story/body.ts";
import type { Count, Step, Story, Stretch } from "../../../story/model.ts";

/** One fact: a text of the program (`evidence.fact.` and this), its numbers, and what it rests on. */
export interface Fact {
  readonly id: string;
  readonly values: Values;
  readonly entries: readonly Digest[];
}

/** What is asked for, in the order in which a work comes about. */
export const TOPICS = [
  "intent",
  "material",
  "instruction",
  "candidates",
  "selection",
  "modification",
  "statements",
  "time",
  "gaps",
  "strength",
  "checks",
] as const;

export type TopicName = (typeof TOPICS)[number];

export interface Topic {
  readonly name: TopicName;
  readonly facts: readonly Fact[];
}

/** All topics of a work. */
export function topicsOf(story: Story): readonly Topic[] {
  const work = story.steps.filter((step) => step.chain === "work");
  return TOPICS.map((name) => ({ name, facts: TELL[name](story, work) }));
}

type Tell = (story: Story, work: readonly Step[]) => readonly Fact[];

const TELL: Readonly<Record<TopicName, Tell>> = {
  intent: intents,
  material: materials,
  instruction: instructions,
  candidates,
  selection,
  modification,
  statements,
  time: times,
  gaps,
  strength,
  checks,
};

function fact(id: string, steps: readonly Step[], values: Values = {}): Fact {
  return { id, values: { count: steps.length, ...values }, entries: steps.map(digestOf) };
}

function digestOf(step: Step): Digest {
  return step.digest;
}

function ofKind(work: readonly Step[], kind: string): readonly Step[] {
  return work.filter((step) => step.kind === kind);
}

/** A fact only where it counts something. */
function some(id: string, steps: readonly Step[], values: Values = {}): readonly Fact[] {
  return steps.length === 0 ? [] : [fact(id, steps, values)];
}

/** Earlier by its place in the record, which a clock that was set cannot change. */
function intents(_story: Story, work: readonly Step[]): readonly Fact[] {
  const stated = ofKind(work, "intent.stated");
  const output = work.find((step) => step.kind === "output.received");
  const facts = [fact("intent.count", stated)];
  if (stated.length === 0 || output === undefined) return facts;
  const before = stated.filter((step) => step.line < output.line);
  return [...facts, fact("intent.before", before), fact("intent.output", [output])];
}

function materials(_story: Story, work: readonly Step[]): readonly Fact[] {
  const added = ofKind(work, "material.added");
  const own = added.filter((step) =>
    (bodyIf(step, "material.added")?.origin ?? "").startsWith("own "),
  );
  const sketches = added.filter((step) => bodyIf(step, "material.added")?.role === "sketch");
  return [
    fact("material.count", added),
    ...some("material.sketches", sketches),
    ...some("material.own", own),
  ];
}

function instructions(_story: Story, work: readonly Step[]): readonly Fact[] {
  const given = ofKind(work, "instruction.given");
  const byPerson = given.filter((step) =>
    bodyIf(step, "instruction.given")?.prompts.some((prompt) => prompt.by === "person"),
  );
  const noOutput = new Set(given.map(digestOf));
  for (const step of work) {
    const told = bodyIf(step, "output.received")?.instruction ?? null;
    if (told !== null) noOutput.delete(told);
  }
  const unanswered = given.filter((step) => noOutput.has(step.digest));
  return [
    fact("instruction.count", given),
    ...some("instruction.person", byPerson),
    ...some("instruction.unanswered", unanswered),
  ];
}

function candidates(story: Story, work: readonly Step[]): readonly Fact[] {
  const received = ofKind(work, "output.received");
  const { count = 0 } = countOf(story, "outputs") ?? {};
  const unknown = received.filter((step) => bodyIf(step, "output.received")?.instruction === null);
  return [
    fact("candidates.count", received, { count }),
    ...some("candidates.unknown", unknown),
    neverOffered(story, received),
  ].filter((one) => one !== null);
}

/** Pictures that a tool made and that no choice speaks of. */
function neverOffered(story: Story, received: readonly Step[]): Fact | null {
  const left = new Set<Digest>();
  const entries = received.filter((step) => {
    const open = (bodyIf(step, "output.received")?.assets ?? []).filter(
      ({ digest }) => story.pictures.get(digest)?.mark === "never offered",
    );
    for (const { digest } of open) left.add(digest);
    return open.length > 0;
  });
  return left.size === 0 ? null : fact("candidates.unoffered", entries, { count: left.size });
}

function countOf(story: Story, what: Count["what"]): Count | undefined {
  return story.summary.counts.find((count) => count.what === what);
}

function selection(story: Story): readonly Fact[] {
  const reasoned = story.choices.filter(
    (step) => bodyIf(step, "choice.made")?.reason !== undefined,
  );
  const marked = (["chosen", "rejected", "undecided"] as const).flatMap((what) => {
    const { count = 0, entries = [] } = countOf(story, what) ?? {};
    return count === 0 ? [] : [{ id: `selection.${what}`, values: { count }, entries }];
  });
  const facts = [fact("selection.count", story.choices), ...marked];
  return story.choices.length === 0
    ? facts
    : [...facts, fact("selection.reason", reasoned, { of: story.choices.length })];
}

function modification(_story: Story, work: readonly Step[]): readonly Fact[] {
  const made = ofKind(work, "edit.made");
  if (made.length === 0) return [fact("modification.count", made)];
  const of = made.length;
  const named = made.filter((step) => (bodyIf(step, "edit.made")?.dimensions.length ?? 0) > 0);
  const noted = made.filter((step) => bodyIf(step, "edit.made")?.note !== undefined);
  const projects = made.filter((step) => bodyIf(step, "edit.made")?.project !== undefined);
  return [
    fact("modification.count", made),
    fact("modification.dimensions", named, { of }),
    fact("modification.note", noted, { of }),
    ...some("modification.project", projects, { of }),
  ];
}

function statements(_story: Story, work: readonly Step[]): readonly Fact[] {
  return [
    fact("statements.count", ofKind(work, "comment.made")),
    ...some("statements.corrected", ofKind(work, "entry.corrected")),
    ...some("statements.countersigned", ofKind(work, "entry.countersigned")),
  ];
}

function times(story: Story, work: readonly Step[]): readonly Fact[] {
  const covered = work.filter((step) => step.state !== "unanchored");
  const waiting = work.filter((step) => step.state === "unanchored");
  const names = new Set(story.timeline.anchors.flatMap(({ authorities }) => authorities));
  const anchors = story.timeline.anchors.map(({ entry }) => entry);
  return [
    fact("time.covered", covered, { of: work.length }),
    ...some("time.waiting", waiting),
    {
      id: "time.anchors",
      values: { count: anchors.length, authorities: [...names].sort().join(", ") || "–" },
      entries: anchors,
    },
  ];
}

/** Stretches without a recorder between the work's first and its last entry, by the recorder's clock. */
function gaps(story: Story): readonly Fact[] {
  const { work } = story.timeline;
  if (work === null) return [];
  const within = story.timeline.stretches.filter(
    ({ from, until }) =>
      (from === null || from <= work.last) && (until === null || until >= work.first),
  );
  const told = (sort: Stretch["sort"], id: string): readonly Fact[] => {
    const of = within.filter((stretch) => stretch.sort === sort);
    const entries = of.flatMap((stretch) => stretch.entries);
    return of.length === 0 ? [] : [{ id, values: { count: of.length }, entries }];
  };
  const facts = [
    ...told("gap", "gaps.found"),
    ...told("pause", "gaps.paused"),
    ...told("unwatched", "gaps.unwatched"),
  ];
  return facts.length === 0 ? [{ id: "gaps.none", values: {}, entries: [] }] : facts;
}

function strength(_story: Story, work: readonly Step[]): readonly Fact[] {
  return (["live", "imported", "stated"] as const).map((seen) =>
    fact(
      `strength.${seen}`,
      work.filter((step) => step.seen === seen),
      { of: work.length },
    ),
  );
}

function checks(story: Story): readonly Fact[] {
  const failing = story.steps.filter((step) => step.failures.length > 0);
  const gone = filesBy(story, "missing", "altered");
  return [
    fact("checks.failures", failing),
    ...some("checks.files", gone),
    ...some("checks.erased", filesBy(story, "erased")),
  ];
}

/** Steps that brought files which are no longer there as they were. */
function filesBy(story: Story, ...presences: readonly string[]): readonly Step[] {
  const steps = new Set<Step>();
  for (const [digest, { presence }] of story.pictures) {
    const step = story.broughtBy.get(digest);
    if (step !== undefined && presences.includes(presence)) steps.add(step);
  }
  return [...steps];
}
