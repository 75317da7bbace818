import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Json } from "../../src/record/format/canonical.ts";
import { sessionInfo } from "../../src/studio/answers.ts";
import { openWork } from "../../src/studio/api.ts";
import { ApiError } from "../../src/studio/request.ts";
import { act, chainsOf, session } from "../../src/studio/session.svelte.ts";
import { lang, speak } from "../../src/texts/language.svelte.ts";
import { json, refused, served, type Server } from "./server.ts";

const HEX = "cd".repeat(32);
const OWNER = `ed25519:${"A".repeat(43)}`;
const RECORDED = {
  digest: `sha256:${HEX}`,
  place: 1,
  number: 0,
  at: "2026-11-22T12:00:00.000000Z",
};

const GUEST = `ed25519:${"B".repeat(42)}A`;
let isLocked = true;
let server: Server;

function info(guest: Json = null): Json {
  return {
    ...{ studio: `sha256:${HEX}`, anchors: `sha256:${HEX}`, name: "atelier", owner: OWNER },
    ...{ locked: isLocked, opened: !isLocked, version: "1", language: "zh", page: "x", guest },
  };
}

beforeAll(async () => {
  await import("../../src/texts/studio.ts");
});

afterEach(() => {
  server.end();
  isLocked = true;
  speak("en");
});

/** A studio whose owner's passphrase is `right`. */
function studio(): Server {
  return served(({ url, body }) => {
    if (url === "/api/session") return json(info());
    if (url === "/api/unlock") {
      isLocked = !(typeof body === "string" && body.includes('"right"'));
      return isLocked ? refused(403, "locked", "not its own") : new Response(null, { status: 204 });
    }
    if (url === "/api/lock") {
      isLocked = true;
      return new Response(null, { status: 204 });
    }
    return isLocked ? refused(409, "locked", "the key is locked") : json(RECORDED);
  });
}

/** Wait until the passphrase is asked for. */
async function asked(): Promise<void> {
  await vi.waitUntil(() => session.asking !== null, { timeout: 20_000 });
}

describe("an act", () => {
  it("that needs a locked key waits for the passphrase, and is then done", async () => {
    server = studio();
    const acted = act(() => openWork("cat"));
    await asked();
    expect(session.asking?.why).toBe("the key is locked");
    await expect(session.unlock(null, "wrong")).rejects.toMatchObject({ status: 403 });
    expect(session.asking).not.toBeNull();
    await session.unlock(null, "right");
    expect(await acted).toEqual(RECORDED);
    expect(session.asking).toBeNull();
    expect(session.locked).toBe(false);
  });

  it("that a person gives up says why it was not done", async () => {
    server = studio();
    const acted = act(() => openWork("cat"));
    await asked();
    session.asking?.answer(false);
    await expect(acted).rejects.toMatchObject({ code: "locked", status: 409 });
  });

  it("that is refused for another reason asks for nothing", async () => {
    server = served(() => refused(422, "usage", "no title"));
    await expect(act(() => openWork(""))).rejects.toBeInstanceOf(ApiError);
    expect(session.asking).toBeNull();
  });
});

describe("the session", () => {
  it("knows that the server does not let this browser in, and when it does", async () => {
    server = served(() => refused(401, "guard", "who are you"));
    await session.refresh();
    expect(session.isStranger).toBe(true);
    server.end();
    server = studio();
    await session.refresh();
    expect(session.isStranger).toBe(false);
    expect(session.info?.name).toBe("atelier");
  });

  it("can lock a key that another page opened, and no key that is locked", async () => {
    server = studio();
    isLocked = false;
    await session.refresh();
    expect(session.isOpened).toBe(true);
    await session.lock();
    expect(session.isOpened).toBe(false);
    expect(session.locked).toBe(true);
  });

  it.each([
    ["the owner's for the studio's own people", null, OWNER],
    ["their own for a guest", { name: "Bo", role: "colourist", key: GUEST }, GUEST],
    ["none for a guest who has not joined", { name: "Bo", role: "colourist", key: null }, null],
  ])("names the key that the reader vouches for: %s", (_whose, guest, key) => {
    expect(chainsOf(sessionInfo(info(guest))).reader).toBe(key);
  });

  it("speaks the studio's language at first, and then what the reader has chosen", async () => {
    server = studio();
    await session.refresh();
    speak("en");
    await session.refresh();
    expect(lang()).toBe("en");
  });
});
