import { describe, expect, it } from "vitest";
import type { Job } from "../../../src/studio/api-types.ts";
import { Draft } from "../../../src/studio/pages/common/draft.svelte.ts";
import type { Keeper } from "../../../src/studio/pages/common/draft.svelte.ts";
import {
  canResume,
  isOpen,
  shareOf,
  withNews,
} from "../../../src/studio/pages/common/jobs.svelte.ts";
import { backedUpBy, exportedBy } from "../../../src/studio/pages/common/results.ts";
import { pathsIn } from "../../../src/studio/pages/importing/paths.ts";
import { faultIn } from "../../../src/studio/pages/people/passphrase.ts";
import { bytesOf, typedOf } from "../../../src/studio/pages/settings/sizes.ts";

function keeper(): Keeper & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
    removeItem: (name) => void kept.delete(name),
  };
}

function job(more: Partial<Job>): Job {
  return {
    id: "0123456789abcdef",
    sort: "export",
    work: null,
    title: null,
    state: "running",
    done: 0,
    total: 0,
    started: "2026-11-22T12:00:00.000000Z",
    ended: null,
    error: null,
    result: null,
    ...more,
  };
}

describe("Draft", () => {
  it("is there again on a page that was loaded anew, until it was recorded", () => {
    const tab = keeper();
    const draft = new Draft("intent", tab);
    draft.text = "一枚猫形水晶吊坠";
    expect(new Draft("intent", tab).text).toBe("一枚猫形水晶吊坠");
    expect(new Draft("note", tab).text).toBe("");
    draft.clear();
    expect(new Draft("intent", tab).text).toBe("");
    expect(tab.kept.size).toBe(0);
  });

  it("goes on in the field alone where the browser keeps nothing", () => {
    const refuse = (): never => {
      throw new DOMException("full", "QuotaExceededError");
    };
    const draft = new Draft("intent", { getItem: refuse, setItem: refuse, removeItem: refuse });
    draft.text = "still here";
    expect(draft.text).toBe("still here");
    draft.clear();
    expect(draft.text).toBe("");
    expect(new Draft("intent", null).text).toBe("");
  });

  it("passes on what is no refusal of the browser", () => {
    const broken: Keeper = {
      getItem: () => null,
      removeItem: () => undefined,
      setItem: () => {
        throw new TypeError("not a keeper");
      },
    };
    expect(() => {
      new Draft("intent", broken).text = "a";
    }).toThrow(TypeError);
  });
});

describe("jobs", () => {
  it("stand in the order of their starts, and each once with its newest state", () => {
    const old = job({ id: "a", started: "2026-11-22T12:00:00.000000Z" });
    const young = job({ id: "b", started: "2026-11-22T13:00:00.000000Z" });
    const list = [old, young].reduce<readonly Job[]>(withNews, []);
    expect(list.map(({ id }) => id)).toEqual(["b", "a"]);
    const news = withNews(list, job({ id: "a", state: "done" }));
    expect(news.map(({ id, state }) => [id, state])).toEqual([
      ["b", "running"],
      ["a", "done"],
    ]);
  });

  it("say how much is done, or that nobody knows of how much", () => {
    expect(shareOf(job({ done: 3, total: 12 }))).toBe(0.25);
    expect(shareOf(job({ done: 13, total: 12 }))).toBe(1);
    expect(shareOf(job({ done: 3, total: 0 }))).toBeNull();
    expect(shareOf(job({ state: "done" }))).toBe(1);
  });

  it("can be taken up again only where they were broken off", () => {
    const states = ["waiting", "running", "done", "failed", "cancelled", "interrupted"] as const;
    expect(states.filter((state) => isOpen(job({ state })))).toEqual(["waiting", "running"]);
    expect(states.filter((state) => canResume(job({ state })))).toEqual([
      "cancelled",
      "interrupted",
    ]);
  });

  it("come to nothing where the answer is of another form", () => {
    const result = {
      digest: `sha256:${"0".repeat(64)}`,
      size: 1,
      entries: 2,
      assets: 3,
      page: true,
      sealed: false,
    };
    expect(exportedBy(job({ result }))?.page).toBe(true);
    expect(exportedBy(job({ result }))?.recipient_recorded).toBeNull();
    expect(exportedBy(job({ result: { ...result, page: "yes" } }))).toBeNull();
    expect(exportedBy(job({ result: null }))).toBeNull();
    expect(backedUpBy(job({ result }))).toBeNull();
  });
});

describe("what a person types", () => {
  it("is a path a line, each once, without a file manager's quotes", () => {
    expect(pathsIn(" ~/a b \r\n\n\"/c/d e\"\n~/a b\n'x'\n")).toEqual(["~/a b", "/c/d e", "x"]);
    expect(pathsIn("")).toEqual([]);
    expect(pathsIn('"')).toEqual(['"']);
  });

  it("is a size in gigabytes, with a point or a comma; or none", () => {
    expect(bytesOf("2")).toBe(2_000_000_000);
    expect(bytesOf(" 0,5 ")).toBe(500_000_000);
    expect(bytesOf("")).toBeNull();
    for (const wrong of ["0", "-1", "1e3", "many", "1.2345", "99999999"]) {
      expect(bytesOf(wrong), wrong).toBeUndefined();
    }
    expect(typedOf(1_500_000_000)).toBe("1.5");
    expect(typedOf(null)).toBe("");
    expect(bytesOf(typedOf(123_456_000_000))).toBe(123_456_000_000);
  });

  it("is a passphrase that is long enough, twice the same", () => {
    expect(faultIn("short", "short")).toBe("short");
    expect(faultIn("long enough", "long enougH")).toBe("differs");
    expect(faultIn("一二三四五六七八", "一二三四五六七八")).toBeNull();
    expect(faultIn("x".repeat(1025), "x".repeat(1025))).toBe("long");
  });
});
