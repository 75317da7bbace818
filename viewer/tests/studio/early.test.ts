import { describe, expect, it, vi } from "vitest";
import { chainLines } from "../../src/studio/api.ts";
import { askEarly, takeEarly } from "../../src/studio/early.ts";
import { served } from "./server.ts";

const WORK = `sha256:${"a".repeat(64)}` as const;
const LINES = `/api/chains/${WORK}/lines?start=0`;

describe("what is asked for early", () => {
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
    await takeEarly(LINES);
  });

  it("is given to the first request, and the next one goes to the server", async () => {
    const server = served(() => new Response("later"));
    askEarly(`#/works/${WORK}`, () => Promise.resolve(new Response("early")));
    const said = async (): Promise<string> => new TextDecoder().decode(await chainLines(WORK, 0));
    expect(await said()).toBe("early");
    expect(await said()).toBe("later");
    expect(server.calls.length).toBe(1);
    server.end();
  });

  it("is read at once, before anybody takes it", async () => {
    let isRead = false;
    const pull = (controller: ReadableStreamDefaultController): void => {
      controller.enqueue(new TextEncoder().encode("early"));
      controller.close();
      isRead = true;
    };
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    askEarly(`#/works/${WORK}`, (path) =>
      Promise.resolve(new Response(path === LINES ? body : "session")),
    );
    await vi.waitUntil(() => isRead);
    expect(new TextDecoder().decode(await chainLines(WORK, 0))).toBe("early");
  });

  it("is asked for again where it was refused or nobody answered", async () => {
    const server = served(() => new Response("later"));
    const said = async (): Promise<string> => new TextDecoder().decode(await chainLines(WORK, 0));
    askEarly(`#/works/${WORK}`, () => Promise.resolve(new Response("", { status: 401 })));
    expect(await said()).toBe("later");
    askEarly(`#/works/${WORK}`, () => Promise.reject(new TypeError("nobody")));
    expect(await said()).toBe("later");
    server.end();
  });

  it("is no answer any more after a while", async () => {
    vi.useFakeTimers();
    askEarly("#/", () => Promise.resolve(new Response("early")));
    vi.advanceTimersByTime(60_000);
    expect(await takeEarly("/api/session")).toBeNull();
    vi.useRealTimers();
  });
});
