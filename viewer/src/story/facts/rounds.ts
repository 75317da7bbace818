/** Each instruction against the one that it follows, and what lay between the two. */

import type { Input } from "../../record/format/bodies.ts";
import { bodyIf } from "../body.ts";
import type { Lineage, Node, Step } from "../model.ts";
import { subjectsOf } from "../subjects.ts";
import { instructionBefore, stepsOf } from "./lineage.ts";
import type { Told } from "./lineage.ts";
import { restOn } from "./rest.ts";
import type { Fact } from "./rest.ts";
import { changesOfSettings } from "./settings.ts";
import type { Changes } from "./settings.ts";
import { changesOfWords, wordsFact } from "./wording.ts";
import type { WordsChange } from "./wording.ts";

/** What kind of step a round was: docs/formats/facts.md, "Rounds". */
export type Answer = "first" | "repetition" | "responsive" | "unanswered" | "unknown";

/** How an instruction differs from the one before it. */
interface Differences extends Changes {
  readonly words: readonly WordsChange[];
  readonly added: readonly Fact[];
  readonly removed: readonly Fact[];
}

/** By node: what persons did about the files that it brought, in order. */
type Acts = ReadonlyMap<Node, readonly Step[]>;

const ACTS: ReadonlySet<string> = new Set([
  "choice.made",
  "comment.made",
  "intent.stated",
  "edit.made",
]);

/** Every instruction of a work, in order. */
export function roundFacts(
  work: readonly Step[],
  lineage: Lineage,
  nodes: readonly Told[],
): Fact[] {
  const acts = actsOf(work, lineage);
  const intents = work.filter(({ kind, by }) => kind === "intent.stated" && by.person !== null);
  const given = nodes.filter(({ node }) => node.step.kind === "instruction.given");
  return given.map((told, place) =>
    roundFact(place + 1, told, instructionBefore(told.node, lineage), acts, intents),
  );
}

function roundFact(
  number: number,
  { node, files }: Told,
  before: Node | null,
  acts: Acts,
  intents: readonly Step[],
): Fact {
  const found = differencesOf(node.step, before?.step ?? null);
  const looked = before === null ? [] : lookedAt(before, node, acts);
  const foretold = foretoldBy(intents, before, node);
  return {
    round: number,
    instruction: node.id,
    before: before?.id ?? null,
    answer: before === null ? "first" : answerOf(found, before, node),
    words: found.words.filter((one) => one.change !== "same").map(wordsFact),
    settings: found.settings.map((one) => ({ ...one })),
    seeds: found.seeds.map((one) => ({ ...one })),
    models: found.models.map((one) => ({ ...one })),
    "inputs added": [...found.added],
    "inputs removed": [...found.removed],
    outputs: [...files],
    ended: node.ended.flatMap((step) => bodyIf(step, "job.ended")?.how ?? []),
    looked: looked.map((step) => step.digest),
    foretold: foretold.map((step) => step.digest),
    ...restOn([
      ...(before === null ? [] : [before.step]),
      ...stepsOf(node),
      ...looked,
      ...foretold,
    ]),
  };
}

function differencesOf(after: Step, before: Step | null): Differences {
  const words = changesOfWords(after, before);
  const young = inputsOf(after);
  if (before === null) {
    return { words, settings: [], seeds: [], models: [], added: young, removed: [] };
  }
  const old = inputsOf(before);
  return {
    words,
    ...changesOfSettings(after, before),
    added: notIn(young, old),
    removed: notIn(old, young),
  };
}

function answerOf(found: Differences, before: Node, node: Node): Answer {
  const { words, settings, models, added, removed } = found;
  const changed = words.some(({ change }) => change !== "same" && change !== "unknown");
  const differs = [settings, models, added, removed].some((list) => list.length > 0) || changed;
  if (!differs) return words.some(({ change }) => change === "unknown") ? "unknown" : "repetition";
  const wasThere = before.outputs.some((output) => output.line < node.step.line);
  return wasThere ? "responsive" : "unanswered";
}

function inputsOf(step: Step): Fact[] {
  return (bodyIf(step, "instruction.given")?.inputs ?? []).map(inputFact);
}

function inputFact(input: Input): Fact {
  const { role } = input;
  if (!("asset" in input)) {
    const { digest = null, name = null } = input;
    return { role, held: false, digest, name, region: null };
  }
  const { digest, name = null } = input.asset;
  return { role, held: true, digest, name, region: input.region?.digest ?? null };
}

function notIn(these: readonly Fact[], those: readonly Fact[]): Fact[] {
  const names = new Set(those.map((one) => JSON.stringify(one)));
  return these.filter((one) => !names.has(JSON.stringify(one)));
}

function actsOf(work: readonly Step[], lineage: Lineage): Acts {
  const acts = new Map<Node, Step[]>();
  for (const step of work) {
    if (!ACTS.has(step.kind) || step.by.person === null) continue;
    const about = bodyIf(step, "edit.made")?.before ?? subjectsOf(step);
    for (const node of new Set(about.flatMap((digest) => lineage.byAsset.get(digest) ?? []))) {
      const own = acts.get(node);
      if (own === undefined) acts.set(node, [step]);
      else own.push(step);
    }
  }
  return acts;
}

/** What persons did about the outputs of `before` until the instruction of `node` was given. */
function lookedAt(before: Node, node: Node, acts: Acts): Step[] {
  const own = acts.get(before) ?? [];
  return own.filter((step) => before.step.line < step.line && step.line < node.step.line);
}

/** What was wanted once the round before had shown something, and before this one had. */
function foretoldBy(intents: readonly Step[], before: Node | null, node: Node): Step[] {
  const [first] = node.outputs;
  if (first === undefined) return [];
  const shown = before === null ? [] : [...before.outputs, before.step];
  const begin = shown.find((step) => step.line < first.line)?.line ?? -1;
  return intents.filter((step) => begin < step.line && step.line < first.line);
}
