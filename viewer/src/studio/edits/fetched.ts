/** Sending a file to the studio, and holding what the server says of it to the file itself. */

import { hashBlob, toHex } from "../../record/format/sha256.ts";
import type { Asset, Digest } from "../../record/format/values.ts";
import { Pictures } from "../../views/pictures.ts";
import { upload } from "../api.ts";

/** The server's answer names other bytes than were sent: nothing may be recorded of it. */
export class AnotherFile extends Error {}

/** A file that the studio keeps, with the bytes as they lie on this computer. */
export interface Sent {
  readonly asset: Asset;
  readonly file: Blob;
}

/**
 * Keep a file in the studio. Throws ApiError where the server refuses, AnotherFile where it names
 * other bytes.
 */
export async function sendFile(file: File): Promise<Sent> {
  const [asset, { sha256 }] = await Promise.all([upload(file, file.name), hashBlob(file)]);
  if (asset.digest !== `sha256:${toHex(sha256)}`) throw new AnotherFile();
  return { asset, file };
}

/** Pictures of files that were sent and are in no entry yet, over those of the record. */
export function picturesOver(sent: ReadonlyMap<Digest, Blob>): Pictures {
  return new Pictures((digest) => sent.get(digest) ?? null);
}
