/** The codes of findings, each with its step and its severity: docs/formats/report.md, section 4. */

/** `note` never changes the verdict; the others do, in this order. */
export type Severity = "failed" | "missing" | "unchecked" | "note";

interface Meaning {
  readonly step: number;
  readonly severity: Severity;
}

function of(step: number, severity: Severity): Meaning {
  return { step, severity };
}

/** In the order of the text. `fork.*` come from comparing two bundles, and from nothing here. */
export const CODES = {
  "container.unreadable": of(0, "unchecked"),
  "bag.malformed": of(1, "failed"),
  "bag.contradicted": of(1, "failed"),
  "file.altered": of(1, "failed"),
  "file.damaged": of(1, "failed"),
  "file.missing": of(1, "missing"),
  "file.unlisted": of(1, "failed"),
  "file.unknown": of(1, "failed"),
  "file.unproven": of(1, "note"),
  "record.missing": of(2, "unchecked"),
  "line.malformed": of(2, "failed"),
  "text.altered": of(3, "failed"),
  "text.missing": of(3, "missing"),
  "text.withheld": of(3, "note"),
  "withheld.malformed": of(3, "failed"),
  "withheld.unknown": of(3, "failed"),
  "withheld.shown": of(3, "note"),
  "signature.false": of(4, "failed"),
  "signer.refused": of(4, "failed"),
  "signer.unchecked": of(4, "unchecked"),
  "signer.unvouched": of(4, "note"),
  "chain.broken": of(5, "failed"),
  "chain.second": of(5, "failed"),
  "chain.unknown": of(5, "failed"),
  "chain.missing": of(5, "missing"),
  "studio.other": of(5, "failed"),
  "kind.unknown": of(5, "note"),
  "checkpoint.missing": of(6, "missing"),
  "checkpoint.malformed": of(6, "failed"),
  "checkpoint.other": of(6, "failed"),
  "checkpoint.false": of(6, "failed"),
  "checkpoint.unchecked": of(6, "unchecked"),
  "checkpoint.single": of(6, "note"),
  "index.missing": of(6, "missing"),
  "index.malformed": of(6, "failed"),
  "leaf.false": of(6, "failed"),
  "tile.missing": of(6, "missing"),
  "tile.false": of(6, "failed"),
  "tile.unneeded": of(6, "failed"),
  "log.others": of(6, "note"),
  "fork.entry": of(6, "failed"),
  "fork.leaf": of(6, "failed"),
  "fork.root": of(6, "failed"),
  "anchor.malformed": of(7, "failed"),
  "anchor.other": of(7, "failed"),
  "anchor.false": of(7, "failed"),
  "anchor.early": of(7, "failed"),
  "anchor.forked": of(7, "failed"),
  "anchor.unchecked": of(7, "unchecked"),
  "token.malformed": of(7, "failed"),
  "token.false": of(7, "failed"),
  "token.missing": of(7, "missing"),
  "token.untrusted": of(7, "note"),
  "token.future": of(7, "note"),
  "pem.false": of(7, "failed"),
  "after.missing": of(8, "missing"),
  "after.later": of(8, "failed"),
  "time.backwards": of(8, "failed"),
  "time.unanchored": of(8, "note"),
  "asset.altered": of(9, "failed"),
  "asset.contradicted": of(9, "failed"),
  "asset.missing": of(9, "missing"),
  "asset.unknown": of(9, "failed"),
  "asset.withheld": of(9, "note"),
  "asset.erased": of(9, "note"),
  "entries.imported": of(10, "note"),
  "entries.stated": of(10, "note"),
  "entries.unwatched": of(10, "note"),
  "recorder.found": of(10, "note"),
  "recorder.paused": of(10, "note"),
  "recorder.unfinished": of(10, "note"),
  "anchor.late": of(10, "note"),
  "clock.outside": of(10, "note"),
  "clock.backwards": of(10, "note"),
} as const satisfies Readonly<Record<string, Meaning>>;

export type Code = keyof typeof CODES;
