/** Step 6: every line is in the log that was signed. docs/formats/bundle.md section 6. */

import { hexToBytes } from "@noble/hashes/utils.js";
import { CHECKPOINT, classify, INDEX, LOG } from "../bundle/names.ts";
import { toHex } from "../format/sha256.ts";
import { VerificationError } from "../errors.ts";
import type { Checkpoint } from "../log/checkpoint.ts";
import { equalHashes, HASH_BYTES, leafHash } from "../log/merkle.ts";
import { FULL_WIDTH, inclusionTiles, neededTiles, tileOf, tilePath } from "../log/tile.ts";
import type { Tile } from "../log/tile.ts";
import { openFile } from "./checkpoints.ts";
import type { StudioLog } from "./checkpoints.ts";
import { bytesOf } from "./files.ts";
import type { Files } from "./files.ts";
import type { Findings } from "./findings.ts";
import type { Row } from "./lines.ts";
import type { Pace } from "./pace.ts";
import { readIndex } from "./places.ts";
import { Tree } from "./tree.ts";

/** Bytes that are read of the checkpoint: those of the longest note, and one more to tell. */
const LONGEST_NOTE = 2 ** 20 + 1;

/** Of a tile that is not there: its proof is then not computed. */
const NO_HASH = new Uint8Array(HASH_BYTES);

export interface LogCheck {
  /** Null where it does not hold. */
  readonly newest: Checkpoint | null;
  /** The place of each line's leaf, from the first line on; null where nothing says it. */
  readonly places: readonly number[] | null;
  /** Null without a newest checkpoint. */
  readonly tree: Tree | null;
  /** Leaves whose place is in the tree. */
  readonly checked: number;
}

/** What a line is to have in the log. */
interface Leaf {
  readonly row: Row;
  readonly place: number;
  /** Null where the line is malformed: its tile is proven all the same, and it has no leaf. */
  readonly hash: Uint8Array | null;
}

/**
 * Check the newest checkpoint, the index, the tiles, and every line's place in the log.
 *
 * @param log Null where no studio was opened.
 * @param olds Sizes of the anchored checkpoints, whose proofs need tiles too.
 */
export async function checkLog(
  rows: readonly Row[],
  log: StudioLog | null,
  olds: readonly number[],
  files: Files,
  findings: Findings,
  pace: Pace,
): Promise<LogCheck> {
  await pace.begin(6, rows.length);
  const newest = await openNewest(files, log, findings);
  const index = files.get(INDEX)?.blob ?? null;
  const places = await readIndex(index, rows.length, findings);
  if (newest === null) return { newest, places, tree: null, checked: 0 };
  const needed = neededTiles(places ?? [], olds, newest.size);
  const tree = await Tree.read(newest, needed, files);
  if (places === null) return { newest, places, tree, checked: 0 };
  findTiles(tree, needed, files, findings);
  const checked = await checkLeaves(rows, places, tree, findings, pace);
  return { newest, places, tree, checked };
}

async function openNewest(
  files: Files,
  log: StudioLog | null,
  findings: Findings,
): Promise<Checkpoint | null> {
  const file = files.get(CHECKPOINT);
  if (file === undefined) {
    findings.add("checkpoint.missing", CHECKPOINT);
    return null;
  }
  const bytes = await bytesOf(file.blob.slice(0, LONGEST_NOTE));
  const opened = await openFile(bytes, log);
  if (opened.state !== "held") {
    findings.add(`checkpoint.${opened.state}`, CHECKPOINT, opened.detail);
    return null;
  }
  if (!opened.both) findings.add("checkpoint.single", CHECKPOINT);
  return opened.checkpoint;
}

/** The tiles are exactly those needed. */
function findTiles(
  tree: Tree,
  needed: ReadonlyMap<string, Tile>,
  files: Files,
  findings: Findings,
): void {
  for (const path of tree.missing) findings.add("tile.missing", LOG + path);
  for (const path of files.keys()) {
    const isTile = classify(path).sort === "tile";
    if (isTile && !needed.has(path.slice(LOG.length))) findings.add("tile.unneeded", path);
  }
}

