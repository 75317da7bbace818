import { describe, expect, it } from "vitest";
import { decisive, groupsOf, tally } from "../../src/judge/tally.ts";
import { writeReport } from "../../src/judge/report.ts";
import type { Finding, Report } from "../../src/record/verify/report.ts";
import { NOTHING_READ } from "../../src/record/verify/report.ts";

const FINDINGS: readonly Finding[] = [
  { step: 1, code: "file.unproven", severity: "note", where: "data/README.txt" },
  { step: 1, code: "file.missing", severity: "missing", where: "data/log/index" },
  { step: 1, code: "file.altered", severity: "failed", where: "a", want: "1", got: "2" },
  { step: 1, code: "file.altered", severity: "failed", where: "b", want: "3", got: "4" },
  { step: 6, code: "index.missing", severity: "missing", where: "data/log/index" },
];

const REPORT: Report = {
  format: "bozzetto-report/1",
  verdict: "altered",
  exit: 1,
  steps: [],
  findings: FINDINGS,
  omitted: [{ code: "file.altered", count: 7 }],
  ...NOTHING_READ,
};

describe("findings", () => {
  it("are counted by severity, those left out among them", () => {
    expect(tally(REPORT)).toEqual({ failed: 9, missing: 2, unchecked: 0, note: 1 });
  });

  it("are put together by code in their step, the worst first", () => {
    const groups = groupsOf(REPORT, 1);
    expect(groups.map(({ code }) => code)).toEqual([
      "file.altered",
      "file.missing",
      "file.unproven",
    ]);
    expect(groups[0]?.findings).toHaveLength(2);
    expect(groups[0]?.omitted).toBe(7);
    expect(groupsOf(REPORT, 2)).toEqual([]);
  });

  it("decide a verdict in the order of their weight, and notes never do", () => {
    expect(decisive(REPORT).map(({ where }) => where)).toEqual([
      "a",
      "b",
      "data/log/index",
      "data/log/index",
    ]);
  });
});

describe("the report as a file", () => {
  it("is canonical JSON: names sorted, no spaces, what is absent left out", () => {
    const text = new TextDecoder().decode(writeReport(REPORT));
    expect(text.startsWith('{"anchors":[],"counts":{"assets":0,"entries":0')).toBe(true);
    expect(text).toContain('{"code":"index.missing","severity":"missing","step":6,"where":');
    expect(JSON.parse(text)).toEqual(REPORT);
  });
});
