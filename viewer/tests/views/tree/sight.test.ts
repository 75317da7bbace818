import { describe, expect, it } from "vitest";
import { boxOf, layOut } from "../../../src/views/tree/layout.ts";
import { linesOf, meetsLine, PATTERN, pathOf } from "../../../src/views/tree/links.ts";
import { paintLines, paintMarks, stripOf } from "../../../src/views/tree/paint.ts";
import { firstFrom, linesIn, nearest, placeAt, placesIn } from "../../../src/views/tree/sight.ts";
import { grown, meets } from "../../../src/views/viewport.ts";
import { chain, lineage, star } from "./lineages.ts";

const EVERYWHERE = { left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 };

const branched = lineage([
  { parent: null, onPath: true },
  { parent: 0, link: "made from", onPath: true },
  { parent: 0, mark: "rejected" },
  { parent: 1, link: "made from", others: [2, 1, 3, 99] },
  { parent: 1, onPath: true },
]);

describe("what is seen", () => {
  it("finds the same places as a look at each of them", () => {
    const layout = layOut(chain(300));
    for (const left of [-500, 0, 4321, 40_000, 90_000]) {
      const box = { left, top: -50, right: left + 1500, bottom: 300 };
      const wanted = layout.places.filter((place) => meets(boxOf(place), box));
      expect(placesIn(layout, box)).toEqual(wanted);
    }
  });

  it("draws a handful of 5,000, wherever it looks", () => {
    const layout = layOut(star(5000));
    const lines = linesOf(layout);
    for (const place of [layout.places[0], layout.places[2500], layout.places[4999]]) {
      if (place === undefined) throw new Error("no place");
      const box = grown(boxOf(place), 900);
      expect(placesIn(layout, box).length).toBeLessThan(60);
      expect(linesIn(lines, box).length).toBeLessThan(100);
    }
  });

  it("never leaves out a line of the chosen way", () => {
    const many = Array.from({ length: 400 }, (_, rank) => ({
      parent: rank === 0 ? null : 0,
      onPath: rank === 0 || rank === 399,
    }));
    const layout = layOut(lineage(many));
    const root = layout.places[0];
    if (root === undefined) throw new Error("no root");
    const seen = linesIn(linesOf(layout), grown(boxOf(root), 100));
    expect(seen.some((line) => line.onPath)).toBe(true);
  });

  it("finds the place under a point, and none beside it", () => {
    const layout = layOut(chain(20));
    const place = layout.places[7];
    if (place === undefined) throw new Error("no place");
    expect(placeAt(layout, { x: place.x + 5, y: place.y + 5 })).toBe(place);
    expect(placeAt(layout, { x: place.x + 5, y: place.y - 5 })).toBeNull();
    expect(placeAt(layout, { x: place.x - 5, y: place.y + 5 })).toBeNull();
  });

  it("finds the nearest place in time, at both ends too", () => {
    const layout = layOut(chain(20));
    expect(nearest(layout, -1e6)?.node.rank).toBe(0);
    expect(nearest(layout, 1e6)?.node.rank).toBe(19);
    expect(nearest(layout, (layout.places[4]?.x ?? 0) + 10)?.node.rank).toBe(4);
    expect(nearest(layOut(lineage([])), 0)).toBeNull();
    expect(firstFrom(layout.places, 1e6)).toBe(20);
  });
});

describe("lines", () => {
  const layout = layOut(branched);
  const lines = linesOf(layout);

  it("lead from each parent, and from what else went in but the parent and itself", () => {
    const told = lines.map((line) => [line.from.node.rank, line.to.node.rank, line.sort]);
    expect(told).toEqual([
      [0, 1, "made from"],
      [0, 2, "came next"],
      [1, 3, "made from"],
      [2, 3, "other"],
      [1, 4, "came next"],
    ]);
    expect(lines.map((line) => line.onPath)).toEqual([true, false, false, false, true]);
  });

  it("run from left to right", () => {
    for (const line of lines) expect(line.x2).toBeGreaterThan(line.x1);
  });

  it("are cut to what is seen, and the dots stay where they were", () => {
    const long = layOut(lineage([{ parent: null }, { parent: 0 }, { parent: 0 }]));
    const line = linesOf(long)[1];
    if (line === undefined) throw new Error("no line");
    const far = { left: line.x1 + 45, top: -1e6, right: line.x1 + 50, bottom: 1e6 };
    const path = /^M([\d.-]+) ([\d.-]+)H([\d.-]+)$/.exec(pathOf(line, far));
    expect(Number(path?.[2])).toBe(line.y2);
    expect(Number(path?.[3])).toBe(far.right);
    expect(Number(path?.[1])).toBeLessThanOrEqual(far.left);
    expect(Number(path?.[1])).toBeGreaterThan(far.left - PATTERN);
    expect((Number(path?.[1]) - line.x1 - 44) % PATTERN).toBeCloseTo(0);
  });

  it("are straight within a row, bent between rows, and without curves from afar", () => {
    const straight = linesOf(layOut(chain(2)))[0];
    const bent = lines[1];
    if (straight === undefined || bent === undefined) throw new Error("no line");
    expect(pathOf(straight, EVERYWHERE)).toMatch(/^M\S+ \S+H\S+$/);
    expect(pathOf(bent, EVERYWHERE)).toContain("C");
    expect(pathOf(bent, EVERYWHERE, true)).not.toContain("C");
  });

  it("are seen where they turn and where they run, and not elsewhere", () => {
    const line = lines[1];
    if (line === undefined) throw new Error("no line");
    const at = (x: number, y: number) => ({ left: x, right: x + 1, top: y, bottom: y + 1 });
    expect(meetsLine(line, at(line.x1 + 5, (line.y1 + line.y2) / 2))).toBe(true);
    expect(meetsLine(line, at(line.x2 - 1, line.y2))).toBe(true);
    expect(meetsLine(line, at(line.x2 + 5, line.y2))).toBe(false);
    expect(meetsLine(line, at(line.x1 + 5, line.y2 + 900))).toBe(false);
  });
});

describe("paint", () => {
  const layout = layOut(branched);

  it("draws the chosen way last, and dotted where nothing was made from anything", () => {
    const strokes = paintLines(linesOf(layout), EVERYWHERE, false);
    expect(strokes.map((stroke) => stroke.manner)).toEqual([
      "other",
      "next",
      "made",
      "way-next",
      "way",
    ]);
  });

  it("draws every outline once, whatever became of the node", () => {
    const strokes = paintMarks(layout.places);
    const count = strokes.map((stroke) => stroke.data.split("Z").length - 1);
    expect(count.reduce((one, other) => one + other, 0)).toBe(5);
    expect(strokes.map((stroke) => stroke.manner)).toEqual(["open", "rejected", "way"]);
  });

  it("keeps the path of the same nodes the same, whatever else is drawn", () => {
    const { places } = layOut(chain(200));
    const some = new Map(paintMarks(places.slice(24, 72)).map(({ key, data }) => [key, data]));
    const more = new Map(paintMarks(places).map(({ key, data }) => [key, data]));
    expect(some.size).toBe(2);
    for (const [key, data] of some) expect(more.get(key)).toBe(data);
  });

  it("has a tick for every node in the strip", () => {
    const strip = stripOf(layout.places);
    expect(strip.all.match(/M/g)).toHaveLength(2);
    expect(strip.chosen.match(/M/g)).toHaveLength(3);
    expect(strip.all + strip.chosen).not.toContain("NaN");
  });
});
