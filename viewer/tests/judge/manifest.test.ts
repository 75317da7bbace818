import { describe, expect, it } from "vitest";
import { listedIn } from "../../src/judge/manifest.ts";

const HEX = "9eb523df".repeat(8);

describe("a manifest as the page shows it", () => {
  it("gives each path its digits", () => {
    const listed = listedIn(`${HEX}  data/README.txt\n${"0".repeat(64)}  data/withheld.json\n`);
    expect([...listed]).toEqual([
      ["data/README.txt", HEX],
      ["data/withheld.json", "0".repeat(64)],
    ]);
  });

  it("passes over what is no line of one", () => {
    expect(listedIn(`${HEX} data/x\n${HEX.toUpperCase()}  y\n<b>${HEX}  z\n`).size).toBe(0);
  });

  it("is not misled by names that objects have", () => {
    const listed = listedIn(`${HEX}  __proto__\n${HEX}  constructor\n`);
    expect(listed.get("__proto__")).toBe(HEX);
    expect(listed.get("toString")).toBeUndefined();
  });
});
