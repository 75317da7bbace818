import { afterEach, describe, expect, test, vi } from "vitest";
import { VerificationError } from "../../../src/record/errors.ts";
import { UnavailableError } from "../../../src/record/time/signature.ts";
import { readToken } from "../../../src/record/time/token.ts";
import { vouches } from "../../../src/record/time/trust.ts";
import { checkWhole } from "../../../src/record/time/whole.ts";
import * as der from "./encode.ts";
import * as made from "./maker.ts";
import type { Kind, TokenOptions } from "./maker.ts";

made.pair("RSA"); // takes long to make: not in the time of a test
const root = made.authority("root", null);
const issuer = made.authority("issuer", root);

function tokenBy(kind: Kind, options: Partial<TokenOptions> = {}): Uint8Array {
  const signer = made.stamper(issuer, { pair: made.pair(kind) });
  return made.token({ signer, certificates: [signer.der], ...options });
}

const damaged = (real: Uint8Array): Uint8Array =>
  der.join([real.subarray(0, -1), Uint8Array.of((real.at(-1) ?? 0) ^ 1)]);

/** WebCrypto as a browser has it that lacks some of it. */
function lacking(isLacking: (algorithm: string) => boolean): Pick<Crypto, "subtle"> {
  const real = crypto.subtle;
  const importKey = (...given: Parameters<SubtleCrypto["importKey"]>): Promise<CryptoKey> =>
    isLacking(JSON.stringify(given[2]))
      ? Promise.reject(new DOMException("not here", "NotSupportedError"))
      : real.importKey(...given);
  const verify = real.verify.bind(real);
  return { subtle: Object.assign(Object.create(real) as SubtleCrypto, { importKey, verify }) };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

const WITHOUT: [string, () => unknown][] = [
  ["no WebCrypto", () => undefined],
  ["no subtle", () => ({})],
  ["no algorithm", () => lacking(() => true)],
];

describe.each(WITHOUT)("in a browser with %s", (_, platform) => {
  test.each<Kind>(["RSA", "P-256", "P-384", "P-521"])(
    "a signature by %s is neither true nor false",
    async (kind) => {
      const [good, bad] = [tokenBy(kind), tokenBy(kind, { signature: damaged })].map(readToken);
      vi.stubGlobal("crypto", platform());
      await expect(good && checkWhole(good, made.DATA)).rejects.toThrow(UnavailableError);
      await expect(bad && checkWhole(bad, made.DATA)).rejects.toThrow(UnavailableError);
    },
  );

  test("a token that is over something else is false for all that", async () => {
    const token = readToken(tokenBy("RSA"));
    vi.stubGlobal("crypto", platform());
    await expect(checkWhole(token, new Uint8Array(1))).rejects.toThrow(VerificationError);
  });

  test("a path is in doubt", async () => {
    const token = readToken(tokenBy("P-256"));
    vi.stubGlobal("crypto", platform());
    await expect(vouches(token, [root.der], [issuer.der])).rejects.toThrow(UnavailableError);
  });
});

describe("a browser", () => {
  test("that lacks one curve is in doubt about that one alone", async () => {
    const [one, other] = [readToken(tokenBy("P-521")), readToken(tokenBy("P-256"))];
    vi.stubGlobal(
      "crypto",
      lacking((algorithm) => algorithm.includes("P-521")),
    );
    await expect(checkWhole(one, made.DATA)).rejects.toThrow(UnavailableError);
    await expect(checkWhole(other, made.DATA)).resolves.toBeUndefined();
  });

  test.each<Kind>(["RSA", "P-256", "P-384", "P-521"])(
    "refuses a damaged signature by %s",
    async (kind) => {
      const bad = readToken(tokenBy(kind, { signature: damaged }));
      await expect(checkWhole(bad, made.DATA)).rejects.toThrow(VerificationError);
    },
  );

  test.each(["sha384", "sha512"] as const)("verifies one on P-256 with %s", async (hash) => {
    const token = readToken(tokenBy("P-256", { hash, digest: hash }));
    await expect(checkWhole(token, made.DATA)).resolves.toBeUndefined();
  });

  test("cannot tell of a point that is spelled short", async () => {
    const short = shortened(made.pair("P-256", "short"));
    const signer = made.stamper(issuer, { pair: short });
    const token = readToken(made.token({ signer, certificates: [signer.der] }));
    await expect(checkWhole(token, made.DATA)).rejects.toThrow(UnavailableError);
  });

  test.each<[string, (point: Uint8Array) => Uint8Array]>([
    [
      "not on its curve",
      (point) => der.join([point.subarray(0, 64), Uint8Array.of((point[64] ?? 0) ^ 1)]),
    ],
    ["too short", (point) => point.subarray(0, 64)],
    ["nowhere", () => Uint8Array.of(0)],
    ["nothing", () => new Uint8Array()],
  ])("takes no signature by a point that is %s", async (_, change) => {
    const pair = changed(made.pair("P-256", "changed"), change);
    const signer = made.stamper(issuer, { pair });
    const token = readToken(made.token({ signer, certificates: [signer.der] }));
    await expect(checkWhole(token, made.DATA)).rejects.toThrow(VerificationError);
  });
});

/** The same key pair with its point changed in the certificate. */
function changed(pair: made.Pair, change: (point: Uint8Array) => Uint8Array): made.Pair {
  const head = pair.spki.subarray(2, pair.spki.length - 68);
  const point = change(pair.spki.subarray(-65));
  return { ...pair, spki: der.seq(head, der.bits(point)) };
}

function shortened(pair: made.Pair): made.Pair {
  return changed(pair, (point) => {
    const sign = 2 + ((point.at(-1) ?? 0) & 1);
    return der.join([Uint8Array.of(sign), point.subarray(1, 33)]);
  });
}
