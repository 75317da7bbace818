import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chainRows } from "../../src/studio/api.ts";
import { askEarly, takeEarly, takeEarlyRows } from "../../src/studio/early.ts";
import { ShapeError } from "../../src/studio/shape.ts";
import { served } from "./server.ts";

const WORK = `sha256:${"a".repeat(64)}` as const;
/** An answer of one row, whose entry is none, by its place. */
const answered = (place: number): Response => new Response(`${place} {}\n`);
const placesOf = async (): Promise<number[]> => {
  return (await chainRows(WORK, 0)).map(({ place }) => place);
};
const LINES = `/api/chains/${WORK}/lines?start=0`;

describe("what is asked for early", () => {
  // After some seconds an answer is dropped by its path, be it that of a test before.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("is the session and, where the address names a work, its entries", async () => {
    const asked: string[] = [];
    const ask = (path: string): Promise<Response> => {
      asked.push(path);
      return Promise.resolve(new Response(path));
    };
    askEarly("#/", ask);
    expect(asked.splice(0)).toEqual(["/api/session"]);
    askEarly(`#/works/${WORK}/tree`, ask);
    expect(asked).toEqual([LINES, "/api/session"]);
    expect(await (await takeEarly("/api/session"))?.text()).toBe("/api/session");
    await expect(takeEarlyRows(WORK)).rejects.toThrow(ShapeError);
  });

  it("are the chains that a work rests on, too, once all of the work's entries are here", async () => {
    const [studio, anchors] = [`sha256:${"b".repeat(64)}`, `sha256:${"c".repeat(64)}`] as const;
    const asked: string[] = [];
    let end = (): void => undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("1 {}\n"));
        end = () => {
          controller.close();
        };
      },
    });
    askEarly(`#/works/${WORK}`, (path) => {
      asked.push(path);
      if (path === LINES) return Promise.resolve(new Response(body));
      const told = JSON.stringify({ studio, anchors, name: 7 });
      return Promise.resolve(path === "/api/session" ? new Response(told) : answered(9));
    });
    const first = placesOf();
    await vi.waitUntil(() => asked.length === 2, { timeout: 20_000 });
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([LINES, "/api/session"]);
    end();
    expect(await first).toEqual([1]);
    expect(asked.slice(2)).toEqual([studio, anchors].map((each) => LINES.replace(WORK, each)));
    expect((await chainRows(studio, 0)).map(({ place }) => place)).toEqual([9]);
    // Whoever asks for the session has it whole.
    expect(await (await takeEarly("/api/session"))?.json()).toEqual({ studio, anchors, name: 7 });
  });

  it.each(["no JSON", "[]", '{"studio":7,"anchors":"../home"}'])(
    "is nothing more where the session reads %s",
    async (told) => {
      const asked: string[] = [];
      askEarly(`#/works/${WORK}`, (path) => {
        asked.push(path);
        return Promise.resolve(path === LINES ? answered(1) : new Response(told));
      });
      expect(await placesOf()).toEqual([1]);
      await vi.advanceTimersByTimeAsync(0);
      expect(asked).toEqual([LINES, "/api/session"]);
    },
  );

  it("is given to the first request, and the next one goes to the server", async () => {
    const server = served(() => answered(2));
    askEarly(`#/works/${WORK}`, () => Promise.resolve(answered(1)));
    expect(await placesOf()).toEqual([1]);
    expect(await placesOf()).toEqual([2]);
    expect(server.calls.length).toBe(1);
    server.end();
  });

  it("is read at once, before anybody takes it", async () => {
    let isRead = false;
    const pull = (controller: ReadableStreamDefaultController): void => {
      controller.enqueue(new TextEncoder().encode("1 {}\n"));
      controller.close();
      isRead = true;
    };
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    askEarly(`#/works/${WORK}`, (path) =>
      Promise.resolve(new Response(path === LINES ? body : "session")),
    );
    await vi.waitUntil(() => isRead, { timeout: 20_000 });
    expect(await placesOf()).toEqual([1]);
  });

  it("is asked for again where it was refused or nobody answered", async () => {
    const server = served(() => answered(2));
    askEarly(`#/works/${WORK}`, () => Promise.resolve(new Response("", { status: 401 })));
    expect(await placesOf()).toEqual([2]);
    askEarly(`#/works/${WORK}`, () => Promise.reject(new TypeError("nobody")));
    expect(await placesOf()).toEqual([2]);
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("1 {}\n"));
        controller.error(new TypeError("nobody any more"));
      },
    });
    askEarly(`#/works/${WORK}`, () => Promise.resolve(new Response(broken)));
    expect(await placesOf()).toEqual([2]);
    server.end();
  });

  it("is no answer any more after a while", async () => {
    askEarly("#/", () => Promise.resolve(new Response("early")));
    vi.advanceTimersByTime(60_000);
    expect(await takeEarly("/api/session")).toBeNull();
  });
});
