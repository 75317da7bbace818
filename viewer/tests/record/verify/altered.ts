/**
 * A bundle altered in every way that somebody thought of, and what has to be found.
 *
 * The careful ones have their manifests made anew, so that only what is signed, hashed into the
 * log or stamped can tell; the careless ones have them as they were.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CARELESS_ALTERATIONS, FILE_ALTERATIONS } from "./alterations/files.ts";
import { LOG_ALTERATIONS } from "./alterations/log.ts";
import { RECORD_ALTERATIONS } from "./alterations/record.ts";
import { lighten, putTogether, remakeManifests, takeApart } from "./members.ts";
import type { Alterations, Members } from "./members.ts";

/** The bundle that `make demo` writes; of the folder that tests are run in. */
export const DEMO = "../demo-out/cat-pendant.zip";

/** A change, with the manifests as a forger would leave them. */
export const ALTERATIONS: Alterations = {
  ...carefully(RECORD_ALTERATIONS),
  ...carefully(LOG_ALTERATIONS),
  ...carefully(FILE_ALTERATIONS),
  ...CARELESS_ALTERATIONS,
};

function carefully(alterations: Alterations): Alterations {
  const careful = Object.entries(alterations).map(([name, change]) => {
    const both = (members: Members): void => {
      change(members);
      remakeManifests(members);
    };
    return [name, both] as const;
  });
  return Object.fromEntries(careful);
}

/** Bytes of the largest files in the small example; it has some pictures all the same. */
const LIGHT = 20_000;

/** The demonstration's bundle, taken apart. */
export async function demoMembers(path = DEMO): Promise<Members> {
  return takeApart(new Blob([readFileSync(path)]));
}

/** The same, with its large pictures withheld: 130 kB, and as intact. */
export async function lightMembers(path = DEMO): Promise<Members> {
  const members = await demoMembers(path);
  lighten(members, LIGHT);
  return members;
}

/** The bytes of a bundle with one alteration. */
export function altered(
  members: Members,
  change: (members: Members) => void,
): Uint8Array<ArrayBuffer> {
  const changed = new Map(members);
  change(changed);
  return putTogether(changed);
}

/**
 * Write the small example with each alteration as `NAME.zip` into a folder, and as it is as `unaltered.zip`,
 * for another verifier to judge.
 *
 * @returns The names that were written.
 */
export async function writeAltered(folder: string, bundle = DEMO): Promise<string[]> {
  const members = await lightMembers(bundle);
  mkdirSync(folder, { recursive: true });
  const all: Alterations = { unaltered: () => undefined, ...ALTERATIONS };
  for (const [name, change] of Object.entries(all)) {
    writeFileSync(join(folder, `${name}.zip`), altered(members, change));
  }
  return Object.keys(all);
}
