import { describe, expect, test } from "vitest";

import { historyOf, undoingOf } from "../../../src/studio/board/history.ts";
import type { Undoing } from "../../../src/studio/board/history.ts";
import type { Digest } from "../../../src/record/format/values.ts";
import { Studio } from "./studio.ts";

interface Ready {
  readonly studio: Studio;
  readonly all: readonly Digest[];
  readonly undoing: () => Undoing;
}

function setUp(): Ready {
  const studio = new Studio();
  const all = studio.attempt(3).map((asset) => asset.digest);
  return { studio, all, undoing: () => undoingOf(historyOf(studio.story()), new Set(all)) };
}

describe("what was undone", () => {
  test("nothing can be undone before the first choice", () => {
    expect(setUp().undoing()).toEqual({ undo: null, redo: null });
  });

  test("undoing walks back, one choice at a time", () => {
    const { studio, all, undoing } = setUp();
    const first = studio.choose(all, all.slice(0, 1), []);
    const second = studio.choose(all, all.slice(0, 2), []);
    expect(undoing()).toEqual({ undo: second, redo: null });
    const back = studio.undo(second);
    expect(undoing()).toEqual({ undo: first, redo: back });
    const further = studio.undo(first);
    expect(undoing()).toEqual({ undo: null, redo: further });
  });

  test("an undo of an undo gives the choice back, and it can be undone again", () => {
    const { studio, all, undoing } = setUp();
    const first = studio.choose(all, all.slice(0, 1), []);
    const back = studio.undo(first);
    studio.undo(back);
    expect(studio.story().pictures.get(all[0] ?? first)?.mark).toBe("chosen");
    expect(undoing()).toEqual({ undo: first, redo: null });
    const again = studio.undo(first);
    expect(undoing()).toEqual({ undo: null, redo: again });
    expect(studio.story().pictures.get(all[0] ?? first)?.mark).toBe("undecided");
  });

  test("two undos are given back in turn", () => {
    const { studio, all, undoing } = setUp();
    const first = studio.choose(all, all.slice(0, 1), []);
    const second = studio.choose(all, all.slice(1, 2), []);
    const one = studio.undo(second);
    const two = studio.undo(first);
    expect(undoing().redo).toBe(two);
    studio.undo(two);
    expect(undoing()).toEqual({ undo: first, redo: one });
    studio.undo(one);
    expect(undoing()).toEqual({ undo: second, redo: null });
  });

  test("a choice made afresh leaves nothing to be given back", () => {
    const { studio, all, undoing } = setUp();
    studio.undo(studio.choose(all, all.slice(0, 1), []));
    const fresh = studio.choose(all, all.slice(2), []);
    expect(undoing()).toEqual({ undo: fresh, redo: null });
  });

  test("a correction in words alone undoes nothing", () => {
    const { studio, all, undoing } = setUp();
    const made = studio.choose(all, all.slice(0, 1), []);
    studio.book.say("entry.corrected", { corrects: made, text: studio.book.text("a typo") });
    expect(undoing()).toEqual({ undo: made, redo: null });
  });

  test("choices about other pictures are left alone", () => {
    const { studio, all, undoing } = setUp();
    const made = studio.choose(all, all.slice(0, 1), []);
    const others = studio.attempt(2, "a dog").map((asset) => asset.digest);
    studio.choose(others, others, []);
    expect(undoing().undo).toBe(made);
  });
});
