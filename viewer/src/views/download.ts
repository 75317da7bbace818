/** The exact bytes of a file, given to the reader under a name that nobody else has chosen. */

import type { Asset } from "../record/format/values.ts";

/** By media type, as docs/formats/bundle.md section 4 has it; what is not in it is `bin`. */
const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ["application/json", "json"],
  ["application/pdf", "pdf"],
  ["application/vnd.adobe.photoshop", "psd"],
  ["application/x-krita", "kra"],
  ["application/zip", "zip"],
  ["image/avif", "avif"],
  ["image/gif", "gif"],
  ["image/jpeg", "jpg"],
  ["image/jxl", "jxl"],
  ["image/openraster", "ora"],
  ["image/png", "png"],
  ["image/tiff", "tiff"],
  ["image/vnd.adobe.photoshop", "psd"],
  ["image/webp", "webp"],
  ["image/x-xcf", "xcf"],
  ["text/plain", "txt"],
  ["video/mp4", "mp4"],
  ["video/webm", "webm"],
]);

/** The digest and an extension: the name in the record could be anything. */
export function downloadName(asset: Asset): string {
  const extension = EXTENSIONS.get(asset.type) ?? "bin";
  return `${asset.digest.slice("sha256:".length)}.${extension}`;
}

/** Bytes of no type, which no browser opens for itself. */
export function untyped(blob: Blob): Blob {
  return blob.slice(0, blob.size, "application/octet-stream");
}
