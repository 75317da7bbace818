import { describe, expect, it } from "vitest";
import { layOut } from "../../../src/views/tree/layout.ts";
import { among, walk } from "../../../src/views/tree/walk.ts";
import { lineage } from "./lineages.ts";

//   0 ── 1 ── 3
//     ├─ 2 ── 5
//     └─ 4
const layout = layOut(
  lineage([
    { parent: null },
    { parent: 0 },
    { parent: 0, onPath: true },
    { parent: 1 },
    { parent: 0 },
    { parent: 2 },
  ]),
);

function to(rank: number, key: string): number | null {
  const from = layout.places[rank];
  if (from === undefined) throw new Error("no place");
  return walk(layout, from, key)?.node.rank ?? null;
}

describe("keys in the tree", () => {
  it("lead right to the child on the chosen way, or else to the first", () => {
    expect(to(0, "ArrowRight")).toBe(2);
    expect(to(1, "ArrowRight")).toBe(3);
    expect(to(5, "ArrowRight")).toBeNull();
  });

  it("lead left to the parent, and from the root nowhere", () => {
    expect(to(5, "ArrowLeft")).toBe(2);
    expect(to(0, "ArrowLeft")).toBeNull();
  });

  it("lead up and down to siblings", () => {
    expect(to(1, "ArrowDown")).toBe(2);
    expect(to(2, "ArrowDown")).toBe(4);
    expect(to(4, "ArrowUp")).toBe(2);
  });

  it("lead to what is nearest where there is no sibling", () => {
    expect(to(3, "ArrowDown")).toBe(5);
    expect(to(5, "ArrowUp")).not.toBeNull();
    expect(to(1, "ArrowUp")).toBeNull();
  });

  it("lead to the first and last, the one before and after, by time", () => {
    expect(to(3, "Home")).toBe(0);
    expect(to(3, "End")).toBe(5);
    expect(to(3, "PageDown")).toBe(4);
    expect(to(3, "PageUp")).toBe(2);
    expect(to(0, "PageUp")).toBeNull();
  });

  it("reach every node from the root", () => {
    const keys = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"];
    const reached = new Set([0]);
    for (const rank of reached) {
      for (const key of keys) {
        const next = to(rank, key);
        if (next !== null) reached.add(next);
      }
    }
    expect(reached.size).toBe(layout.places.length);
  });

  it("mean nothing where they are others", () => {
    expect(to(0, "a")).toBeNull();
    expect(to(0, "__proto__")).toBeNull();
  });
});

describe("a node among its siblings", () => {
  it("is counted from 1", () => {
    const place = layout.places[2];
    if (place === undefined) throw new Error("no place");
    expect(among(place)).toEqual({ position: 2, size: 3 });
  });

  it("is alone as the root", () => {
    const place = layout.places[0];
    if (place === undefined) throw new Error("no place");
    expect(among(place)).toEqual({ position: 1, size: 1 });
  });
});
