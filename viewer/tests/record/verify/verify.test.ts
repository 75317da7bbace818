import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import { RECORD } from "../../../src/record/bundle/names.ts";
import { parseCanonical, writeCanonical } from "../../../src/record/format/canonical.ts";
import type { Json } from "../../../src/record/format/canonical.ts";
import type { Digest, Key } from "../../../src/record/format/values.ts";
import { readPem } from "../../../src/record/time/pem.ts";
import type { Progress } from "../../../src/record/verify/pace.ts";
import { verifyBundle } from "../../../src/record/verify/verify.ts";
import type { Options, Verification } from "../../../src/record/verify/verify.ts";
import { altered, ALTERATIONS, demoMembers, lightMembers } from "./altered.ts";
import { digestIn, pathsOf, putTogether } from "./members.ts";
import type { Members } from "./members.ts";

const NOBODY: Options = { roots: [], signers: [], clock: null };
const ROOT = "../demo-out/authority-root.pem";

let example: Members;

beforeAll(async () => {
  // Where this fails: `make demo` has not been run.
  example = await lightMembers();
});

function verify(options: Partial<Options> = {}, members = example): Promise<Verification> {
  return verifyBundle(new Blob([putTogether(members)]), "x.zip", { ...NOBODY, ...options });
}

function verifyAltered(name: string): Promise<Verification> {
  const bundle = altered(example, ALTERATIONS[name] ?? (() => undefined));
  return verifyBundle(new Blob([bundle]), "x.zip", NOBODY);
}

function assetsIn(members: Members): Digest[] {
  return pathsOf(members, /^data\/assets\//).map((path): Digest => {
    return `sha256:${digestIn(path).slice("sha256:".length)}`;
  });
}

