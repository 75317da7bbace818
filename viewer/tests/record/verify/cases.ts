/** Cases that the command-line verifier has left behind: bundles, and what it said of each. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isKey } from "../../../src/record/format/values.ts";
import type { Key } from "../../../src/record/format/values.ts";
import { readPem } from "../../../src/record/time/pem.ts";
import type { Finding, Report } from "../../../src/record/verify/report.ts";
import type { Options } from "../../../src/record/verify/verify.ts";

/** As tests/verify/kept.py writes it. */
interface Kept {
  readonly bundle: string;
  readonly name: string;
  readonly roots: readonly string[];
  readonly signers: readonly string[];
  readonly clock: string | null;
  readonly test: string;
  readonly report: Report;
}

export interface Case {
  /** The file of the case, and the test that made it. */
  readonly title: string;
  readonly name: string;
  readonly report: Report;
  readonly options: Options;
  readonly bundle: () => Blob;
}

/** The folders that cases lie in: BOZZETTO_CASES may name several, with colons between. */
export function caseFolders(): string[] {
  const named = process.env.BOZZETTO_CASES ?? "../build/cases";
  return named.split(":").map((folder) => resolve(folder));
}

/** All cases of a folder; none where there is no such folder. */
export function casesIn(folder: string): Case[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => readCase(folder, name));
}

function readCase(folder: string, file: string): Case {
  // Written by this project's own tests, of the form above.
  const kept = JSON.parse(readFileSync(join(folder, file), "utf8")) as Kept;
  return {
    title: `${file.slice(0, 12)} ${kept.name} ${kept.test}`.trimEnd(),
    name: kept.name,
    report: kept.report,
    options: {
      roots: kept.roots.flatMap((pem) => readPem(pem)),
      signers: kept.signers.filter((key): key is Key => isKey(key)),
      clock: kept.clock,
    },
    bundle: () => new Blob([readFileSync(join(folder, kept.bundle))]),
  };
}

/** A report as two verifiers have to agree on it: without reasons, findings as sets. */
export function comparable(report: Report): unknown {
  const findings = [...new Set(report.findings.map(spelled))].sort();
  const omitted = report.omitted.map(({ code, count }) => `${code} ${count}`).sort();
  return { ...report, findings, omitted };
}

function spelled(finding: Finding): string {
  const { step, code, severity, where, want, got } = finding;
  return [step, code, severity, where, `want ${want ?? "-"}`, `got ${got ?? "-"}`].join(" | ");
}
