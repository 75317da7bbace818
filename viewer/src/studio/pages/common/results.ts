/** What jobs came to, as the server tells it. An answer of another form is null, and shown as none. */

import type { CheckResult, Digest, DossierResult, ImportResult, Job } from "../../api-types.ts";
import { checkResult, dossierResult, importResult } from "../../answers.ts";
import {
  boolean,
  digest,
  number,
  object,
  orNull,
  ShapeError,
  string,
  type Read,
} from "../../shape.ts";

/** A bundle that was written. */
export interface Exported {
  readonly digest: Digest;
  readonly size: number;
  readonly entries: number;
  readonly assets: number;
  /** Whether the judge's page is in it. */
  readonly page: boolean;
  readonly sealed: boolean;
  /** Whether the record says who gets it; null where nobody was named. */
  readonly recipient_recorded: boolean | null;
}

/** A copy of the studio. */
export interface BackedUp {
  readonly snapshot: string;
  readonly entries: number;
  readonly files: number;
  readonly size: number;
  /** Files that the folder did not have yet. */
  readonly copied: number;
  readonly keys: boolean;
  /** Others can read the keys there. */
  readonly exposed: boolean;
  /** Files that are missing or altered in the studio. */
  readonly damaged: number;
  /** Files that were erased, and that the folder still has from before. */
  readonly erased: number;
  readonly ok: boolean;
  /** Reports of connected tools that were not recorded yet, and are not in it. */
  readonly waiting: number;
}

const exported = object<Exported>({
  digest,
  size: number,
  entries: number,
  assets: number,
  page: boolean,
  sealed: boolean,
  recipient_recorded: orNull(boolean),
});

const backedUp = object<BackedUp>({
  snapshot: string,
  entries: number,
  files: number,
  size: number,
  copied: number,
  keys: boolean,
  exposed: boolean,
  damaged: number,
  erased: number,
  ok: boolean,
  waiting: number,
});

function read<T>({ result }: Job, reader: Read<T>): T | null {
  if (result === null) return null;
  try {
    return reader(result);
  } catch (error) {
    if (error instanceof ShapeError) return null;
    throw error;
  }
}

export const exportedBy = (job: Job): Exported | null => read(job, exported);
export const dossierBy = (job: Job): DossierResult | null => read(job, dossierResult);
export const importedBy = (job: Job): ImportResult | null => read(job, importResult);
export const checkedBy = (job: Job): CheckResult | null => read(job, checkResult);
export const backedUpBy = (job: Job): BackedUp | null => read(job, backedUp);
