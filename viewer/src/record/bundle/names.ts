/** The names that files of a bundle have: docs/formats/bundle.md sections 1 and 4. */

import { FormatError } from "../errors.ts";
import type { Digest } from "../format/values.ts";
import { parseTilePath, type Tile } from "../log/tile.ts";

export const BAGIT = "bagit.txt";
export const BAG_INFO = "bag-info.txt";
export const MANIFEST = "manifest-sha256.txt";
export const TAG_MANIFEST = "tagmanifest-sha256.txt";
export const RECORD = "data/record.jsonl";
export const CHECKPOINT = "data/log/checkpoint";
export const INDEX = "data/log/index";
export const WITHHELD = "data/withheld.json";
export const README = "data/README.txt";
export const DOSSIER = "data/dossier.pdf";
export const PAGE = "data/verify.html";

/** All files that a manifest lists lie under it. */
export const PAYLOAD = "data/";
/** Tiles lie under it, by their own paths. */
export const LOG = "data/log/";

/** Files that every bundle has (section 6, step 1). */
export const REQUIRED: readonly string[] = [
  BAGIT,
  BAG_INFO,
  MANIFEST,
  TAG_MANIFEST,
  RECORD,
  CHECKPOINT,
  INDEX,
  WITHHELD,
  README,
];

/** Files for reading, that no signature covers (section 7). */
export const READING_MATTER: readonly string[] = [README, DOSSIER, PAGE];

/** What is in a file of `data/time/`: a token, its certificates, or what was kept beside it. */
export type TimeExtension = "tsr" | "pem" | "crl" | "cer" | "bin";

/** What a file is by its name, which says nothing of what is in it. */
export type Sort =
  | { readonly sort: "fixed" }
  | { readonly sort: "reading" }
  | { readonly sort: "tile"; readonly tile: Tile }
  | { readonly sort: "time"; readonly digest: Digest; readonly extension: TimeExtension }
  | { readonly sort: "asset"; readonly digest: Digest; readonly extension: string }
  | { readonly sort: "unknown" };

const TIME = /^data\/time\/([0-9a-f]{64})\.([a-z]{3})$/;
const ASSET = /^data\/assets\/([0-9a-f]{64})\.([a-z0-9]{1,8})$/;

/** What the format has a path for; `unknown` if for nothing. `README.txt` is for reading. */
export function classify(path: string): Sort {
  if (READING_MATTER.includes(path)) return { sort: "reading" };
  if (REQUIRED.includes(path)) return { sort: "fixed" };
  if (path.startsWith(LOG)) return classifyTile(path.slice(LOG.length));
  const [, time, kept] = TIME.exec(path) ?? [];
  const extension = TIME_EXTENSIONS.find((known) => known === kept);
  if (time !== undefined && extension !== undefined) {
    return { sort: "time", digest: `sha256:${time}`, extension };
  }
  const [, asset, ending] = ASSET.exec(path) ?? [];
  if (asset !== undefined && ending !== undefined) {
    return { sort: "asset", digest: `sha256:${asset}`, extension: ending };
  }
  return { sort: "unknown" };
}

const TIME_EXTENSIONS: readonly TimeExtension[] = ["tsr", "pem", "crl", "cer", "bin"];

function classifyTile(path: string): Sort {
  try {
    return { sort: "tile", tile: parseTilePath(path) };
  } catch (error) {
    if (error instanceof FormatError) return { sort: "unknown" };
    throw error;
  }
}

/** Whether a manifest may list a path: what is under `data/`, or the other files at the top. */
export function mayList(manifest: string, path: string): boolean {
  if (manifest === TAG_MANIFEST) return [BAGIT, BAG_INFO, MANIFEST].includes(path);
  return path.startsWith(PAYLOAD);
}
