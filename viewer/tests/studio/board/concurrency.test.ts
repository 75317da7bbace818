import { describe, expect, test } from "vitest";

import { AT_ONCE, GROUPING } from "../../../src/studio/board/state.ts";
import { Page, Studio } from "./studio.ts";

function pair(pictures: number): { studio: Studio; one: Page; other: Page } {
  const studio = new Studio();
  studio.attempt(pictures);
  return { studio, one: new Page(studio), other: new Page(studio) };
}

describe("two pages and the command line at once", () => {
  test("a choice of the other page is seen, and kept by the next choice of this one", () => {
    const { one, other } = pair(4);
    one.press("1", "Enter").serve();
    other.look();
    expect(other.marks).toBe("C...");
    other.press("2", "Enter").serve();
    one.look();
    other.look();
    expect([one.marks, other.marks]).toEqual(["CC..", "CC.."]);
  });

  test("marks that another already recorded are done, and it is said", () => {
    const { one, other } = pair(4);
    one.press("1", "X", "2");
    other.press("1", "X", "Enter").serve();
    one.look();
    expect(one.notice).toBe("same-meanwhile");
    expect(one.marks).toBe("Rc..");
    one
      .wait(GROUPING + 250)
      .serve()
      .look();
    expect(one.marks).toBe("RC..");
    const third = pair(2);
    third.one.press("1");
    third.other.press("1", "Enter").serve();
    third.one.look().wait(GROUPING * 2);
    expect(third.one.all).toEqual([]);
  });

  test("marks that another contradicts wait for the person", () => {
    const { one, other } = pair(4);
    one.press("1");
    other.press("1", "X", "Enter").serve();
    one.look();
    expect(one.notice).toBe("other-meanwhile");
    one.wait(GROUPING * 3);
    expect(one.all).toEqual([]);
    one.press("Enter").serve().look();
    expect(one.marks).toBe("C...");
  });

  test("of two choices in the same moment, the one that was passed over is put back, not lost", () => {
    const { studio, one, other } = pair(4);
    one.press("1", "Enter");
    other.press("2", "Enter");
    one.serve();
    studio.book.wait(-19 / 60); // the book lets 20 seconds pass between two entries
    other.serve();
    one.wait(250).look();
    other.look();
    expect(other.marks).toBe(".C..");
    expect(one.marks).toBe("cC..");
    expect(one.notice).toBe("collided");
    one.wait(GROUPING * 3);
    expect(one.marks).toBe("cC..");
    one.press("Enter").serve().look();
    other.look();
    expect([one.marks, other.marks]).toEqual(["CC..", "CC.."]);
  });

  test("a later choice that takes a mark back knowingly is left as it is", () => {
    const { studio, one, other } = pair(3);
    one.press("1", "Enter").serve().look();
    studio.book.wait(AT_ONCE / 1_000);
    other.look().press("1", "X", "Enter").serve();
    one.look();
    expect(one.marks).toBe("R..");
    expect(one.state.pending).toBeNull();
  });

  test("an undo by the other page or the command line is no collision", () => {
    const { studio, one } = pair(3);
    one.press("1", "Enter").serve().look();
    const made = studio.story().choices.at(-1);
    if (made === undefined) throw new RangeError("no choice");
    studio.undo(made.digest);
    one.look();
    expect(one.marks).toBe("...");
    expect(one.state.pending).toBeNull();
  });

  test("an own undo is no collision", () => {
    const { one } = pair(3);
    one.press("1", "Enter").serve().look().press("U").serve().look();
    expect(one.marks).toBe("...");
    expect(one.state.pending).toBeNull();
  });

  test("own marks that arrive while further ones are pending are not taken for somebody else's", () => {
    const { one } = pair(4);
    one.press("1", "Enter", "1", "X").serve().look();
    expect(one.state.notice).toBeNull();
    expect(one.marks).toBe("r...");
    one
      .wait(GROUPING + 250)
      .serve()
      .look();
    expect(one.marks).toBe("R...");
  });
});
