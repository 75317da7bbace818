import { describe, expect, it, test } from "vitest";
import type { Job } from "../../../src/studio/api-types.ts";
import { dossierBy, exportedBy } from "../../../src/studio/pages/common/results.ts";
import {
  BUNDLE_DAYS,
  languagesOf,
  lastExport,
  tongueOf,
  TONGUES,
} from "../../../src/studio/pages/evidence/dossier.ts";

const DIGEST = `sha256:${"1".repeat(64)}`;
const NOON = "2026-11-22T12:00:00.000000Z";
const AT_NOON = Date.parse(NOON);
const DAY = 86_400_000;

const BUNDLE = {
  digest: DIGEST,
  size: 10,
  entries: 3,
  assets: 1,
  page: true,
  sealed: false,
  recipient_recorded: null,
};

function job(more: Partial<Job>): Job {
  return {
    id: "0123456789abcdef",
    sort: "export",
    work: null,
    title: null,
    state: "done",
    done: 1,
    total: 1,
    started: NOON,
    ended: NOON,
    error: null,
    result: BUNDLE,
    ...more,
  };
}

test("each choice of a language asks for it, and both have Chinese first", () => {
  expect(TONGUES.map(languagesOf)).toEqual([["zh"], ["en"], ["zh", "en"]]);
  expect(TONGUES.map((tongue) => tongueOf(languagesOf(tongue)))).toEqual([...TONGUES]);
});

describe("the last export", () => {
  it("is the newest that came to its end, whatever failed or runs since", () => {
    const older = job({ id: "a" });
    const list = [
      job({ id: "d", state: "running", ended: null, result: null }),
      job({ id: "c", state: "failed", result: null }),
      job({ id: "b" }),
      older,
    ];
    expect(lastExport(list, AT_NOON)?.id).toBe("b");
    expect(lastExport([older], AT_NOON)).toBe(older);
  });

  it("is none where there was none, or where its file is not kept any more", () => {
    expect(lastExport([], AT_NOON)).toBeNull();
    expect(lastExport([job({ state: "cancelled", result: null })], AT_NOON)).toBeNull();
    const end = AT_NOON + BUNDLE_DAYS * DAY;
    expect(lastExport([job({})], end - 1)).not.toBeNull();
    expect(lastExport([job({})], end)).toBeNull();
  });

  it("is none where the server says something else of it", () => {
    expect(lastExport([job({ result: { size: 10 } })], AT_NOON)).toBeNull();
  });
});

describe("what came of a dossier", () => {
  const written = {
    digest: DIGEST,
    size: 5,
    languages: ["zh", "en"],
    place: null,
    has_bundle: true,
  };

  it("is read as the server tells it", () => {
    expect(dossierBy(job({ sort: "dossier", result: written }))).toEqual(written);
  });

  it.each([
    ["nothing", null],
    ["a bundle's result without the member", { digest: DIGEST, size: 5 }],
    ["a digest that is none", { ...written, digest: "sha256:1" }],
    ["a size in words", { ...written, size: "5" }],
    ["a place that nobody offers", { ...written, place: "mars" }],
    ["a language that nobody offers", { ...written, languages: ["fr"] }],
  ])("is none where it is %s", (_name, result) => {
    expect(dossierBy(job({ sort: "dossier", result }))).toBeNull();
    expect(exportedBy(job({ sort: "dossier", result }))).toBeNull();
  });
});
