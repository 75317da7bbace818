import { describe, expect, it, vi } from "vitest";
import type { WorkCard, WorksPage, WorksQuery } from "../../src/studio/api-types.ts";
import { iconOf, lampOf } from "../../src/studio/lamp.ts";
import { linesOf } from "../../src/studio/pages/home/gaps.ts";
import { FoundWorks, PAGE } from "../../src/studio/pages/works/found.svelte.ts";
import { CARD, gridOf, leadsTo, spotOf, visible } from "../../src/studio/pages/works/grid.ts";
import { pageHref, routeOf, workHref } from "../../src/studio/routes.ts";
import { drawnAs } from "../../src/studio/theme.svelte.ts";
import { minutesBetween, spellLocal, spellSpan, zoneOf } from "../../src/studio/when.ts";

const WORK = `sha256:${"01".repeat(32)}` as const;
const ENTRY = `sha256:${"02".repeat(32)}` as const;

describe("an address", () => {
  it("leads to a page, to a part of a work, and to an entry in it", () => {
    expect(routeOf("").page).toBe("home");
    expect(routeOf("#/works").work).toBeNull();
    expect(routeOf(workHref(WORK, "board"))).toMatchObject({ work: WORK, tab: "board", rest: [] });
    expect(routeOf(workHref(WORK, "tree", ENTRY)).rest).toEqual([ENTRY]);
    expect(routeOf(pageHref("doctor")).page).toBe("doctor");
    expect(pageHref("home")).toBe("#/");
  });

  it("that is none leads to what is nearest", () => {
    expect(routeOf("#/nowhere/at/all").page).toBe("home");
    expect(routeOf("#/works/sha256:12/tree")).toMatchObject({ page: "works", work: null });
    expect(routeOf(`#/works/${WORK}/attic`).tab).toBe("tree");
    expect(routeOf("#/works/%E0%A4%A").work).toBeNull();
    expect(routeOf("#//settings//").page).toBe("settings");
    expect(routeOf("#/__proto__").page).toBe("home");
  });
});

describe("the lamp", () => {
  it("shows nothing that is not known", () => {
    expect(lampOf(null, true)).toBe("asking");
    expect(lampOf("recording", false)).toBe("away");
    expect(lampOf("trouble", true)).toBe("trouble");
  });

  it("has a shape of its own in each state that says something", () => {
    const shapes = (["recording", "idle", "trouble", "away"] as const).map(iconOf);
    expect(new Set(shapes).size).toBe(4);
    expect(shapes.every((shape) => shape.startsWith("<svg"))).toBe(true);
  });
});

describe("the theme", () => {
  it("is the system's, unless one was chosen", () => {
    expect(drawnAs("auto", true)).toBe("dark");
    expect(drawnAs("light", true)).toBe("light");
    expect(drawnAs("dark", false)).toBe("dark");
  });
});

describe("times", () => {
  const since = "2026-11-22T14:02:15.250000Z";

  it("are absolute, with the zone, and a day said once", () => {
    expect(spellLocal(since)).toMatch(/^2026-11-2[123] \d\d:\d\d:15$/);
    expect(zoneOf(since)).toMatch(/^UTC[+−]\d\d:\d\d$/);
    expect(spellSpan(since, "2026-11-22T14:10:00.000000Z")).toMatch(
      /^2026-11-2[123] \d\d:\d\d–\d\d:\d\d$/,
    );
    expect(spellSpan(since, "2026-11-25T14:10:00.000000Z")).toMatch(/–2026-11-2[456] /);
  });

  it("between are cut off, and never less than none", () => {
    expect(minutesBetween(since, "2026-11-22T14:04:14.000000Z")).toBe(1);
    expect(minutesBetween(since, "2026-11-22T13:00:00.000000Z")).toBe(0);
  });
});

describe("gaps", () => {
  it("stand with what the recorder found, the newest first, each once", () => {
    const gap = { since: "2026-11-22T10:00:00.000000Z", until: "2026-11-22T11:00:00.000000Z" };
    const lone = { since: "2026-11-22T12:00:00.000000Z", until: null };
    const found = { what: "gap", at: gap.until, ...gap, note: "power" };
    const jump = {
      ...{ what: "clock jump", at: "2026-11-22T09:00:00.000000Z" },
      ...{ since: null, until: null, note: null },
    };
    const lines = linesOf([gap, lone], [found, jump]);
    expect(lines.map(({ what }) => what)).toEqual([null, "gap", "clock jump"]);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(3);
  });
});

