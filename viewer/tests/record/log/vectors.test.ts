import { expect, test } from "vitest";
import { toHex } from "../../../src/record/format/sha256.ts";
import { openCheckpoint } from "../../../src/record/log/checkpoint.ts";
import { parseVkey } from "../../../src/record/log/key.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "../../../src/record/log/merkle.ts";
import { openNote, type Signed } from "../../../src/record/log/note.ts";
import { parseTilePath, tilePath } from "../../../src/record/log/tile.ts";
import { casesOf, judge } from "./vectors.ts";

test.each(casesOf("merkle-inclusion"))("merkle-inclusion/%s", async (_, given) => {
  await judge(given, () => {
    const leaf = leafHash(given.bytes("digest"));
    const [index, size] = [given.number("index"), given.number("size")];
    verifyInclusion(leaf, index, size, given.hashes("proof"), given.bytes("root"));
  });
});

test.each(casesOf("merkle-consistency"))("merkle-consistency/%s", async (_, given) => {
  await judge(given, () => {
    verifyConsistency(
      given.number("old"),
      given.bytes("old_root"),
      given.number("size"),
      given.bytes("new_root"),
      given.hashes("proof"),
    );
  });
});

test.each(casesOf("tile-path"))("tile-path/%s", async (_, given) => {
  const tile = await judge(given, () => parseTilePath(given.text("path")));
  if (tile === null) return;
  const [level, index, width] = ["level", "index", "width"].map((name) => given.number(name));
  expect(tile).toEqual({ level, index, width });
  expect(tilePath(tile)).toBe(given.text("path"));
});

test.each(casesOf("note"))("note/%s", async (_, given) => {
  const note = await judge(given, () =>
    openNote(given.text("note"), given.texts("keys").map(parseVkey)),
  );
  if (note !== null) expect(spelled(note.verified)).toEqual(given.get("verified"));
});

test.each(casesOf("checkpoint"))("checkpoint/%s", async (_, given) => {
  const found = await judge(given, () =>
    openCheckpoint(given.text("note"), given.texts("keys").map(parseVkey)),
  );
  if (found === null) return;
  expect(found.origin).toBe(given.text("origin"));
  expect(found.size).toBe(given.number("size"));
  expect(toHex(found.root)).toBe(given.text("root"));
  expect(spelled(found.verified)).toEqual(given.get("verified"));
});

test("there are cases in every folder of the vectors", () => {
  const folders = ["merkle-inclusion", "merkle-consistency", "tile-path", "note", "checkpoint"];
  for (const folder of folders) expect(casesOf(folder).length).toBeGreaterThan(20);
});

function spelled(verified: readonly Signed[]): { key: string; time: number | null }[] {
  return verified.map(({ key, time }) => ({
    key: key.vkey,
    time: time === null ? null : Number(time),
  }));
}
