import { describe, expect, test } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { describeToken } from "../../../src/record/time/describe.ts";
import { UnavailableError } from "../../../src/record/time/signature.ts";
import { readToken } from "../../../src/record/time/token.ts";
import type { Token } from "../../../src/record/time/token.ts";
import { vouches } from "../../../src/record/time/trust.ts";
import { checkWhole } from "../../../src/record/time/whole.ts";
import * as der from "./encode.ts";
import * as made from "./maker.ts";

const root = made.authority("root", null);
const issuer = made.authority("issuer", root);
const signer = made.stamper(issuer);
const good = made.answer(0, made.token({ signer, certificates: [signer.der, issuer.der] }));

const SLOW = 60_000; // milliseconds: the machine may have other things to do

/** Read, describe and check; the token where all holds, and null where it is refused rightly. */
async function held(bytes: Uint8Array): Promise<Token | null> {
  try {
    const token = readToken(bytes);
    describeToken(token);
    await checkWhole(token, made.DATA);
    return (await vouches(token, [root.der], [])) ? token : null;
  } catch (error) {
    const refusals = [FormatError, VerificationError, UnavailableError];
    if (refusals.some((sort) => error instanceof sort)) {
      return null;
    }
    throw error;
  }
}

async function holds(bytes: Uint8Array): Promise<boolean> {
  return (await held(bytes)) !== null;
}

/** A row of numbers that is the same in every run (a linear congruence of Numerical Recipes). */
function draw(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0);
}

describe("hostile bytes", () => {
  test(
    "change no bit of what a token states without being refused",
    async () => {
      const whole = readToken(good);
      const { policy, imprint, serial, genTime, accuracy, nonce } = whole;
      const next = draw(1);
      let count = 0;
      for (const [at, byte] of good.entries()) {
        const changed = Uint8Array.from(good);
        changed[at] = byte ^ (1 << (next() >>> 29));
        const token = await held(changed);
        if (token) {
          count += 1;
          expect(token).toMatchObject({ policy, imprint, serial, genTime, accuracy, nonce });
          expect(token.signer.der).toEqual(whole.signer.der);
        }
      }
      // Not signed are the status, two versions, and the list of hash functions for one pass.
      expect(count).toBeLessThan(15);
    },
    SLOW,
  );

  test(
    "put any value into any place without another error",
    async () => {
      const next = draw(2);
      for (let round = 0; round < 500; round += 1) {
        const changed = Uint8Array.from(good);
        changed[next() % good.length] = next() >>> 24;
        changed[next() % good.length] = next() >>> 24;
        await holds(changed);
      }
    },
    SLOW,
  );

  test(
    "cut, double and move parts without another error",
    async () => {
      const next = draw(3);
      for (let round = 0; round < 300; round += 1) {
        const [from = 0, until = 0] = [next() % good.length, next() % good.length].sort(
          (a, b) => a - b,
        );
        const part = good.subarray(from, until);
        const ways = [
          [good.subarray(0, from), good.subarray(until)],
          [good.subarray(0, until), part, good.subarray(until)],
          [part],
          [part, good],
        ];
        await holds(der.join(ways[next() >>> 30] ?? []));
      }
    },
    SLOW,
  );

  test(
    "are refused where they are no token at all",
    async () => {
      const next = draw(4);
      for (let round = 0; round < 200; round += 1) {
        const bytes = Uint8Array.from({ length: next() % 200 }, () => next() >>> 24);
        expect(await holds(bytes)).toBe(false);
        expect(await holds(der.seq(bytes))).toBe(false);
      }
    },
    SLOW,
  );

  test(
    "of every size a token may have are read soon",
    async () => {
      const rows = Array.from({ length: 60_000 }, () => der.nothing);
      const unsigned = der.tagged(1, made.attribute("1.2.3", der.seq(...rows)));
      const large = made.token({ signer, certificates: [signer.der, issuer.der], unsigned });
      expect(await holds(large)).toBe(true);
      const deep = Uint8Array.from({ length: 262_144 }, (_, at) => (at % 2 === 0 ? 0x30 : 0x80));
      expect(await holds(deep)).toBe(false);
    },
    SLOW,
  );
});

test(
  "a thousand tokens of one authority are checked in seconds",
  async () => {
    const certificates = [signer.der, issuer.der];
    const tokens = Array.from({ length: 1000 }, (_, at) =>
      made.token({ signer, certificates, genTime: `20261122040915.${at}1Z` }),
    );
    const start = process.cpuUsage();
    for (const token of tokens) {
      expect(await holds(token)).toBe(true);
    }
    // Of this process alone, in microseconds: others may have the machine meanwhile.
    expect(process.cpuUsage(start).user).toBeLessThan(20_000_000);
  },
  SLOW,
);
