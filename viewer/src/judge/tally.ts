/** Findings counted and put together, as the page shows them. */

import { CODES } from "../record/verify/codes.ts";
import type { Code, Severity } from "../record/verify/codes.ts";
import type { Finding, Report } from "../record/verify/report.ts";

/** The order in which a reader wants to know. */
export const SEVERITIES = ["failed", "missing", "unchecked", "note"] as const;

/** How many findings there are of each severity, those that the report leaves out among them. */
export function tally(report: Report): Readonly<Record<Severity, number>> {
  const counts = { failed: 0, missing: 0, unchecked: 0, note: 0 };
  for (const finding of report.findings) counts[finding.severity] += 1;
  for (const { code, count } of report.omitted) counts[CODES[code].severity] += count;
  return counts;
}

/** Findings of one code in one step. */
export interface Group {
  readonly code: Code;
  readonly severity: Severity;
  readonly findings: readonly Finding[];
  /** Further ones, which the report counts only. */
  readonly omitted: number;
}

/** A step's findings by code, the worst first, else in the report's order. */
export function groupsOf(report: Report, step: number): readonly Group[] {
  const byCode = new Map<Code, Finding[]>();
  for (const finding of report.findings) {
    if (finding.step !== step) continue;
    const known = byCode.get(finding.code);
    if (known === undefined) byCode.set(finding.code, [finding]);
    else known.push(finding);
  }
  const left = new Map(report.omitted.map(({ code, count }) => [code, count]));
  return [...byCode]
    .map(([code, findings]) => {
      const { severity } = CODES[code];
      return { code, severity, findings, omitted: left.get(code) ?? 0 };
    })
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** The findings that decide the verdict, the worst first; notes never do. */
export function decisive(report: Report): readonly Finding[] {
  return SEVERITIES.slice(0, -1).flatMap((severity) =>
    report.findings.filter((finding) => finding.severity === severity),
  );
}
