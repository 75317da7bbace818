import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { digestOf } from "../../src/record/format/sha256.ts";
import type { Digest } from "../../src/record/format/values.ts";
import * as api from "../../src/studio/api.ts";
import { ApiError } from "../../src/studio/request.ts";
import { speak } from "../../src/texts/language.svelte.ts";
import { json, refused, served, type Server } from "./server.ts";

const DIGEST: Digest = `sha256:${"ab".repeat(32)}`;
const AT = "2026-11-22T12:00:00.000000Z";
const RECORDED = { digest: DIGEST, place: 7, number: 3, at: AT };

let server: Server | null = null;

beforeAll(async () => {
  await import("../../src/texts/studio.ts");
});

afterEach(() => {
  server?.end();
  server = null;
  speak("en");
});

async function errorOf(asked: Promise<unknown>): Promise<ApiError> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a request", () => {
  it("asks in the language of the page, and writes JSON only", async () => {
    server = served(() => json(RECORDED));
    speak("zh");
    await api.openWork("猫", "");
    const [call] = server.calls;
    expect(call?.headers.get("Accept-Language")).toBe("zh");
    expect(call?.headers.get("Content-Type")).toBe("application/json");
    expect(call?.body).toBe('{"title":"猫"}');
  });

  it("gives the server's own words where it refuses", async () => {
    server = served(() => refused(409, "locked", "the key is locked", "unlock it"));
    const error = await errorOf(api.openWork("cat"));
    expect([error.status, error.code, error.message, error.hint]).toEqual([
      409,
      "locked",
      "the key is locked",
      "unlock it",
    ]);
  });

  it("says that nobody answers, in the page's language", async () => {
    server = served(() => Promise.reject(new TypeError("Failed to fetch")));
    expect((await errorOf(api.home())).code).toBe("away");
    speak("zh");
    const error = await errorOf(api.home());
    expect(error.status).toBe(0);
    expect(error.message).toMatch(/没有应答/);
  });

  it("says that an answer is none it knows, and never throws another error for it", async () => {
    for (const body of ["<html>", "", "[1", '{"digest":1}', "null"]) {
      server = served(() => new Response(body));
      expect((await errorOf(api.openWork("cat"))).code).toBe("answer");
      server.end();
    }
    server = served(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    const error = await errorOf(api.home());
    expect([error.code, error.status]).toEqual(["answer", 502]);
  });

  it("leaves a request alone that was given up", async () => {
    const gone = new DOMException("gone", "AbortError");
    server = served(() => Promise.reject(gone));
    await expect(api.home()).rejects.toBe(gone);
  });

  it("spells a query that holds anything", async () => {
    server = served(() => json({ total: 0, works: [] }));
    await api.works({ query: "猫 & dog=1", state: null, offset: 0, limit: 100 });
    expect(server.calls[0]?.url).toBe(
      "/api/works?query=%E7%8C%AB%20%26%20dog%3D1&offset=0&limit=100",
    );
  });

  it("passes over members that it does not know, and misses none that it needs", async () => {
    const card = {
      ...{ digest: DIGEST, title: "cat", state: "draft", opened: AT, newest: AT },
      ...{ entries: 1, pictures: 2, cover: null, match: null, more: "later" },
    };
    server = served(() => json({ total: 1, works: [card], version: 9 }));
    const { works } = await api.works({});
    expect(works[0]?.title).toBe("cat");
    expect(Object.keys(works[0] ?? {})).not.toContain("more");
    server.end();
    server = served(() => json({ total: 1, works: [{ ...card, state: "lost" }] }));
    expect((await errorOf(api.works({}))).message).toContain("works[0].state");
  });
});

describe("bytes", () => {
  it("are handed out only where they are those of the digest", async () => {
    const bytes = new TextEncoder().encode("bytes");
    const own = digestOf(bytes);
    server = served(() => new Response(bytes));
    expect((await api.assetBytes(own)).presence).toBe("there");
    expect(await api.assetBytes(DIGEST)).toEqual({ presence: "altered", blob: null });
    server.end();
    server = served(() => refused(404, "missing", "there is none"));
    expect(await api.assetBytes(DIGEST)).toEqual({ presence: "missing", blob: null });
    expect(await api.thumbnail(DIGEST, 256)).toBeNull();
    server.end();
    server = served(() => refused(503, "busy", "later"));
    expect((await errorOf(api.assetBytes(DIGEST))).code).toBe("busy");
  });

  it("are sent as bytes, under the file's name", async () => {
    server = served(() => json({ digest: DIGEST, size: 5, type: "image/png", name: "a b.png" }));
    const asset = await api.upload(new File(["bytes"], "a b.png"));
    expect(asset).toEqual({ digest: DIGEST, size: 5, type: "image/png", name: "a b.png" });
    const [call] = server.calls;
    expect(call?.url).toBe("/api/uploads?name=a%20b.png");
    expect(call?.headers.get("Content-Type")).toBe("application/octet-stream");
  });
});
