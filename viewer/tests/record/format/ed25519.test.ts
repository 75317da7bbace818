import { ED25519_TORSION_SUBGROUP, ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { describe, expect, it, vi } from "vitest";
import { verifierOver, verifyEd25519 } from "../../../src/record/format/ed25519.ts";
import type { Verifier } from "../../../src/record/format/ed25519.ts";

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;
const PRIME = Point.Fp.ORDER;

/** A point of order 8, and secrets of which everybody may know. */
const TORSION = Point.fromHex(ED25519_TORSION_SUBGROUP[1] ?? "");
const A = 0x1234567890abcdefn;
const R = 0xfedcba0987654321n;

type CurvePoint = typeof TORSION;

interface Signed {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

const WAYS: [string, Verifier][] = [
  ["by WebCrypto", verifierOver(crypto.subtle)],
  ["without WebCrypto", verifierOver(null)],
  ["as this platform has it", verifyEd25519],
];

describe.each(WAYS)("a signature, %s", (_way, verify) => {
  const holds = ({ key, message, signature }: Signed): Promise<boolean> =>
    verify(key, message, signature);

  // RFC 8032 section 7.1, tests 1 to 3.
  it.each([
    [
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
  ])("of RFC 8032 holds: key %s", async (key, message, signature) => {
    const signed = {
      key: hexToBytes(key),
      message: hexToBytes(message),
      signature: hexToBytes(signature),
    };
    expect(await holds(signed)).toBe(true);
    for (const at of [0, 31, 32, 63]) {
      expect(await holds({ ...signed, signature: flipped(signed.signature, at) })).toBe(false);
    }
    expect(await holds({ ...signed, key: flipped(signed.key, 3) })).toBe(false);
    expect(await holds({ ...signed, message: Uint8Array.of(...signed.message, 0) })).toBe(false);
  });

  it("is refused with an S that is not below the order", async () => {
    const signed = sign(Point.BASE.multiply(A), Point.BASE.multiply(R), Uint8Array.of(1));
    expect(await holds(signed)).toBe(true);
    const larger = littleEndian(integer(signed.signature.subarray(32)) + ORDER);
    const signature = concatBytes(signed.signature.subarray(0, 32), larger);
    expect(await holds({ ...signed, signature })).toBe(false);
  });

  it("of a key of mixed order holds by the equation without the cofactor, or not at all", async () => {
    const key = Point.BASE.multiply(A).add(TORSION);
    const seen = new Set<boolean>();
    for (let number = 0; number < 40; number++) {
      const signed = sign(key, Point.BASE.multiply(R), Uint8Array.of(number));
      const wanted = challenge(signed) % 8n === 0n;
      expect(ed25519.verify(signed.signature, signed.message, signed.key)).toBe(true);
      expect(await holds(signed)).toBe(wanted);
      seen.add(wanted);
    }
    expect(seen.size).toBe(2);
  });

  it("with an R of mixed order does not hold by that equation", async () => {
    const signed = sign(
      Point.BASE.multiply(A),
      Point.BASE.multiply(R).add(TORSION),
      Uint8Array.of(),
    );
    expect(ed25519.verify(signed.signature, signed.message, signed.key)).toBe(true);
    expect(await holds(signed)).toBe(false);
  });

  it.each(ED25519_TORSION_SUBGROUP)(
    "of the small key %s holds where the equation does",
    async (hex) => {
      const key = Point.fromHex(hex);
      for (let number = 0; number < 8; number++) {
        const r = Point.BASE.multiply(R);
        const signed = signWith(0n, key, r, Uint8Array.of(number));
        const wanted = key.is0() || key.multiplyUnsafe(challenge(signed)).is0();
        expect(await holds(signed)).toBe(wanted);
      }
    },
  );

  it("with the neutral point as R is judged by the equation, too", async () => {
    const signed = signWith(A, Point.BASE.multiply(A), Point.ZERO, Uint8Array.of(7), 0n);
    expect(await holds(signed)).toBe(true);
  });

  it("is refused where the key is spelled in another way than its point's own", async () => {
    const signed = signWith(0n, Point.ZERO, Point.BASE.multiply(R), Uint8Array.of(1));
    expect(await holds(signed)).toBe(true);
    const above = littleEndian(1n + PRIME);
    const signBit = littleEndian(1n + 2n ** 255n);
    const other = littleEndian(PRIME - 1n + 2n ** 255n);
    for (const key of [above, signBit, other]) expect(await holds({ ...signed, key })).toBe(false);
  });

  it("is refused where R is spelled in another way than its point's own", async () => {
    const message = Uint8Array.of(3);
    const key = Point.BASE.multiply(A);
    for (const r of [littleEndian(1n + PRIME), littleEndian(1n + 2n ** 255n)]) {
      const k = integer(sha512(concatBytes(r, key.toBytes(), message))) % ORDER;
      const signature = concatBytes(r, littleEndian((k * A) % ORDER));
      expect(await holds({ key: key.toBytes(), message, signature })).toBe(false);
    }
  });

  it("is refused with a key that is no point", async () => {
    const signed = sign(Point.BASE.multiply(A), Point.BASE.multiply(R), Uint8Array.of(1));
    const none = littleEndian(2n); // y = 2 has no x
    expect(() => Point.fromBytes(none)).toThrow();
    expect(await holds({ ...signed, key: none })).toBe(false);
    expect(await holds({ ...signed, key: none })).toBe(false);
  });

  it("is refused with a key or signature of another length", async () => {
    const signed = sign(Point.BASE.multiply(A), Point.BASE.multiply(R), Uint8Array.of(1));
    expect(await holds({ ...signed, key: signed.key.subarray(1) })).toBe(false);
    expect(await holds({ ...signed, signature: signed.signature.subarray(1) })).toBe(false);
    expect(await holds({ ...signed, signature: new Uint8Array(0) })).toBe(false);
  });
});

describe("a platform", () => {
  const signed = sign(Point.BASE.multiply(A), Point.BASE.multiply(R), Uint8Array.of(1));

  it("imports a key once, however often it is asked for", async () => {
    const imports = vi.spyOn(crypto.subtle, "importKey");
    const verify = verifierOver(crypto.subtle);
    for (let i = 0; i < 5; i++) await verify(signed.key, signed.message, signed.signature);
    const ofOurs = imports.mock.calls.filter(([, key]) => sameBytes(key, signed.key));
    expect(ofOurs).toHaveLength(1);
    imports.mockRestore();
  });

  it("that does not know Ed25519 is done without", async () => {
    const unknown = subtleWith({
      importKey: () => Promise.reject(new DOMException("", "NotSupportedError")),
    });
    const verify = verifierOver(unknown);
    expect(await verify(signed.key, signed.message, signed.signature)).toBe(true);
    expect(await verify(signed.key, Uint8Array.of(2), signed.signature)).toBe(false);
  });

  it("that judges with the cofactor is done without", async () => {
    const asked: number[] = [];
    const verify = verifierOver(subtleByNoble(asked));
    const mixed = sign(
      Point.BASE.multiply(A).add(TORSION),
      Point.BASE.multiply(R),
      messageWhere((k) => k % 8n !== 0n),
    );
    expect(await verify(mixed.key, mixed.message, mixed.signature)).toBe(false);
    const whileTrying = asked.length;
    expect(await verify(signed.key, signed.message, signed.signature)).toBe(true);
    expect(asked.length).toBe(whileTrying);
  });

  it("that says yes to everything is done without", async () => {
    const verify = verifierOver(subtleWith({ verify: () => Promise.resolve(true) }));
    expect(await verify(signed.key, Uint8Array.of(2), signed.signature)).toBe(false);
  });

  it("that fails at one signature leaves that one to the points", async () => {
    let calls = 0;
    const failing = subtleWith({
      verify: (...asked: Parameters<SubtleCrypto["verify"]>) => {
        calls++;
        return calls > 4 ? Promise.reject(new Error("busy")) : crypto.subtle.verify(...asked);
      },
    });
    const verify = verifierOver(failing);
    expect(await verify(signed.key, signed.message, signed.signature)).toBe(true);
    expect(await verify(signed.key, Uint8Array.of(2), signed.signature)).toBe(false);
    expect(calls).toBeGreaterThan(4);
  });
});

/** Sign with the secret A, for a key that may have more in it. */
function sign(key: CurvePoint, r: CurvePoint, message: Uint8Array): Signed {
  return signWith(A, key, r, message);
}

function signWith(
  secret: bigint,
  key: CurvePoint,
  r: CurvePoint,
  message: Uint8Array,
  nonce = R,
): Signed {
  const bytes = {
    key: key.toBytes(),
    message,
    signature: concatBytes(r.toBytes(), new Uint8Array(32)),
  };
  const s = (nonce + challenge(bytes) * secret) % ORDER;
  return { ...bytes, signature: concatBytes(r.toBytes(), littleEndian(s)) };
}

function challenge({ key, message, signature }: Signed): bigint {
  return integer(sha512(concatBytes(signature.subarray(0, 32), key, message))) % ORDER;
}

function messageWhere(fits: (k: bigint) => boolean): Uint8Array {
  const key = Point.BASE.multiply(A).add(TORSION);
  for (let number = 0; ; number++) {
    const message = Uint8Array.of(number);
    if (fits(challenge(sign(key, Point.BASE.multiply(R), message)))) return message;
  }
}

function littleEndian(number: bigint): Uint8Array {
  return hexToBytes(number.toString(16).padStart(64, "0")).reverse();
}

function integer(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(bytes.slice().reverse())}`);
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

function sameBytes(given: unknown, bytes: Uint8Array): boolean {
  return given instanceof Uint8Array && bytesToHex(given) === bytesToHex(bytes);
}

/** The platform's cryptography with some of it in another way. */
function subtleWith(other: Partial<Record<keyof SubtleCrypto, unknown>>): SubtleCrypto {
  return new Proxy(crypto.subtle, {
    get(platform, name) {
      if (name in other) return other[name as keyof SubtleCrypto];
      const own: unknown = Reflect.get(platform, name);
      return typeof own === "function" ? (own.bind(platform) as unknown) : own;
    },
  });
}

/** A platform that judges as @noble/curves does by itself: with the cofactor. */
function subtleByNoble(asked: number[]): SubtleCrypto {
  return subtleWith({
    importKey: (_format: string, key: Uint8Array) => Promise.resolve(key),
    verify: (_name: unknown, key: Uint8Array, signature: Uint8Array, message: Uint8Array) => {
      asked.push(message.length);
      return Promise.resolve(ed25519.verify(signature, message, key));
    },
  });
}