describe("a report", () => {
  test("is a value of canonical JSON's kind, and says all there is to say", async () => {
    const { report } = await verify();
    const value = JSON.parse(JSON.stringify(report)) as Json; // what JSON wrote is JSON
    expect(parseCanonical(writeCanonical(value))).toEqual(value);
    expect(Object.keys(report).sort()).toEqual(
      "anchors counts erased exit findings format omitted spans steps subject verdict withheld".split(
        " ",
      ),
    );
    expect(report.steps.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(report.steps.every(({ state }) => state === "held")).toBe(true);
  });

  test("is intact where the reader vouches for the owner's key", async () => {
    const stranger = await verify();
    const [owner] = stranger.report.subject.hands;
    const signers: Key[] = owner === undefined ? [] : [owner.key];
    const { report } = await verify({ signers });
    expect([stranger.report.verdict, report.verdict, report.exit]).toEqual([
      "intact-unknown-signer",
      "intact",
      0,
    ]);
    expect(report.subject.hands[0]?.vouched).toBe(true);
  });

  test("calls a time trusted where one of the reader's roots vouches for it", async () => {
    const roots = readPem(readFileSync(ROOT, "utf8"));
    const { report, lines } = await verify({ roots });
    expect(new Set(report.anchors.map(({ state }) => state))).toEqual(new Set(["trusted"]));
    expect(lines[0]?.state).toBe("trusted");
  });

  test("remarks tokens of a time that the reader's clock has not come to", async () => {
    const { report } = await verify({ clock: "2026-01-01T00:00:00.000000Z" });
    const future = report.findings.filter(({ code }) => code === "token.future");
    expect(future).toHaveLength(report.anchors.length);
    expect(future[0]?.want).toBe("<= 2026-01-01T00:00:00.000000Z");
    expect(report.verdict).toBe("intact-unknown-signer");
  });

  test("says why a file is no bundle, and skips all steps behind", async () => {
    const { report, lines, files } = await verifyBundle(new Blob(["junk"]), "picture.png", NOBODY);
    expect(report.verdict).toBe("cannot-check");
    expect(report.findings).toMatchObject([{ code: "container.unreadable", where: "picture.png" }]);
    expect(report.steps.map(({ state }) => state)).toEqual([
      "unchecked",
      ...Array.from({ length: 10 }, () => "skipped"),
    ]);
    expect([lines.length, files.size]).toEqual([0, 0]);
  });

  test("says of a bundle without a record what can be said", async () => {
    const { report, files } = await verifyAltered("record-gone");
    expect(report.steps.map(({ state }) => state).slice(0, 4)).toEqual([
      "held",
      "missing",
      "unchecked",
      "skipped",
    ]);
    expect(files.has(RECORD)).toBe(false);
  });
});

describe("lines", () => {
  test("are all there, with their place in the log and their time", async () => {
    const { lines, report } = await verify();
    expect(lines).toHaveLength(report.counts.entries);
    expect(lines.map(({ number }) => number)).toEqual(lines.map((_, at) => at + 1));
    expect(lines.map(({ leaf }) => leaf)).toEqual(lines.map((_, at) => at));
    expect(lines[0]).toMatchObject({ state: "anchored", entry: { event: { number: 0 } } });
    expect(lines.at(-1)?.interval?.before).toBeNull();
  });

  test("that are malformed keep their number, and have no entry and no time", async () => {
    const { lines, report } = await verifyAltered("line-malformed");
    const broken = lines.filter(({ entry }) => entry === null);
    expect(broken).toMatchObject([{ state: "unanchored", interval: null, leaf: 9 }]);
    expect(report.counts.entries).toBe(lines.length - 1);
  });

  test("do not show a text that is not the one committed to", async () => {
    const [whole, changed] = [await verify(), await verifyAltered("text-changed")];
    const shown = ({ lines }: Verification): number =>
      lines.reduce((count, { entry }) => count + (entry?.open.size ?? 0), 0);
    expect(shown(changed)).toBe(shown(whole) - 1);
  });
});

describe("an asset", () => {
  test("that is there has its bytes", async () => {
    const [digest] = assetsIn(example);
    const { asset } = await verify();
    const found = asset(digest ?? "sha256:");
    expect([found.presence, found.blob?.size]).toEqual([
      "there",
      example.get(pathsOf(example, /^data\/assets\//)[0])?.length,
    ]);
  });

  test.each([
    ["asset-bit", "altered"],
    ["asset-gone", "missing"],
    ["asset-withheld", "withheld"],
    ["asset-moved", "missing"],
    ["asset-of-another-extension", "there"],
  ])("of a bundle with %s is %s", async (name, presence) => {
    const { asset } = await verifyAltered(name);
    const presences = assetsIn(example).map((digest) => asset(digest).presence);
    expect(presences).toContain(presence);
    expect(new Set([...presences, "there"]).size).toBeLessThanOrEqual(2);
  });

  test("that the record does not name is missing, and has no bytes", async () => {
    const { asset } = await verify();
    expect(asset(`sha256:${"0".repeat(64)}`)).toEqual({ presence: "missing", blob: null });
  });
});

describe("what the page may show", () => {
  test("are all files, by path", async () => {
    const { files } = await verify();
    expect([...files.keys()]).toEqual([...example.keys()]);
    expect(files.get("bagit.txt")?.size).toBe(example.get("bagit.txt")?.length);
    expect(await files.get("bagit.txt")?.blob.text()).toContain("BagIt-Version: 1.0");
  });

  test("is no file's blob until it is asked for", async () => {
    const slice = vi.spyOn(Blob.prototype, "slice");
    const { files, asset } = await verify();
    const before = slice.mock.calls.length;
    for (const path of files.keys()) expect(files.get(path)?.path).toBe(path);
    expect(asset(`sha256:${"0".repeat(64)}`).presence).toBe("missing");
    expect(slice.mock.calls.length).toBe(before);
    expect(files.get("bagit.txt")?.blob.size).toBe(example.get("bagit.txt")?.length);
    expect(slice.mock.calls.length).toBeGreaterThan(before);
    slice.mockRestore();
  });

  test("are the tokens as they were read, with each anchor", async () => {
    const { anchors } = await verify();
    const tokens = anchors.flatMap((anchor) => anchor.tokens);
    expect(tokens.map(({ state }) => state)).toEqual(anchors.map(() => "whole"));
    expect(tokens[0]?.token?.certificates.length).toBeGreaterThan(0);
  });
});

describe("a verification", () => {
  test("tells how far it is, step by step, and never beyond", async () => {
    const told: Progress[] = [];
    await verify({ onProgress: (progress) => told.push(progress) });
    expect([...new Set(told.map(({ step }) => step))]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(told.every(({ done, total }) => done <= total)).toBe(true);
  });

  test("can be given up at any step", async () => {
    for (const step of [0, 1, 4, 7, 10]) {
      const controller = new AbortController();
      const onProgress = (progress: Progress): void => {
        if (progress.step === step) controller.abort(new Error(`at ${step}`));
      };
      await expect(verify({ onProgress, signal: controller.signal })).rejects.toThrow(`at ${step}`);
    }
  });

  test("refuses a root of the reader's that is no certificate", async () => {
    await expect(verify({ roots: [Uint8Array.of(1, 2, 3)] })).rejects.toThrow(FormatError);
  });

  test("passes on that the file cannot be read any more", async () => {
    const bundle = new Blob([putTogether(await demoMembers())]);
    let reads = 0;
    const failing = new Proxy(bundle, {
      get(target, name) {
        if (name !== "slice") return Reflect.get(target, name) as unknown;
        return (...ends: [number, number]) => {
          const part = target.slice(...ends);
          // The headers are read first; then the file is taken away.
          part.slice = () => {
            reads += 1;
            throw new DOMException("gone", "NotReadableError");
          };
          return part;
        };
      },
    });
    await expect(verifyBundle(failing, "x.zip", NOBODY)).rejects.toThrow("gone");
    expect(reads).toBeGreaterThan(0);
  });

  test("says the same of the same bundle every time", async () => {
    const [one, other] = [await verify(), await verify()];
    expect(one.report).toEqual(other.report);
  });
});
