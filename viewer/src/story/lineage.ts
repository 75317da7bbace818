/** The lineage: what came of what, as a tree that grows with the record. */

import type { Digest } from "../record/format/values.ts";
import { bodyIf } from "./body.ts";
import type { Lineage, Node, Picture, Shape, Step } from "./model.ts";
import { gather } from "./nodes.ts";
import type { Draft, Drafts } from "./nodes.ts";
import { once } from "./once.ts";
import { subjectsOf } from "./subjects.ts";

/** Stands for the root where nothing of a work is in the bundle. */
const NO_ROOT: Digest = `sha256:${"0".repeat(64)}`;

/** Roles of the pictures that an instruction starts from, by their first word; they go first. */
const STARTS: ReadonlySet<string> = new Set([
  "init",
  "image",
  "base",
  "canvas",
  "source",
  "start",
  "first",
]);

/**
 * Draw the lineage of a work.
 *
 * A node's parent always has a lower rank, whatever the record says, so there are no circles.
 *
 * @param steps of the work, in order
 * @param pictures of the work, by digest
 */
export function lineageOf(steps: readonly Step[], pictures: ReadonlyMap<Digest, Picture>): Lineage {
  const drafts = gather(steps);
  const parents = drafts.list.map((draft) => parentOf(draft, drafts));
  const onPath = pathOf(steps, drafts, parents, pictures);
  const remarks = remarksOf(steps, drafts);
  const nodes = drafts.list.map((draft, rank): Node => {
    const shown = [...draft.assets].flatMap((digest) => pictures.get(digest) ?? []);
    const parent = parents[rank];
    return {
      id: draft.step.digest,
      shape: draft.shape,
      step: draft.step,
      outputs: draft.outputs,
      ended: draft.ended,
      pictures: shown,
      remarks: remarks.get(draft) ?? [],
      rank,
      parent: parent?.draft.step.digest ?? null,
      link: parent?.link ?? null,
      others: parent?.others ?? [],
      onPath: onPath.has(draft),
      mark: markOf(shown),
    };
  });
  return index(nodes, drafts);
}

function index(nodes: readonly Node[], drafts: Drafts): Lineage {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const nodesOf = (from: ReadonlyMap<Digest, Draft>): ReadonlyMap<Digest, Node> => {
    const to = new Map<Digest, Node>();
    for (const [digest, draft] of from) {
      const node = nodes[draft.rank];
      if (node !== undefined) to.set(digest, node);
    }
    return to;
  };
  const byAsset = once(() => nodesOf(drafts.byAsset));
  return {
    root: nodes[0]?.id ?? NO_ROOT,
    nodes,
    byId,
    byStep: nodesOf(drafts.byStep),
    // A record that grows is told again and again, and its tree does not ask for this.
    get byAsset() {
      return byAsset();
    },
  };
}

interface Parent {
  readonly draft: Draft;
  readonly link: Node["link"];
  readonly others: readonly Digest[];
}

/** The parent; undefined for the root. */
function parentOf(draft: Draft, drafts: Drafts): Parent | undefined {
  const [root] = drafts.list;
  if (root === undefined || draft.rank === 0) return undefined;
  const sources = sourcesOf(draft.step, draft.shape);
  const makers = new Set<Draft>();
  for (const digest of sources) {
    const maker = drafts.byAsset.get(digest);
    if (maker !== undefined && maker.rank < draft.rank) makers.add(maker);
  }
  const [first, ...others] = makers;
  if (first !== undefined) {
    const ids = others.map((other) => other.step.digest);
    return { draft: first, link: "made from", others: ids };
  }
  const before = draft.shape === "attempt" ? draft.attemptBefore : null;
  return { draft: before ?? root, link: "came next", others: [] };
}

/** Digests of the files that a node was made from, those that it starts from first. */
function sourcesOf(step: Step, shape: Shape): readonly Digest[] {
  if (shape === "attempt") return inputsOf(step);
  const edit = bodyIf(step, "edit.made");
  if (edit !== null) return edit.before;
  const source = bodyIf(step, "work.released")?.asset ?? bodyIf(step, "copy.found")?.matched;
  return source === undefined ? [] : [source];
}

function inputsOf(step: Step): readonly Digest[] {
  const inputs = bodyIf(step, "instruction.given")?.inputs ?? [];
  const starts = inputs.filter((input) => startsFrom(input.role));
  const rest = inputs.filter((input) => !startsFrom(input.role));
  return [...starts, ...rest].flatMap((input) => {
    if (!("asset" in input)) return input.digest ?? [];
    return input.region === undefined
      ? [input.asset.digest]
      : [input.asset.digest, input.region.digest];
  });
}

function startsFrom(role: string): boolean {
  return STARTS.has(role.split(/[ -]/, 1)[0] ?? "");
}

/**
 * The nodes on the way to what was released last; or else to what was chosen last, and on to what
 * was edited from it.
 */
function pathOf(
  steps: readonly Step[],
  drafts: Drafts,
  parents: readonly (Parent | undefined)[],
  pictures: ReadonlyMap<Digest, Picture>,
): ReadonlySet<Draft> {
  const path = new Set<Draft>();
  const released = drafts.list.filter((draft) => draft.shape === "release").at(-1);
  let draft = released ?? lastEdited(lastChosen(steps, drafts, pictures), drafts);
  while (draft !== undefined) {
    path.add(draft);
    draft = parents[draft.rank]?.draft;
  }
  return path;
}

/** The picture that was chosen last and was not rejected since. */
function lastChosen(
  steps: readonly Step[],
  drafts: Drafts,
  pictures: ReadonlyMap<Digest, Picture>,
): Digest | undefined {
  for (const step of [...steps].reverse()) {
    const chosen = bodyIf(step, "choice.made")?.chosen ?? [];
    const last = chosen.find(
      (digest) => drafts.byAsset.has(digest) && pictures.get(digest)?.mark === "chosen",
    );
    if (last !== undefined) return last;
  }
  return undefined;
}

/** The last edit of a picture, or of what was edited from it; else the node that brought it. */
function lastEdited(picture: Digest | undefined, drafts: Drafts): Draft | undefined {
  if (picture === undefined) return undefined;
  let last = drafts.byAsset.get(picture);
  const reached = new Set([picture]);
  for (const draft of drafts.list) {
    const edit = bodyIf(draft.step, "edit.made");
    if (!edit?.before.some((digest) => reached.has(digest))) continue;
    reached.add(edit.after.digest);
    last = draft;
  }
  return last;
}

/** Intents and comments by the node that they are about, or else the root. */
function remarksOf(steps: readonly Step[], drafts: Drafts): ReadonlyMap<Draft, readonly Step[]> {
  const remarks = new Map<Draft, Step[]>();
  for (const step of steps) {
    if (step.kind !== "intent.stated" && step.kind !== "comment.made") continue;
    const about = new Set(
      subjectsOf(step).flatMap(
        (digest) => drafts.byAsset.get(digest) ?? drafts.byStep.get(digest) ?? [],
      ),
    );
    const [root] = drafts.list;
    if (about.size === 0 && root !== undefined) about.add(root);
    for (const draft of about) {
      const list = remarks.get(draft) ?? [];
      remarks.set(draft, list);
      list.push(step);
    }
  }
  return remarks;
}

function markOf(pictures: readonly Picture[]): Node["mark"] {
  if (pictures.some((picture) => picture.mark === "chosen")) return "chosen";
  const all = pictures.length > 0 && pictures.every((picture) => picture.mark === "rejected");
  return all ? "rejected" : "open";
}