describe("the grid", () => {
  it("has as many columns as fit, and one at the least", () => {
    expect(gridOf(10, 220).columns).toBe(1);
    expect(gridOf(10, 456).columns).toBe(2);
    expect(gridOf(10, 10).columns).toBe(1);
    expect(gridOf(0, 1200)).toMatchObject({ rows: 0, height: 0 });
  });

  it("draws some rows of thousands only", () => {
    const grid = gridOf(100_000, 1200);
    const middle = visible(grid, 100_000, 5_000_000, 900);
    expect(middle.to - middle.from).toBeLessThan(60);
    expect(middle.from % grid.columns).toBe(0);
    const top = spotOf(grid, middle.from).top;
    expect(top).toBeLessThan(5_000_000);
    expect(visible(grid, 100_000, -5000, 900)).toEqual({ from: 0, to: 0 });
    expect(visible(grid, 7, 0, 900)).toEqual({ from: 0, to: 7 });
  });

  it("sets cards side by side without a gap of its own", () => {
    const grid = gridOf(9, 700);
    expect(spotOf(grid, 0)).toEqual({ left: 0, top: 0 });
    expect(spotOf(grid, grid.columns)).toEqual({ left: 0, top: CARD.height + CARD.gap });
    const last = spotOf(grid, grid.columns - 1);
    expect(last.left + grid.width).toBeCloseTo(700);
  });

  it("is walked by keys, and never out of it", () => {
    const grid = gridOf(5, 700);
    expect(leadsTo(grid, 5, 0, "ArrowRight")).toBe(1);
    expect(leadsTo(grid, 5, 0, "ArrowLeft")).toBeNull();
    expect(leadsTo(grid, 5, 0, "ArrowDown")).toBe(grid.columns);
    expect(leadsTo(grid, 5, 4, "ArrowDown")).toBeNull();
    expect(leadsTo(grid, 5, 1, "End")).toBe(4);
    expect(leadsTo(grid, 5, 1, "x")).toBeNull();
  });
});

describe("works that are found", () => {
  const card = (number: number): WorkCard => ({
    ...{ digest: WORK, title: String(number), state: "draft" as const, match: null, cover: null },
    ...{ opened: "2026-11-22T10:00:00.000000Z", newest: "2026-11-22T10:00:00.000000Z" },
    ...{ entries: 1, pictures: 0 },
  });
  const asked: WorksQuery[] = [];
  const answer = (query: WorksQuery): Promise<WorksPage> => {
    asked.push(query);
    const offset = query.offset ?? 0;
    const count = Math.min(PAGE, 1234 - offset);
    return Promise.resolve({
      total: 1234,
      works: Array.from({ length: count }, (_, at) => card(offset + at)),
    });
  };

  it("are fetched by the page as they come near, each once", async () => {
    asked.length = 0;
    const found = new FoundWorks(answer);
    await found.search("", null);
    expect([found.total, found.at(3)?.title, found.at(500)]).toEqual([1234, "3", null]);
    found.want(490, 520);
    found.want(490, 520);
    await vi.waitUntil(() => found.at(499) !== null && found.at(519) !== null, { timeout: 20_000 });
    expect(found.at(499)?.title).toBe("499");
    expect(found.at(519)?.title).toBe("519");
    expect(asked.map(({ offset }) => offset)).toEqual([0, 400, 500]);
  });

  it("are those of the newest search", async () => {
    const answers: (() => void)[] = [];
    const found = new FoundWorks(
      (query) =>
        new Promise((done) => {
          answers.push(() => {
            done({ total: query.query === "old" ? 1 : 2, works: [card(1)] });
          });
        }),
    );
    const searches = [found.search("old", null), found.search("new", "draft")];
    answers[1]?.();
    answers[0]?.();
    await Promise.all(searches);
    expect(found.total).toBe(2);
  });
});
