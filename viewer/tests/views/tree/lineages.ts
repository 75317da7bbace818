/** Made-up lineages: only what the drawing of a tree looks at. */

import type { Digest } from "../../../src/record/format/values.ts";
import type { Link, Lineage, Mark, Node, Picture, Shape, Step } from "../../../src/story/model.ts";

/** The digest of a node by its number. */
export function id(number: number): Digest {
  return `sha256:${number.toString(16).padStart(64, "0")}`;
}

export function step(number: number, more: Partial<Step> = {}): Step {
  const at = new Date(Date.UTC(2026, 10, 22, 4) + number * 1000).toISOString();
  return {
    line: number + 1,
    digest: id(number),
    chain: "work",
    number,
    kind: "instruction.given",
    seen: "live",
    at: at.replace("Z", "000Z"),
    state: "unanchored",
    interval: null,
    by: { person: null, name: null, tool: null, version: null },
    body: {},
    texts: new Map(),
    absent: new Map(),
    signers: [],
    corrections: [],
    failures: [],
    ...more,
  };
}

export function picture(number: number, mark: Mark = "undecided", released = false): Picture {
  const asset = { digest: id(1_000_000 + number), size: 1, type: "image/png" };
  return { asset, presence: "there", mark, released, choices: [] };
}

/** What a node is, but for its rank. */
export interface Sketch {
  readonly parent: number | null;
  readonly link?: Link;
  readonly others?: readonly number[];
  readonly shape?: Shape;
  readonly pictures?: readonly Picture[];
  readonly onPath?: boolean;
  readonly mark?: Node["mark"];
}

/** A lineage of nodes in the order of time, each named by its place. */
export function lineage(sketches: readonly Sketch[]): Lineage {
  const nodes = sketches.map((sketch, rank): Node => {
    const { parent } = sketch;
    return {
      id: id(rank),
      shape: sketch.shape ?? (rank === 0 ? "work" : "attempt"),
      step: step(rank),
      outputs: [],
      ended: [],
      pictures: sketch.pictures ?? [],
      remarks: [],
      rank,
      parent: parent === null ? null : id(parent),
      link: parent === null ? null : (sketch.link ?? "came next"),
      others: (sketch.others ?? []).map(id),
      onPath: sketch.onPath ?? false,
      mark: sketch.mark ?? "open",
    };
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return { root: id(0), nodes, byId, byAsset: new Map(), byStep: byId };
}

/** So many nodes, each after the one before. */
export function chain(count: number, link: Link = "came next"): Lineage {
  return lineage(
    Array.from({ length: count }, (_, rank) => ({ parent: rank === 0 ? null : rank - 1, link })),
  );
}

/** So many nodes, all of one. */
export function star(count: number): Lineage {
  return lineage(Array.from({ length: count }, (_, rank) => ({ parent: rank === 0 ? null : 0 })));
}
