import { afterEach, describe, expect, it } from "vitest";
import { Queue } from "../../../src/studio/pages/importing/queue.svelte.ts";
import { carriedBy } from "../../../src/studio/request.ts";
import type { Digest } from "../../../src/record/format/values.ts";

const WORK: Digest = `sha256:${"a".repeat(64)}`;
const ABOUT = { role: "sketch", origin: "own hand", person: null };

let giveBack: () => void = () => undefined;
afterEach(() => {
  giveBack();
});

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/** A server that keeps every file but those whose name has `bad` in it. */
function serve(status = 422): Asked[] {
  const asked: Asked[] = [];
  giveBack = carriedBy((url, { method = "GET", body }) => {
    asked.push({ method, url, body });
    if (url.includes("bad")) {
      const error = { code: status === 409 ? "locked" : "format", message: "no", hint: null };
      return Promise.resolve(Response.json({ error }, { status }));
    }
    const asset = { digest: `sha256:${"b".repeat(64)}`, size: 3, type: "image/png", name: "a.png" };
    const recorded = { digest: WORK, place: 4, number: 1, at: "2026-11-22T12:00:00.000000Z" };
    return Promise.resolve(Response.json(method === "PUT" ? asset : recorded));
  });
  return asked;
}

function file(name: string): File {
  return new File(["abc"], name);
}

describe("Queue", () => {
  it("sends a file's bytes, then records what was said of it", async () => {
    const asked = serve();
    const queue = new Queue();
    queue.add([file("a.png")]);
    await queue.run(WORK, ABOUT);
    expect(queue.items.map(({ state }) => state)).toEqual(["done"]);
    expect(asked.map(({ method }) => method)).toEqual(["PUT", "POST"]);
    expect(asked[1]?.url).toBe(`/api/works/${WORK}/materials`);
    const body: unknown = JSON.parse(String(asked[1]?.body));
    expect(body).toMatchObject({ role: "sketch", origin: "own hand", asset: { size: 3 } });
  });

  it("goes on past a file that is refused, and tries it again when asked", async () => {
    serve();
    const queue = new Queue();
    queue.add([file("bad.png"), file("good.png")]);
    await queue.run(WORK, ABOUT);
    expect(queue.items.map(({ state }) => state)).toEqual(["failed", "done"]);
    expect(queue.items[0]?.problem?.message).toBe("no");
    expect(queue.open.map(({ file }) => file.name)).toEqual(["bad.png"]);
    queue.tidy();
    queue.remove(1);
    expect(queue.items).toEqual([]);
  });

  it("stops where the others would fare no better", async () => {
    giveBack = carriedBy(() => Promise.reject(new TypeError("refused")));
    const queue = new Queue();
    queue.add([file("a.png"), file("b.png")]);
    await queue.run(WORK, ABOUT);
    expect(queue.items.map(({ state }) => state)).toEqual(["failed", "waiting"]);
    expect(queue.running).toBe(false);
  });
});
