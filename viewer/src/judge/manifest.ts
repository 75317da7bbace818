/** The files of a bundle with the digests that its manifests give, which step 1 has compared. */

import type { Verification } from "../record/verify/verify.ts";

/** One file, as it lies in the ZIP. */
export interface FileView {
  readonly path: string;
  readonly size: number;
  /** 64 hex digits; null where no manifest lists the file, as none lists itself. */
  readonly listed: string | null;
  /** A finding of step 1 or 9 is about this file. */
  readonly suspect: boolean;
}

const MANIFESTS = ["tagmanifest-sha256.txt", "manifest-sha256.txt"];

/** The lines of a manifest: 64 hex digits, two spaces, a path. Others are passed over here. */
export function listedIn(manifest: string): ReadonlyMap<string, string> {
  const listed = new Map<string, string>();
  for (const [, digits, path] of manifest.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)) {
    if (digits !== undefined && path !== undefined) listed.set(path, digits);
  }
  return listed;
}

/** All files in the order of the ZIP. */
export async function filesOf({ files, report }: Verification): Promise<readonly FileView[]> {
  const texts = MANIFESTS.map((name) => files.get(name)?.blob.text() ?? Promise.resolve(""));
  const manifests = (await Promise.all(texts)).map(listedIn);
  const suspect = new Set(
    report.findings.filter(({ severity }) => severity === "failed").map(({ where }) => where),
  );
  return [...files.values()].map(({ path, size }) => ({
    path,
    size,
    listed: manifests.map((manifest) => manifest.get(path)).find((digits) => digits) ?? null,
    suspect: suspect.has(path),
  }));
}
