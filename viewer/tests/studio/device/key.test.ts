import { beforeEach, describe, expect, test, vi } from "vitest";
import { verifyEd25519 } from "../../../src/record/format/ed25519.ts";
import { keyBytes } from "../../../src/record/format/values.ts";
import { hindrance, knownKey, ownKey } from "../../../src/studio/device/key.ts";
import type { Store } from "../../../src/studio/device/key.ts";

const BYTES = new TextEncoder().encode("DSSEv1 2 ab 2 {}");

function memory(): Store {
  const kept = new Map<string, CryptoKeyPair>();
  return {
    get: (name) => Promise.resolve(kept.get(name) ?? null),
    put: (name, pair) => {
      kept.set(name, pair);
      return Promise.resolve();
    },
  };
}

describe("a key on this device", () => {
  beforeEach(() => {
    vi.stubGlobal("isSecureContext", true);
  });

  test("signs what the record's own verifier accepts", async () => {
    const own = await ownKey("sha256:1", memory());
    expect(own.key).toMatch(/^ed25519:[\w-]{43}$/);
    const signature = Uint8Array.from(Buffer.from(await own.sign(BYTES), "base64"));
    expect(await verifyEd25519(keyBytes(own.key), BYTES, signature)).toBe(true);
    BYTES[0] = 0x45;
    expect(await verifyEd25519(keyBytes(own.key), BYTES, signature)).toBe(false);
  });

  test("is made once for a studio, and another one for another", async () => {
    const store = memory();
    expect(await knownKey("sha256:1", store)).toBeNull();
    const first = await ownKey("sha256:1", store);
    expect((await ownKey("sha256:1", store)).key).toBe(first.key);
    expect((await knownKey("sha256:1", store))?.key).toBe(first.key);
    expect((await ownKey("sha256:2", store)).key).not.toBe(first.key);
  });

  test("cannot be read out", async () => {
    const kept: CryptoKeyPair[] = [];
    const store: Store = {
      get: () => Promise.resolve(null),
      put: (_name, pair) => {
        kept.push(pair);
        return Promise.resolve();
      },
    };
    await ownKey("sha256:1", store);
    const [pair] = kept;
    if (pair === undefined) throw new Error("nothing was kept");
    await expect(crypto.subtle.exportKey("pkcs8", pair.privateKey)).rejects.toThrow();
  });

  test("wants a secure line and a browser that knows Ed25519", async () => {
    expect(await hindrance()).toBeNull();
    const refuse = vi
      .spyOn(crypto.subtle, "generateKey")
      .mockRejectedValue(new DOMException("no", "NotSupportedError"));
    expect(await hindrance()).toBe("browser");
    refuse.mockRestore();
    vi.stubGlobal("isSecureContext", false);
    expect(await hindrance()).toBe("insecure");
  });
});
