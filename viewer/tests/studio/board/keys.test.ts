import { describe, expect, test } from "vitest";

import { commandOf, LEGEND } from "../../../src/studio/board/keys.ts";
import texts from "../../../src/texts/studio-board.json";

const bare = { shift: false, other: false };

describe("keys of the board", () => {
  test.each(["1", "9", "c", "C", "x", "n", "u", "g", "z", " ", "Enter", "Escape", "PageUp", "End"])(
    "%j asks for something",
    (key) => {
      expect(commandOf({ key, ...bare })).not.toBeNull();
    },
  );

  test.each(["0", "a", "F5", "Tab", "Dead", "Process", "10", "é"])(
    "%j is left to the page",
    (key) => {
      expect(commandOf({ key, ...bare })).toBeNull();
    },
  );

  test("what is held with Ctrl, Meta or Alt belongs to the browser", () => {
    for (const { key } of [{ key: "c" }, { key: "1" }, { key: "z" }]) {
      expect(commandOf({ key, shift: false, other: true })).toBeNull();
    }
  });

  test("Shift makes another key of it, also with the large letters locked", () => {
    expect(commandOf({ key: "X", shift: true, other: false })).toEqual({ sort: "reject rest" });
    expect(commandOf({ key: "X", shift: false, other: false })?.sort).toBe("reject");
    expect(commandOf({ key: "!", shift: true, other: false })).toBeNull();
  });

  test("each line of the legend has words, and a button unless it stands for digits", () => {
    const known = new Set(Object.keys(texts));
    for (const { name, command } of LEGEND) {
      expect(known.has(`studio.board.key.${name}`)).toBe(true);
      expect(command === null).toBe(name === "digits");
    }
  });
});
