import { describe, expect, it } from "vitest";
import { tell } from "../../../src/story/story.ts";
import { HEIGHT, widthOf } from "../../../src/views/tree/card.ts";
import { boxOf, centreOf, GAP, layOut, ROW, STEP } from "../../../src/views/tree/layout.ts";
import type { Layout } from "../../../src/views/tree/layout.ts";
import { meets } from "../../../src/views/viewport.ts";
import { large, sample } from "../../story/sample.ts";
import { chain, id, lineage, picture, star } from "./lineages.ts";

/** No card lies on another, later ones stand further right, and right of all they were made of. */
function expectSound(layout: Layout): void {
  const { places } = layout;
  const faults = places.flatMap((place, rank) => {
    const before = places[rank - 1];
    const { parent } = place;
    const sources = place.node.others.flatMap((other) => layout.byId.get(other) ?? []);
    const made = parent === null ? sources : [parent, ...sources];
    // Only neighbours in time can touch: what is further left ends before.
    const near = places.slice(Math.max(0, rank - 40), rank);
    return [
      place.node.rank === rank ? [] : [`${rank} is out of order`],
      before === undefined || place.x >= before.x + STEP ? [] : [`${rank} is too far left`],
      made.every((from) => place.x >= from.x + from.width + GAP)
        ? []
        : [`${rank} is before its source`],
      near.some((other) => meets(boxOf(other), boxOf(place))) ? [`${rank} lies on another`] : [],
    ].flat();
  });
  expect(faults).toEqual([]);
}

describe("layOut", () => {
  it("puts every node of the sample further right than the one before it, and none on another", () => {
    const { lineage: sampled } = tell(sample());
    const layout = layOut(sampled);
    expect(layout.places).toHaveLength(sampled.nodes.length);
    expectSound(layout);
  });

  it("does the same for a work of many attempts", () => {
    expectSound(layOut(tell(large(150)).lineage));
  });

  it("walks a chain of 5,000 without running out of stack, in one row", () => {
    const layout = layOut(chain(5000, "made from"));
    expect(new Set(layout.places.map((place) => place.y)).size).toBe(1);
    expect(layout.places.at(-1)?.depth).toBe(4999);
    expectSound(layout);
  });

  it("gives each of 5,000 siblings a row of its own", () => {
    const layout = layOut(star(5000));
    const rows = layout.places.slice(1).map((place) => place.y);
    expect(new Set(rows).size).toBe(4999);
    expect(layout.whole.bottom - layout.whole.top).toBeGreaterThan(4998 * ROW);
  });

  it("puts siblings below each other in the order of time", () => {
    const layout = layOut(lineage([{ parent: null }, { parent: 0 }, { parent: 0 }, { parent: 1 }]));
    const [root, one, two, three] = layout.places;
    expect(one?.y).toBeLessThan(two?.y ?? 0);
    expect((two?.y ?? 0) - (one?.y ?? 0)).toBe(ROW);
    expect(three?.y).toBe(one?.y);
    expect(root?.children).toEqual([one, two]);
  });

  it("hangs what names no earlier node under the root, so that there is one tree", () => {
    const layout = layOut(
      lineage([{ parent: null }, { parent: 7 }, { parent: 2 }, { parent: 99 }]),
    );
    expect(layout.places.slice(1).map((place) => place.parent?.node.rank)).toEqual([0, 0, 0]);
  });

  it("lays out nothing where there is nothing", () => {
    const layout = layOut(lineage([]));
    expect(layout.places).toEqual([]);
    expect(layout.whole).toEqual({ left: 0, top: 0, right: 0, bottom: 0 });
  });

  it("knows the extent of all of it and the widest card", () => {
    const many = Array.from({ length: 9 }, (_, number) => picture(number));
    const layout = layOut(lineage([{ parent: null }, { parent: 0, pictures: many }]));
    const wide = layout.byId.get(id(1));
    expect(layout.widest).toBe(wide?.width);
    expect(layout.whole.right).toBe((wide?.x ?? 0) + (wide?.width ?? 0));
    expect(layout.whole.bottom).toBe(HEIGHT);
    const [root] = layout.places;
    if (root === undefined) throw new Error("no root");
    expect(centreOf(root)).toEqual({ x: widthOf(root.node) / 2, y: HEIGHT / 2 });
  });
});
