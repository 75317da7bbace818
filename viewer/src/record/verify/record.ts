/** Steps 2 to 10: what the record says, and whether it holds. */

import type { Digest } from "../format/values.ts";
import { bodyOf } from "../format/bodies.ts";
import type { Key, Moment } from "../format/values.ts";
import { WITHHELD } from "../bundle/names.ts";
import type { Anchor } from "./anchor.ts";
import { checkAnchors, openAnchors } from "./anchors.ts";
import { checkAssets, NamedAssets } from "./assets.ts";
import type { FoundAsset } from "./assets.ts";
import { checkChains } from "./chains.ts";
import type { Chains } from "./chains.ts";
import { logOf } from "./checkpoints.ts";
import type { Files } from "./files.ts";
import type { Findings } from "./findings.ts";
import { checkIntervals } from "./intervals.ts";
import type { Intervals } from "./intervals.ts";
import { entryRows, readLines } from "./lines.ts";
import type { EntryRow, Row } from "./lines.ts";
import { checkLog } from "./log.ts";
import type { LogCheck } from "./log.ts";
import type { Pace } from "./pace.ts";
import { checkRemarks } from "./remarks.ts";
import { checkSignatures } from "./signatures.ts";
import type { Signatures } from "./signatures.ts";
import { checkTexts } from "./texts.ts";
import type { Texts } from "./texts.ts";
import { Tokens } from "./tokens.ts";
import { readWithheld } from "./withheld.ts";
import type { Declared } from "./withheld.ts";

/** What a reader brings, from outside of the bundle. */
export interface Reader {
  /** Root certificates, DER. */
  readonly roots: readonly Uint8Array[];
  /** Keys whose holders the reader knows. */
  readonly signers: readonly Key[];
  /** Null where tokens of the future are not asked about. */
  readonly clock: Moment | null;
}

/** All that the steps found out, beside the findings. */
export interface RecordCheck {
  readonly rows: readonly Row[];
  readonly entries: readonly EntryRow[];
  readonly declared: Declared;
  readonly texts: Texts;
  readonly signatures: Signatures;
  readonly chains: Chains;
  /** Null where it is withheld, or there is no work. */
  readonly title: string | null;
  readonly log: LogCheck;
  readonly anchors: readonly Anchor[];
  readonly intervals: Intervals;
  readonly named: NamedAssets;
  readonly assets: ReadonlyMap<Digest, FoundAsset>;
}

/** Make the checks of steps 2 to 10, each going on with whatever the earlier ones left. */
export async function checkRecord(
  record: Blob,
  files: Files,
  reader: Reader,
  findings: Findings,
  pace: Pace,
): Promise<RecordCheck> {
  const rows = await readLines(record, findings, pace);
  const entries = entryRows(rows);
  const declared = await readWithheld(files.get(WITHHELD)?.blob ?? null, findings);
  const texts = await checkTexts(entries, declared, findings, pace);
  const signatures = await checkSignatures(entries, texts, reader.signers, findings, pace);
  const chains = await checkChains(entries, findings, pace);
  const studioLog = chains.opened === null ? null : logOf(chains.opened.entry);
  const opened = await openAnchors(entries, studioLog, pace);
  const olds = opened.flatMap((anchor) =>
    anchor.opened.state === "held" ? [anchor.opened.checkpoint.size] : [],
  );
  const log = await checkLog(rows, studioLog, olds, files, findings, pace);
  const named = new NamedAssets(entries);
  const excused = (asset: Digest) => declared.assets.has(asset) || named.erased.has(asset);
  const tokens = new Tokens({ files, ...reader, excused }, findings);
  const anchors = await checkAnchors(opened, log, tokens, findings, pace);
  const intervals = await checkIntervals(entries, anchors, log.places, findings, pace);
  const assets = await checkAssets(named, files, declared, findings, pace);
  await checkRemarks(entries, chains.following, intervals.times, findings, pace);
  return {
    ...{
      rows,
      entries,
      declared,
      texts,
      signatures,
      chains,
      log,
      anchors,
      intervals,
      named,
      assets,
    },
    title: titleOf(chains.begun, texts),
  };
}

/** What each of the steps 2 to 10 checked, in their order. */
export function countsOf(check: RecordCheck): readonly number[] {
  return [
    check.rows.length,
    check.texts.checked,
    check.signatures.checked,
    check.chains.checked,
    check.log.checked,
    check.anchors.length,
    check.entries.length,
    check.named.count,
    check.entries.length,
  ];
}

function titleOf(begun: EntryRow | null, texts: Texts): string | null {
  if (begun === null) return null;
  return texts.shown(begun, bodyOf("work.opened", begun.entry.event.body).title.text);
}