async function checkLeaves(
  rows: readonly Row[],
  places: readonly number[],
  tree: Tree,
  findings: Findings,
  pace: Pace,
): Promise<number> {
  const { size } = tree.newest;
  const accused = new Set<string>();
  let checked = 0;
  for (const group of byTile(rows, places)) {
    const inside = group.filter(({ row, place, hash }) => {
      if (place < size) return true;
      if (hash === null) return false;
      findings.add("leaf.false", row.where, { want: `index < ${size}`, got: String(place) });
      return false;
    });
    for (const path of checkTile(inside, tree, findings)) accused.add(path);
    checked += inside.filter(({ hash }) => hash !== null).length;
    await pace.advance(group.at(-1)?.row.number ?? 0);
  }
  for (const path of tree.misshapen) {
    // One that no line's proof needs, but an anchor's.
    if (!accused.has(path)) findings.add("tile.false", LOG + path, { got: LOG + path });
  }
  const others = size - checked;
  if (others > 0) findings.add("log.others", CHECKPOINT, { got: String(others) });
  return checked;
}

/** The lines, those of one tile of the lowest level together. */
function* byTile(rows: readonly Row[], places: readonly number[]): Generator<Leaf[]> {
  let group: Leaf[] = [];
  let tile = 0;
  for (const row of rows) {
    const place = places[row.number - 1] ?? Number.NaN; // there is one for each line
    if (Math.floor(place / FULL_WIDTH) !== tile) {
      if (group.length > 0) yield group;
      group = [];
      tile = Math.floor(place / FULL_WIDTH);
    }
    group.push({ row, place, hash: hashOf(row) });
  }
  if (group.length > 0) yield group;
}

function hashOf({ entry }: Row): Uint8Array | null {
  return entry === null ? null : leafHash(hexToBytes(entry.digest.slice("sha256:".length)));
}

/**
 * Prove the leaves of one tile: one proof suffices, for it is computed from each of its hashes.
 * Gives the tiles of a proof that failed, by path: one of them was altered.
 */
function checkTile(leaves: readonly Leaf[], tree: Tree, findings: Findings): readonly string[] {
  const [first] = leaves;
  if (first === undefined) return [];
  const { size } = tree.newest;
  const tile = tileOf(0, Math.floor(first.place / FULL_WIDTH), size);
  if (tile === null || tile.width === 1) {
    checkAlone(first, tree, findings);
    return [];
  }
  const logged = tree.leavesBeside(first.place);
  const own = logged?.[first.place % FULL_WIDTH] ?? NO_HASH;
  for (const leaf of leaves) {
    const there = logged?.[leaf.place % FULL_WIDTH];
    if (there !== undefined) compare(leaf, there, findings);
  }
  const proof = tree.include(own, first.place);
  if (proof.state !== "failed") return [];
  const paths = [...inclusionTiles(first.place, size).keys()].sort();
  tree.doubt(paths);
  const got = paths.map((path) => LOG + path).join(" ");
  findings.add("tile.false", LOG + tilePath(tile), { got, because: proof.because });
  return paths;
}

function compare({ row, hash }: Leaf, logged: Uint8Array, findings: Findings): void {
  if (hash !== null && !equalHashes(hash, logged)) {
    findings.add("leaf.false", row.where, { want: toHex(logged), got: toHex(hash) });
  }
}

/** A leaf that is alone in its tile is proven by itself: its tile need not be there. */
function checkAlone({ row, place, hash }: Leaf, tree: Tree, findings: Findings): void {
  if (hash === null) return;
  const proof = tree.include(hash, place);
  if (proof.state === "failed" && proof.because instanceof VerificationError) {
    findings.add("leaf.false", row.where, { got: toHex(hash), because: proof.because });
  }
}
