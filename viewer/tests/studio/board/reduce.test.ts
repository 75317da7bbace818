import { describe, expect, test } from "vitest";

import type { Asset } from "../../../src/record/format/values.ts";
import type { Act } from "../../../src/studio/board/state.ts";
import { GROUPING, REST, STARTLE } from "../../../src/studio/board/state.ts";
import { Page, Studio } from "./studio.ts";

/** A page before a batch of so many pictures. */
function before(pictures: number, columns = 3): { studio: Studio; page: Page; all: Asset[] } {
  const studio = new Studio();
  const all = studio.attempt(pictures);
  return { studio, page: new Page(studio, columns), all };
}

function records(page: Page): Extract<Act, { sort: "record" }>[] {
  return page.all.filter((act) => act.sort === "record");
}

describe("marking", () => {
  test.each([
    [["3"], "..c."],
    [["3", "1"], "c.c."],
    [["3", "3"], "...."],
    [["X"], "r..."],
    [["2", "X"], ".r.."],
    [["3", "Shift+X"], "rrcr"],
    [["ArrowRight", "C"], ".c.."],
    [["ArrowRight", "Enter"], ".c.."],
    [["ArrowRight", "ArrowRight", "X", "1"], "c.r."],
    [["x", "C"], "c..."],
    [["Shift+X", "2"], "rcrr"],
    [["3", "1", "U"], "..c."],
    [["3", "Shift+X", "U", "U"], "...."],
    [["7"], "...."],
  ])("%j gives %s", (keys, marks) => {
    expect(before(4).page.press(...keys).marks).toBe(marks);
  });

  test("ten key presses on one batch become one choice among the whole batch", () => {
    const { page, all } = before(9);
    page.press("1", "2", "2", "3", "X", "4", "5", "X", "6", "Shift+X").wait(GROUPING + 250);
    const [only, ...others] = records(page);
    expect(others).toEqual([]);
    const digests = all.map((asset) => asset.digest);
    expect(only?.among).toEqual(digests);
    expect(only?.chosen).toEqual([0, 3, 5].map((place) => digests[place]));
    expect(only?.rejected).toEqual([1, 2, 4, 6, 7, 8].map((place) => digests[place]));
  });

  test("nothing is recorded before the time is over, and each press begins it anew", () => {
    const { page } = before(4);
    page
      .press("1")
      .wait(GROUPING - 500)
      .press("2")
      .wait(GROUPING - 500);
    expect(records(page)).toEqual([]);
    page.wait(1_000);
    expect(records(page)).toHaveLength(1);
  });

  test("Enter records at once, Escape waits until Enter", () => {
    const { page } = before(4);
    page.press("2", "Enter");
    expect(records(page)).toHaveLength(1);
    const other = before(4).page.press("2", "Escape").wait(60_000);
    expect(records(other)).toEqual([]);
    expect(other.marks).toBe(".c..");
    other.press("Enter");
    expect(records(other)).toHaveLength(1);
  });

  test("a press that the record says already is said and records nothing", () => {
    const { page } = before(3);
    page.press("1", "Enter").serve().look();
    expect(page.marks).toBe("C..");
    page.press("1").wait(GROUPING * 2);
    expect(page.notice).toBe("already-chosen");
    expect(records(page)).toHaveLength(1);
  });

  test("a later choice says again what was decided before, for it offers the whole batch", () => {
    const { page, all } = before(3);
    page.press("1", "Enter").serve().look().press("2", "X", "Enter").serve().look();
    expect(page.marks).toBe("CR.");
    expect(records(page)[1]?.chosen).toEqual([all[0]?.digest]);
    page.press("1", "X", "Enter").serve().look();
    expect(page.marks).toBe("RR.");
  });

  test("marks pressed while a choice is on its way wait for the answer", () => {
    const { page } = before(3);
    page.press("1", "Enter", "2").wait(GROUPING * 3);
    expect(records(page)).toHaveLength(1);
    page.serve().wait(500);
    expect(records(page)).toHaveLength(2);
    expect(records(page)[1]?.chosen).toHaveLength(2);
  });

  test("pictures that were not there at the last press are not said to have been offered", () => {
    const { studio, page } = before(2);
    page.press("1");
    studio.attempt(2);
    page.look().wait(GROUPING + 250);
    expect(records(page)[0]?.among).toHaveLength(2);
    expect(page.marks).toBe("c...");
  });

  test("without pictures keys do nothing", () => {
    const page = new Page(new Studio());
    page.press("1", "X", "Shift+X", "N", "U", "Space", "PageUp", "Enter");
    expect(page.all).toEqual([]);
  });
});

