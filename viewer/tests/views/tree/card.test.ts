import { describe, expect, it } from "vitest";
import type { Shape } from "../../../src/story/model.ts";
import { HEIGHT, NARROWEST, SHOWN, SIDE, slotsOf, widthOf } from "../../../src/views/tree/card.ts";
import { detailAt } from "../../../src/views/tree/detail.ts";
import { ordinals } from "../../../src/views/tree/ordinals.ts";
import { detail, outline, SIGNS } from "../../../src/views/tree/outline.ts";
import { id, lineage, picture } from "./lineages.ts";

const SHAPES: readonly Shape[] = ["work", "attempt", "material", "edit", "release", "copy"];

function withPictures(count: number, chosen: readonly number[] = []) {
  const pictures = Array.from({ length: count }, (_, number) =>
    picture(number, chosen.includes(number) ? "chosen" : "rejected"),
  );
  const [, node] = lineage([{ parent: null }, { parent: 0, pictures }]).nodes;
  if (node === undefined) throw new Error("no node");
  return node;
}

describe("a card", () => {
  it("shows all pictures up to six, and tells how many more there are", () => {
    expect(slotsOf(withPictures(0))).toMatchObject({ slots: [], more: 0 });
    expect(slotsOf(withPictures(6))).toMatchObject({ more: 0 });
    const strip = slotsOf(withPictures(20));
    expect(strip.slots).toHaveLength(SHOWN);
    expect(strip.more).toBe(14);
  });

  it("never leaves out what was chosen, and keeps the order of the pictures", () => {
    const node = withPictures(20, [13, 19]);
    const shown = slotsOf(node).slots.map((slot) => node.pictures.indexOf(slot.picture));
    expect(shown).toEqual([0, 1, 2, 3, 13, 19]);
  });

  it("shows rejected pictures as well", () => {
    const node = withPictures(3);
    expect(slotsOf(node).slots.map((slot) => slot.picture.mark)).toEqual(
      Array.from({ length: 3 }, () => "rejected"),
    );
  });

  it("is as wide as what it shows, and never narrower than its words need", () => {
    expect(widthOf(withPictures(0))).toBe(NARROWEST);
    expect(widthOf(withPictures(20))).toBeGreaterThan(widthOf(withPictures(6)));
    for (const count of [1, 4, 6, 20]) {
      const node = withPictures(count);
      const last = slotsOf(node).slots.at(-1);
      expect(widthOf(node)).toBeGreaterThan((last?.x ?? 0) + SIDE);
    }
  });

  it("has an outline of its own for every shape", () => {
    const outlines = SHAPES.map((shape) => outline(shape, 0, 0, 200) + detail(shape, 0, 0, 200));
    expect(new Set(outlines).size).toBe(SHAPES.length);
    expect(new Set(Object.values(SIGNS)).size).toBe(SHAPES.length);
    for (const path of outlines) expect(path).not.toMatch(/NaN|undefined/);
  });

  it("closes each outline and stands where it is put", () => {
    for (const shape of SHAPES) expect(outline(shape, 0, 0, 200)).toMatch(/Z$/);
    expect(outline("attempt", 10, 20, 100)).toBe(`M10 20H110V${20 + HEIGHT}H10Z`);
  });

  it("shows less the smaller it is", () => {
    expect(detailAt(1)).toBe("full");
    expect(detailAt(0.4)).toBe("pictures");
    expect(detailAt(0.05)).toBe("plain");
  });

  it("is numbered among those of its shape", () => {
    const numbers = ordinals(
      lineage([
        { parent: null },
        { parent: 0, shape: "material" },
        { parent: 0 },
        { parent: 2 },
        { parent: 0, shape: "material" },
      ]),
    );
    expect([0, 1, 2, 3, 4].map((rank) => numbers.get(id(rank)))).toEqual([1, 1, 1, 2, 2]);
  });
});
