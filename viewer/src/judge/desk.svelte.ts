/**
 * What the reader has on the desk: one bundle, what they vouch for, and what the verification came to.
 *
 * A second bundle takes the place of the first. What the reader vouches for stays, for it is theirs.
 */

import type { Digest, Key } from "../record/format/values.ts";
import { digestOf, hashBlob, toHex } from "../record/format/sha256.ts";
import type { Verification } from "../record/verify/verify.ts";
import { verifyBundle } from "../record/verify/verify.ts";
import type { Story } from "../story/model.ts";
import { tell } from "../story/story.ts";
import { Pictures } from "../views/pictures.ts";
import { momentNow } from "./format.ts";
import { firstNaming } from "./lookup.ts";
import type { Named } from "./lookup.ts";
import { filesOf } from "./manifest.ts";
import type { FileView } from "./manifest.ts";
import { sniff } from "./sniff.ts";
import type { Sort } from "./sniff.ts";

/** A root certificate that the reader brought. */
export interface Root {
  readonly name: string;
  readonly der: Uint8Array;
  readonly digest: Digest;
}

export interface Progress {
  readonly step: number;
  readonly done: number;
  readonly total: number;
}

/** A verified bundle with everything that is drawn of it. */
export interface Result {
  readonly verification: Verification;
  /** Null where nothing of a record could be read. */
  readonly story: Story | null;
  readonly pictures: Pictures;
  /** All files of the bundle, with what the manifests say of them. */
  readonly files: readonly FileView[];
  /** The entry that first names a file, by the file's digest. */
  readonly named: ReadonlyMap<Digest, Named>;
  /** When this verification was made, by this computer's clock. */
  readonly at: string;
  /** What the reader brought to it. */
  readonly roots: readonly Root[];
  readonly signers: readonly Key[];
}

/** A file that is no bundle: what it is instead. */
export interface Refused {
  readonly name: string;
  readonly size: number;
  /** `unreadable`: a folder, or a file that has gone. */
  readonly sort: Sort | "unreadable";
  readonly digest: Digest | null;
}

export class Desk {
  /** The bundle that is verified, or was. */
  file = $state.raw<File | null>(null);
  progress = $state.raw<Progress | null>(null);
  result = $state.raw<Result | null>(null);
  refused = $state.raw<Refused | null>(null);
  /** The browser could not read the bundle on: it has gone, or changed, since it was dropped. */
  lost = $state(false);
  /** What this program itself tripped over: nothing was found out then, and that is said. */
  fault = $state.raw<Error | null>(null);
  /** The reader stopped the verification. */
  stopped = $state(false);
  roots = $state.raw<readonly Root[]>([]);
  signers = $state.raw<readonly Key[]>([]);
  /** The entry that the walk-through stands at. */
  selected = $state<Digest | null>(null);
  #running: AbortController | null = null;
  /** Counts what was dropped or stopped: of two files, the later one counts. */
  #turn = 0;

  /** Whether roots or keys have changed since the verification that is shown. */
  get stale(): boolean {
    const shown = this.result;
    return shown !== null && (shown.roots !== this.roots || shown.signers !== this.signers);
  }

  /** Take whatever was dropped: a ZIP is verified, anything else is told from one. */
  async take(file: File): Promise<void> {
    this.cancel();
    this.refused = null;
    const turn = (this.#turn += 1);
    const sort = await sniff(file).catch(whereUnreadable);
    const refused = sort === "zip" ? null : await refuse(file, sort);
    if (turn !== this.#turn) return;
    this.refused = refused;
    if (sort === "zip") await this.verify(file);
  }

  /** Verify a bundle, or the one on the desk once more. */
  async verify(file: File | null = this.file): Promise<void> {
    if (file === null) return;
    this.cancel();
    this.#turn += 1;
    const running = new AbortController();
    this.#running = running;
    if (file !== this.file) this.#clear();
    this.file = file;
    this.stopped = this.lost = false;
    this.fault = null;
    this.progress = { step: 0, done: 0, total: file.size };
    try {
      const result = await this.#run(file, running.signal);
      if (running.signal.aborted) return;
      this.result = result;
      this.selected ??= startOf(result.story);
    } catch (error) {
      this.#failed(error, running.signal);
    } finally {
      if (this.#running === running) this.progress = this.#running = null;
    }
  }

  /** Stop a verification that runs. */
  cancel(): void {
    if (this.#running === null) return;
    this.#running.abort();
    this.#running = this.progress = null;
    this.stopped = true;
  }

  select(digest: Digest | null): void {
    this.selected = digest;
  }

  async #run(file: File, signal: AbortSignal): Promise<Result> {
    const [roots, signers, at] = [this.roots, this.signers, momentNow()];
    const verification = await verifyBundle(file, file.name, {
      roots: roots.map((root) => root.der),
      signers,
      clock: at,
      signal,
      onProgress: (progress) => {
        if (!signal.aborted) this.progress = progress;
      },
    });
    const told = verification.lines.some((line) => line.entry !== null);
    const pictures = new Pictures((digest) => {
      const { presence, blob } = verification.asset(digest);
      return presence === "there" ? blob : null;
    });
    const story = told ? tell(verification) : null;
    const [files, named] = [await filesOf(verification), firstNaming(verification)];
    return { verification, story, pictures, files, named, at, roots, signers };
  }

  #clear(): void {
    this.result?.pictures.clear();
    this.result = null;
    this.selected = null;
  }

  #failed(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#clear();
    if (error instanceof DOMException) this.lost = true;
    else this.fault = error instanceof Error ? error : new Error(String(error));
  }
}

/** Where a walk begins: at what came of the work, or else at its first entry. */
function startOf(story: Story | null): Digest | null {
  return (story?.summary.final?.step ?? story?.summary.first)?.digest ?? null;
}

function whereUnreadable(error: unknown): "unreadable" {
  if (error instanceof DOMException) return "unreadable";
  throw error;
}

async function refuse(file: File, sort: Sort | "unreadable"): Promise<Refused> {
  const about = { name: file.name, size: file.size, sort };
  if (sort === "unreadable") return { ...about, digest: null };
  return { ...about, digest: await digestOfFile(file) };
}

/** The SHA-256 of a file, read once in pieces. */
export async function digestOfFile(file: Blob): Promise<Digest> {
  const { sha256 } = await hashBlob(file);
  return `sha256:${toHex(sha256)}`;
}

/** A root certificate of the reader, known by the digest of its DER. */
export function rootOf(name: string, der: Uint8Array): Root {
  return { name, der, digest: digestOf(der) };
}