describe("the cursor", () => {
  test.each([
    [["ArrowRight"], 1],
    [["ArrowLeft"], 0],
    [["ArrowDown"], 3],
    [["ArrowDown", "ArrowDown"], 6],
    [["ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown"], 7],
    [["ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"], 7],
    [["ArrowUp"], 0],
    [["Shift+End"], 7],
    [["Shift+End", "Home"], 0],
    [["5"], 4],
  ])("%j puts it at %i of eight in rows of three", (keys, place) => {
    expect(before(8).page.press(...keys).cursor).toBe(place);
  });

  test("stays on its picture when new ones come", () => {
    const { studio, page, all } = before(3);
    page.press("ArrowRight");
    studio.attempt(4);
    page.look();
    expect(page.batch.candidates).toHaveLength(7);
    expect(page.state.cursor).toBe(all[1]?.digest);
  });

  test("moves one by one where one picture fills the page", () => {
    const { page } = before(8);
    page.press("Space", "ArrowDown");
    expect(page.cursor).toBe(1);
    expect(page.state.look).toBe("large");
    page.press("Z");
    expect(page.state.look).toBe("actual");
    page.press("Z");
    expect(page.state.look).toBe("large");
    page.press("G");
    expect(page.state.look).toBe("grid");
  });
});

describe("a hundred candidates", () => {
  test("digits act on the nine that the cursor stands in", () => {
    const { page } = before(100, 9);
    page.press("ArrowDown", "ArrowDown", "3");
    expect(page.cursor).toBe(20);
    page.press("1", "9");
    expect(Array.from(page.marks).flatMap((mark, place) => (mark === "c" ? place : []))).toEqual([
      18, 20, 26,
    ]);
  });

  test("comma and full stop go from nine to nine, and the last may be short", () => {
    const { page } = before(100, 9);
    for (let turn = 0; turn < 11; turn += 1) page.press(".");
    expect(page.cursor).toBe(99);
    page.press("2");
    expect(page.notice).toBe("no-such");
    page.press("1", ",");
    expect(page.cursor).toBe(90);
    expect(page.marks.indexOf("c")).toBe(99);
  });

  test("every one can be reached by arrows and chosen, and one choice names them all", () => {
    const { page } = before(100, 7);
    for (let place = 0; place < 100; place += 1)
      page.press(place % 3 === 0 ? "C" : "X", "ArrowRight");
    page
      .wait(GROUPING + 250)
      .serve()
      .look();
    expect(records(page)).toHaveLength(1);
    expect(records(page)[0]?.chosen).toHaveLength(34);
    expect(records(page)[0]?.rejected).toHaveLength(66);
    expect(page.marks).toBe("CRR".repeat(33) + "C");
  });

  test("Enter chooses under the cursor, and a second Enter records", () => {
    const { page } = before(100, 9);
    page.press("ArrowDown", "Enter", "ArrowRight", "Enter");
    expect(records(page)).toEqual([]);
    page.press("Enter");
    expect(records(page)[0]?.chosen).toHaveLength(2);
  });
});

describe("reasons", () => {
  test("a reason within the time goes into the same choice", () => {
    const { page } = before(4);
    page.press("2", "Shift+X", "N").wait(GROUPING * 5);
    expect(records(page)).toEqual([]);
    page.send({ sort: "say", text: "  the ears  ", now: page.now });
    expect(records(page)).toHaveLength(1);
    expect(records(page)[0]?.reason).toBe("the ears");
    expect(page.state.reason).toBe(false);
  });

  test("a reason afterwards says the choice that stands once more", () => {
    const { page, all } = before(3);
    page.press("2", "Shift+X", "Enter").serve().look().wait(60_000).press("N");
    expect(page.state.reason).toBe(true);
    page.send({ sort: "say", text: "the ears", now: page.now });
    page.serve().look();
    expect(page.marks).toBe("RCR");
    expect(records(page)[1]).toMatchObject({ reason: "the ears", chosen: [all[1]?.digest] });
  });

  test("there is no reason for what was not decided", () => {
    const { page } = before(3);
    page.press("N");
    expect(page.state.reason).toBe(false);
    expect(page.notice).toBe("choose-first");
  });

  test("closing the field lets the marks go on, and an empty reason is none", () => {
    const { page } = before(3);
    page.press("1", "N").wait(GROUPING * 2);
    page.send({ sort: "say", text: "   ", now: page.now });
    page.wait(GROUPING - 500);
    expect(records(page)).toEqual([]);
    page.wait(1_000);
    expect(records(page)[0]?.reason).toBeNull();
  });
});

