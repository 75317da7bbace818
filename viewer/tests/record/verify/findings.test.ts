import { describe, expect, test } from "vitest";
import { VerificationError } from "../../../src/record/errors.ts";
import { Findings } from "../../../src/record/verify/findings.ts";
import { EXITS } from "../../../src/record/verify/report.ts";
import { codesOf, found } from "./rows.ts";

function findingsOf(...codes: Parameters<Findings["add"]>[0][]): Findings {
  const findings = new Findings();
  for (const code of codes) findings.add(code, "here");
  return findings;
}

describe("a finding", () => {
  test("has the step and severity of its code, and only what there is to say", () => {
    const findings = findingsOf("file.missing");
    expect(findings.list()).toEqual([
      { step: 1, code: "file.missing", severity: "missing", where: "here" },
    ]);
  });

  test("has the words of the error that it was found by", () => {
    const findings = new Findings();
    const because = new VerificationError("{key} signs, and is retired", { key: "k" });
    findings.add("signer.refused", "line 1", { want: "a", got: "b", because });
    expect(findings.list()[0]).toMatchObject({
      want: "a",
      got: "b",
      reason: { template: "{key} signs, and is retired", values: { key: "k" } },
    });
  });

  test("keeps 400 characters of a value, none of them cut in half", () => {
    const findings = new Findings();
    findings.add("file.altered", "here", { want: "𝒳".repeat(401), got: "x".repeat(400) });
    expect(findings.list()[0]).toMatchObject({ want: "𝒳".repeat(400), got: "x".repeat(400) });
  });
});

describe("the list", () => {
  test("is in the order of the steps, and within one as they were found", () => {
    const findings = findingsOf("asset.missing", "file.altered", "line.malformed", "bag.malformed");
    expect(found(findings)).toEqual([
      "file.altered here",
      "bag.malformed here",
      "line.malformed here",
      "asset.missing here",
    ]);
  });

  test("has a hundred of one code, and counts the others", () => {
    const findings = new Findings();
    for (let at = 0; at < 250; at += 1) findings.add("leaf.false", `line ${at}`);
    for (let at = 0; at < 101; at += 1) findings.add("file.unknown", `file ${at}`);
    findings.add("chain.missing", "here");
    expect(findings.list()).toHaveLength(201);
    expect(findings.omitted()).toEqual([
      { code: "file.unknown", count: 1 },
      { code: "leaf.false", count: 150 },
    ]);
  });

  test("is empty as long as nothing was found", () => {
    const findings = new Findings();
    expect([findings.list(), findings.omitted()]).toEqual([[], []]);
  });
});

describe("the verdict", () => {
  test.each([
    ["intact-unknown-signer", false, []],
    ["intact", true, []],
    ["intact", true, ["signer.unvouched", "entries.stated"]],
    ["cannot-check", true, ["record.missing", "entries.stated"]],
    ["incomplete", true, ["record.missing", "file.missing"]],
    ["altered", true, ["record.missing", "file.missing", "file.altered"]],
    ["altered", true, ["file.altered"]],
  ] as const)("is %s (vouched: %s) of %j", (verdict, vouched, codes) => {
    expect(findingsOf(...codes).verdict(vouched)).toBe(verdict);
  });

  test("never depends on a note", () => {
    expect(findingsOf(...codesOf("note")).verdict(true)).toBe("intact");
  });

  test("is altered as soon as any code of failure is there", () => {
    for (const code of codesOf("failed")) expect(findingsOf(code).verdict(true)).toBe("altered");
  });

  test("has an exit status for a shell, 2 being the shell's own", () => {
    expect(Object.values(EXITS)).toEqual([0, 0, 1, 3, 4]);
  });
});

describe("the state of a step", () => {
  test("is the worst of what it found", () => {
    const findings = findingsOf("file.missing", "file.altered", "chain.missing", "kind.unknown");
    expect([1, 5].map((step) => findings.stateOf(step))).toEqual(["failed", "missing"]);
  });

  test("is held where it found nothing, or only notes", () => {
    const findings = findingsOf("entries.stated", "file.altered");
    expect([10, 2].map((step) => findings.stateOf(step))).toEqual(["held", "held"]);
  });

  test("counts findings that are not listed", () => {
    const findings = new Findings();
    for (let at = 0; at < 101; at += 1) findings.add("text.withheld", "here");
    findings.add("text.missing", "here");
    expect(findings.stateOf(3)).toBe("missing");
  });
});
