/** The files of a bundle by path, each hashed once. */

import type { Digest } from "../format/values.ts";

/** A member of the container, as it was found. */
export interface BagFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Nothing is read of it until it is asked for. */
  readonly blob: Blob;
  /** Of its bytes, computed anew. */
  readonly digest: Digest;
}

export type Files = ReadonlyMap<string, BagFile>;

/** A file's bytes, read. Only for what is bounded: see the callers' limits. */
export async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}
