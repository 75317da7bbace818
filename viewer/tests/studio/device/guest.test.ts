import { afterEach, describe, expect, test, vi } from "vitest";
import { canonicalText } from "../../../src/record/format/canonical.ts";
import { commitmentOf } from "../../../src/record/format/commitment.ts";
import { comment } from "../../../src/studio/api.ts";
import { signWith } from "../../../src/studio/device/guest.ts";
import { ownKey, type DeviceKey } from "../../../src/studio/device/key.ts";
import { ApiError, carriedBy, signedBy } from "../../../src/studio/request.ts";

const DIGEST = `sha256:${"0".repeat(64)}` as const;
const SALT = "AAAAAAAAAAAAAAAAAAAAAA";
const RECORDED = { digest: DIGEST, place: 9, number: 4, at: "2026-11-22T12:00:00.000000Z" };

async function device(): Promise<DeviceKey> {
  const none = { get: () => Promise.resolve(null), put: () => Promise.resolve() };
  return ownKey(DIGEST, none);
}

/** What a server hands out to be signed. */
function wanted(own: DeviceKey, number: number): object {
  const text = commitmentOf(SALT, "warmer");
  const event = canonicalText({
    after: null,
    at: "2026-11-22T12:00:00.000000Z",
    body: { about: [], text: { text } },
    by: { person: own.key },
    chain: DIGEST,
    format: "bozzetto/1",
    kind: "comment.made",
    number,
    previous: DIGEST,
    seen: "stated",
    studio: DIGEST,
  });
  return { id: `act-${number}`, event, open: { [text]: [SALT, "warmer"] } };
}

/** A server that answers so, one after the other, and keeps what it was asked. */
function answering(...answers: readonly [number, object][]) {
  const asked: string[] = [];
  const left = [...answers];
  const stop = carriedBy((url, init) => {
    asked.push(`${String(init.method)} ${url}`);
    const [status, body] = left.shift() ?? [500, {}];
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
  return { asked, stop };
}

describe("an act of a guest", () => {
  afterEach(() => {
    signedBy(null);
    vi.unstubAllGlobals();
  });

  test("is signed on the way, and again where its chain went on", async () => {
    const own = await device();
    signWith(own);
    const server = answering([202, wanted(own, 4)], [202, wanted(own, 5)], [200, RECORDED]);
    await comment(DIGEST, { text: "warmer", about: [] });
    expect(server.asked).toEqual([
      `POST /api/works/${DIGEST}/comments`,
      "POST /api/signatures/act-4",
      "POST /api/signatures/act-5",
    ]);
    server.stop();
  });

  test("is not signed where the server asks for another's", async () => {
    const [own, other] = [await device(), await device()];
    signWith(own);
    const server = answering([202, wanted(other, 4)]);
    const doing = comment(DIGEST, { text: "warmer", about: [] });
    await expect(doing).rejects.toMatchObject({ code: "verification" });
    expect(server.asked).toHaveLength(1);
    server.stop();
  });

  test("is given up where it is asked for again and again", async () => {
    const own = await device();
    signWith(own);
    const server = answering(
      ...Array.from({ length: 20 }, (): [number, object] => [202, wanted(own, 4)]),
    );
    await expect(comment(DIGEST, { text: "warmer", about: [] })).rejects.toThrow(ApiError);
    expect(server.asked.length).toBeLessThan(12);
    server.stop();
  });
});
