import { describe, expect, it } from "vitest";
import { FILES_COMMANDS, tokenCommands } from "../../src/judge/commands.ts";

const HEX = "9eb523df".repeat(8);

describe("commands", () => {
  it("hold the files to both manifests", () => {
    expect(FILES_COMMANDS.split("\n").slice(-2)).toEqual([
      "sha256sum --check --strict tagmanifest-sha256.txt",
      "sha256sum --check --strict manifest-sha256.txt",
    ]);
  });

  it("hold a token to the checkpoint of its line, at its own time", () => {
    const commands = tokenCommands(12, HEX, 1_795_321_154);
    expect(commands).toContain("sed -n '12p' data/record.jsonl");
    expect(commands).toContain(`-in data/time/${HEX}.tsr`);
    expect(commands).toContain("-attime 1795321154");
  });

  it("take no value that could be anything but a number or a digest", () => {
    expect(() => tokenCommands(12, `${HEX}; rm -rf ~`, 0)).toThrow(RangeError);
    expect(() => tokenCommands(12, "../../etc/passwd", 0)).toThrow(RangeError);
    expect(() => tokenCommands(0, HEX, 0)).toThrow(RangeError);
    expect(() => tokenCommands(1.5, HEX, 0)).toThrow(RangeError);
    expect(() => tokenCommands(12, HEX, Number.NaN)).toThrow(RangeError);
  });
});
