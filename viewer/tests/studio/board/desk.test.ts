import { describe, expect, test, vi } from "vitest";

import { Desk } from "../../../src/studio/board/desk.svelte.ts";
import { GROUPING } from "../../../src/studio/board/state.ts";
import { carriedBy } from "../../../src/studio/request.ts";
import { digestAt } from "../../story/build.ts";
import { Studio } from "./studio.ts";

interface Asked {
  readonly url: string;
  readonly body: unknown;
  readonly keepalive: boolean;
}

/** A desk before a batch of four, and a server that answers as it is told to. */
function setUp(answer: () => Response): { desk: Desk; asked: Asked[]; studio: Studio } {
  const studio = new Studio();
  studio.attempt(4);
  const asked: Asked[] = [];
  carriedBy((url, init) => {
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : null;
    asked.push({ url, body, keepalive: init.keepalive === true });
    return Promise.resolve(answer());
  });
  const desk = new Desk({ work: digestAt(1), refresh: () => Promise.resolve() }, null);
  desk.tell(studio.story());
  return { desk, asked, studio };
}

function recorded(): Response {
  const at = "2026-11-22T12:00:00.000000Z";
  return Response.json({ digest: digestAt(99), place: 9, number: 9, at }, { status: 201 });
}

async function until(isSo: () => boolean): Promise<void> {
  await vi.waitUntil(isSo, { timeout: 20_000 });
}

describe("the board at work", () => {
  test("records what was pressed as one choice", async () => {
    const { desk, asked } = setUp(recorded);
    desk.do({ sort: "choose", place: 2 });
    desk.do({ sort: "reject rest" });
    expect(desk.left).toBeGreaterThan(GROUPING - 500);
    desk.do({ sort: "record" });
    await until(() => typeof desk.state.sent?.entry === "string");
    expect(asked).toHaveLength(1);
    expect(asked[0]?.url).toBe(`/api/works/${digestAt(1)}/choices`);
    expect(asked[0]?.body).toMatchObject({ chosen: [desk.batch?.candidates[1]?.asset.digest] });
    expect(desk.state.sent?.entry).toBe(digestAt(99));
    desk.close();
  });

  test("sends what counts down even when the page goes away", async () => {
    const { desk, asked } = setUp(recorded);
    desk.do({ sort: "choose", place: 1 });
    desk.close();
    await until(() => asked.length > 0);
    expect(asked[0]?.keepalive).toBe(true);
    expect(desk.state.pending).toBeNull();
  });

  test("puts the marks back, with the server's words, where it was not recorded", async () => {
    const error = { code: "busy", message: "another process writes", hint: null };
    const { desk } = setUp(() => Response.json({ error }, { status: 503 }));
    desk.do({ sort: "choose", place: 1 });
    desk.do({ sort: "record" });
    await until(() => desk.state.notice !== null);
    expect(desk.state.notice).toEqual({ text: "refused", values: { why: error.message } });
    expect(desk.state.pending?.marks.size).toBe(1);
    expect(desk.left).toBeNull();
    desk.close();
  });

  test("asks the server to undo the newest choice", async () => {
    const { desk, asked, studio } = setUp(() => Response.json([], { status: 201 }));
    const [first] = desk.batch?.candidates ?? [];
    if (first === undefined) throw new RangeError("no picture");
    const made = studio.choose([first.asset.digest], [first.asset.digest], []);
    desk.tell(studio.story());
    desk.do({ sort: "undo" });
    await until(() => asked.length > 0);
    expect(asked[0]).toMatchObject({ body: { choice: made } });
    expect(asked[0]?.url.endsWith("/undo")).toBe(true);
    desk.close();
  });
});
