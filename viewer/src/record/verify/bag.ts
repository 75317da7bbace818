/** Step 1: the bag is complete, and every digest matches. docs/formats/bundle.md section 6. */

import { FormatError } from "../errors.ts";
import {
  checkDeclaration,
  MAX_TAG_FILE,
  parseBagInfo,
  parseManifest,
  payloadOxum,
} from "../bundle/bag.ts";
import type { Manifest } from "../bundle/bag.ts";
import type { Container, Member } from "../bundle/container.ts";
import {
  BAG_INFO,
  BAGIT,
  classify,
  MANIFEST,
  PAYLOAD,
  REQUIRED,
  TAG_MANIFEST,
} from "../bundle/names.ts";
import { hashBlob, hashBytes, spellDigest } from "../format/sha256.ts";
import type { BlobHashes } from "../format/sha256.ts";
import type { Digest, Moment } from "../format/values.ts";
import { bytesOf } from "./files.ts";
import type { BagFile, Files } from "./files.ts";
import type { Findings } from "./findings.ts";
import type { Pace } from "./pace.ts";

/** Members read at once, and their bytes: what is in memory at a time. */
const TOGETHER = 256;
const BYTES_TOGETHER = 32 << 20;

/** What the bag says that can be judged only when the record was read. */
export interface Bag {
  readonly files: Files;
  /** Values by label; `none` where the file is not there, `malformed` where it is not of its form. */
  readonly info: ReadonlyMap<string, string> | "none" | "malformed";
}

/** What the record says of itself that `bag-info.txt` repeats; null where nothing tells it. */
export interface Told {
  readonly work: Digest | null;
  readonly latest: Moment | null;
}

/** Hash every member once, and compare all of the bag's lists with what is there. */
export async function checkBag(container: Container, findings: Findings, pace: Pace): Promise<Bag> {
  const files = await hashAll(container, findings, pace);
  for (const path of files.keys()) {
    const { sort } = classify(path);
    if (sort === "unknown") findings.add("file.unknown", path);
    if (sort === "reading") findings.add("file.unproven", path);
  }
  const missing = new Set(REQUIRED.filter((path) => !files.has(path)));
  await readTag(files, BAGIT, checkDeclaration, findings);
  for (const name of [MANIFEST, TAG_MANIFEST]) {
    const manifest = await readTag(files, name, (bytes) => parseManifest(bytes, name), findings);
    if (manifest !== null) compare(name, manifest, files, missing, findings);
  }
  for (const path of missing) findings.add("file.missing", path);
  const info = await readTag(files, BAG_INFO, parseBagInfo, findings);
  return { files, info: info ?? (files.has(BAG_INFO) ? "malformed" : "none") };
}

/** Compare `bag-info.txt` with the bundle. A label that is absent contradicts it too. */
export function checkInfo({ files, info }: Bag, told: Told, findings: Findings): void {
  if (info === "none") return;
  const members = [...files.values()].map(({ path, size }) => ({ name: path, size }));
  const wanted = [
    ["Payload-Oxum", payloadOxum(members)],
    ["Bagging-Date", told.latest?.slice(0, "YYYY-MM-DD".length)],
    ["External-Identifier", told.work],
  ] as const;
  for (const [label, want] of wanted) {
    const got = info === "malformed" ? undefined : info.get(label);
    if (want === undefined || want === null || want === got) continue;
    findings.add("bag.contradicted", `${BAG_INFO}, ${label}`, {
      want,
      ...(got === undefined ? {} : { got }),
    });
  }
}

async function hashAll(
  { members, file }: Container,
  findings: Findings,
  pace: Pace,
): Promise<Map<string, BagFile>> {
  const files = new Map<string, BagFile>();
  let done = 0;
  await pace.begin(
    1,
    members.reduce((bytes, { size }) => bytes + size, 0),
  );
  const tell = (bytes: number): void => {
    done += bytes;
    pace.tell(done);
  };
  for (const batch of batchesOf(members)) {
    const hashes = await hashTogether(file, batch, tell);
    for (const [at, member] of batch.entries()) {
      const { name, crc32 } = member;
      const hashed = hashes[at];
      if (hashed === undefined) continue; // there is one for each
      if (hashed.crc32 !== crc32) {
        findings.add("file.damaged", name, { want: spellCrc(crc32), got: spellCrc(hashed.crc32) });
      }
      const digest = spellDigest(hashed.sha256);
      files.set(name, {
        path: name,
        size: member.size,
        digest,
        get blob() {
          return member.blob;
        },
      });
    }
    await pace.advance(done);
  }
  return files;
}

/** Hash members that follow each other out of one reading; one that is large is read in pieces. */
async function hashTogether(
  file: Blob,
  batch: readonly Member[],
  tell: (bytes: number) => void,
): Promise<readonly BlobHashes[]> {
  const [first, last] = [batch[0], batch.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (first === last) return [await hashBlob(first.blob, tell)];
  const span = await file.slice(first.start, last.start + last.size).arrayBuffer();
  tell(batch.reduce((bytes, { size }) => bytes + size, 0));
  return Promise.all(
    batch.map(({ start, size }) => hashBytes(new Uint8Array(span, start - first.start, size))),
  );
}

/** Members to be read at once: each reading is a question to another process of the browser. */
function* batchesOf(members: readonly Member[]): Iterable<readonly Member[]> {
  let batch: Member[] = [];
  let bytes = 0;
  for (const member of members) {
    if (batch.length === TOGETHER || (batch.length > 0 && bytes + member.size > BYTES_TOGETHER)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(member);
    bytes += member.size;
  }
  if (batch.length > 0) yield batch;
}

function spellCrc(sum: number): string {
  return sum.toString(16).padStart(8, "0");
}

/** Read one of the bag's own files; null where it is not there, or is not of its form. */
async function readTag<Value>(
  files: Files,
  name: string,
  parse: (bytes: Uint8Array) => Value,
  findings: Findings,
): Promise<Value | null> {
  const file = files.get(name);
  if (file === undefined) return null;
  // One byte more than any of them may have: the form then refuses it.
  const bytes = await bytesOf(file.blob.slice(0, MAX_TAG_FILE + 1));
  try {
    return parse(bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    findings.add("bag.malformed", name, { because: error });
    return null;
  }
}

function compare(
  name: string,
  manifest: Manifest,
  files: Files,
  missing: Set<string>,
  findings: Findings,
): void {
  for (const path of manifest.foreign) findings.add("bag.malformed", name, { got: path });
  for (const [path, hex] of manifest.files) {
    const file = files.get(path);
    const want = `sha256:${hex}`;
    if (file === undefined) missing.add(path);
    else if (file.digest !== want) findings.add("file.altered", path, { want, got: file.digest });
  }
  for (const path of files.keys()) {
    if (manifestOf(path) === name && !manifest.files.has(path)) findings.add("file.unlisted", path);
  }
}

/** The manifest that has to list a file; null for those that none lists. */
function manifestOf(path: string): string | null {
  if (path.startsWith(PAYLOAD)) return MANIFEST;
  return [BAGIT, BAG_INFO, MANIFEST].includes(path) ? TAG_MANIFEST : null;
}
