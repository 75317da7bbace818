import { describe, expect, it } from "vitest";
import { tell } from "../../../src/story/story.ts";
import { branchesOf, DEEPEST, rowsOf } from "../../../src/views/tree/nesting.ts";
import type { Branch } from "../../../src/views/tree/nesting.ts";
import { sample } from "../../story/sample.ts";
import { chain, lineage } from "./lineages.ts";

function ranks(branches: readonly Branch[]): unknown[] {
  return branches.map(({ row, branches: below }) =>
    below.length === 0 ? row.node.rank : [row.node.rank, ...ranks(below)],
  );
}

describe("the list of a lineage", () => {
  it("puts what was made from something under it, and what came next beside it", () => {
    const rows = rowsOf(
      lineage([
        { parent: null },
        { parent: 0 },
        { parent: 1, link: "made from" },
        { parent: 2 },
        { parent: 1 },
        { parent: 2, link: "made from" },
      ]),
    );
    expect(ranks(branchesOf(rows))).toEqual([0, [1, [2, 5], 3], 4]);
    expect(rows.map((row) => row.source?.rank ?? null)).toEqual([null, null, 1, 2, null, null]);
  });

  it("is flat for a chain in which each only came next, however long", () => {
    const rows = rowsOf(chain(5000));
    expect(rows).toHaveLength(5000);
    expect(new Set(rows.map((row) => row.depth))).toEqual(new Set([0]));
    expect(rows.map((row) => row.node.rank)).toEqual(rows.map((_, index) => index));
  });

  it("never nests deeper than a reader follows, and still names what each was made from", () => {
    const rows = rowsOf(chain(5000, "made from"));
    expect(Math.max(...rows.map((row) => row.depth))).toBe(DEEPEST);
    expect(rows.at(-1)?.source?.rank).toBe(4998);
    expect(branchesOf(rows)).toHaveLength(1);
  });

  it("lists every node once, in whatever order they are nested", () => {
    const { lineage: sampled } = tell(sample());
    const listed = rowsOf(sampled).map((row) => row.node.id);
    expect(new Set(listed)).toEqual(new Set(sampled.nodes.map((node) => node.id)));
    expect(listed).toHaveLength(sampled.nodes.length);
  });

  it("can be cut into pages that begin at any depth", () => {
    const rows = rowsOf(chain(12, "made from"));
    const page = branchesOf(rows.slice(4, 9));
    const flat = (branches: readonly Branch[]): number[] =>
      branches.flatMap(({ row, branches: below }) => [row.node.rank, ...flat(below)]);
    expect(flat(page)).toEqual([4, 5, 6, 7, 8]);
  });

  it("takes a parent that is not earlier for none", () => {
    const rows = rowsOf(lineage([{ parent: null }, { parent: 1, link: "made from" }]));
    expect(rows.map((row) => row.source)).toEqual([null, null]);
    expect(rows).toHaveLength(2);
  });
});