describe("undo", () => {
  test("of what is recorded asks for a correcting entry, and once more steps further back", () => {
    const { page } = before(3);
    page.press("1", "Enter").serve().look().press("2", "Enter").serve().look();
    page.press("U").serve().look();
    expect(page.marks).toBe("C..");
    page.press("U").serve().look();
    expect(page.marks).toBe("...");
    page.press("U");
    expect(page.notice).toBe("nothing-to-undo");
  });

  test("of an undo gives back", () => {
    const { page } = before(3);
    page.press("1", "Enter").serve().look().press("U").serve().look();
    page.press("Shift+U").serve().look();
    expect(page.marks).toBe("C..");
    page.press("Shift+U");
    expect(page.notice).toBe("nothing-to-redo");
    page.press("U").serve().look();
    expect(page.marks).toBe("...");
  });

  test("right after recording takes back that very choice, though the page has not read it yet", () => {
    const { page } = before(3);
    page.press("1", "Enter").serve().press("U");
    const [recorded] = page.studio.story().choices;
    expect(page.all.at(-1)).toEqual({ sort: "undo", choice: recorded?.digest });
  });

  test("is not asked for twice before the record shows it", () => {
    const { page } = before(3);
    page.press("1", "Enter").serve().look().press("U", "U");
    expect(page.all.filter((act) => act.sort === "undo")).toHaveLength(1);
    expect(page.notice).toBe("busy");
    page.send({ sort: "not undone", why: "away", now: page.now });
    page.press("U");
    expect(page.all.filter((act) => act.sort === "undo")).toHaveLength(2);
  });

  test("waits for a choice that is on its way", () => {
    const { page } = before(3);
    page.press("1", "Enter", "U");
    expect(page.notice).toBe("busy");
  });
});

describe("batches", () => {
  function two(): { studio: Studio; page: Page } {
    const studio = new Studio();
    studio.attempt(2, "a cat");
    studio.attempt(3, "a dog");
    return { studio, page: new Page(studio) };
  }

  test("the newest is shown, older ones are a key away", () => {
    const { page } = two();
    expect(page.batch.candidates).toHaveLength(3);
    page.press("PageUp");
    expect(page.batch.candidates).toHaveLength(2);
    page.press("PageUp");
    expect(page.notice).toBe("no-older");
    page.press("PageDown");
    expect(page.batch.candidates).toHaveLength(3);
    page.press("PageUp", "End");
    expect(page.batch.candidates).toHaveLength(3);
  });

  test("going to another records the marks, none is lost or mixed up", () => {
    const { page } = two();
    page.press("1", "PageUp", "2");
    expect(records(page)[0]?.among).toHaveLength(3);
    page.serve().wait(GROUPING + 250);
    expect(records(page)[1]?.among).toHaveLength(2);
  });

  test("marks that wait for Enter keep their batch there", () => {
    const { page } = two();
    page.press("1", "Escape", "PageUp");
    expect(page.notice).toBe("waits");
    expect(page.batch.candidates).toHaveLength(3);
    expect(records(page)).toEqual([]);
  });

  test("a newer one takes the place of one that nobody is at, and keys wait a moment", () => {
    const { studio, page } = two();
    studio.attempt(4, "a bird");
    page.look();
    expect(page.batch.candidates).toHaveLength(4);
    page.press("1");
    expect(page.notice).toBe("startled");
    expect(page.marks).toBe("....");
    page.wait(STARTLE).press("1");
    expect(page.marks).toBe("c...");
  });

  test("a newer one waits while keys are pressed, marks are pending or a picture is large", () => {
    const { studio, page } = two();
    page.press("Space", "ArrowRight");
    studio.attempt(4, "a bird");
    page.wait(REST * 2).look();
    expect(page.batch.candidates).toHaveLength(3);
    page.press("G", "1").look();
    expect(page.batch.candidates).toHaveLength(3);
    page
      .wait(GROUPING + 250)
      .serve()
      .look();
    expect(page.batch.candidates).toHaveLength(3);
    page.wait(REST);
    expect(page.batch.candidates).toHaveLength(4);
  });

  test("whoever went to an older one stays there", () => {
    const { studio, page } = two();
    page.press("PageUp").wait(REST * 2);
    studio.attempt(4, "a bird");
    page.look().wait(REST);
    expect(page.batch.candidates).toHaveLength(2);
  });
});

describe("leaving and coming back", () => {
  test("marks that count down are recorded, also while another choice is on its way", () => {
    const { page } = before(3);
    page.press("1");
    page.send({ sort: "leave", now: page.now });
    expect(records(page)[0]).toMatchObject({ leaving: true });
    const other = before(3).page.press("1", "Enter", "2");
    other.send({ sort: "leave", now: other.now });
    expect(records(other)).toHaveLength(2);
    expect(records(other)[1]?.chosen).toHaveLength(2);
  });

  test("marks that wait for Enter are not recorded by leaving", () => {
    const { page } = before(3);
    page.press("1", "Escape");
    page.send({ sort: "leave", now: page.now });
    expect(records(page)).toEqual([]);
  });

  test("what the server refused waits again, under what was pressed since", () => {
    const { page } = before(3);
    page.press("1", "Enter", "2");
    page.send({ sort: "refused", why: "nobody answered", now: page.now });
    expect(page.marks).toBe("cc.");
    expect(page.notice).toBe("refused");
    page.wait(60_000);
    expect(records(page)).toHaveLength(1);
    page.press("Enter");
    expect(records(page)[1]?.chosen).toHaveLength(2);
  });

  test("a reason that was refused opens its field again", () => {
    const { page } = before(3);
    page.press("1", "N");
    page.send({ sort: "say", text: "ears", now: page.now });
    page.send({ sort: "refused", why: "locked", now: page.now });
    expect(page.state.reason).toBe(true);
    expect(page.marks).toBe("c..");
  });
});
