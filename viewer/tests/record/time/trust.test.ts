import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import { UnavailableError } from "../../../src/record/time/signature.ts";
import { readToken } from "../../../src/record/time/token.ts";
import { findPath, vouches } from "../../../src/record/time/trust.ts";
import * as der from "./encode.ts";
import * as made from "./maker.ts";
import type { CertificateOptions, Holder } from "./maker.ts";

// These take long to make: not in the time of a test.
made.pair("RSA");
made.pair("RSA 1024");
const root = made.authority("root", null);
const issuer = made.authority("issuer", root);
const signer = made.stamper(issuer);

/** Ask whether `roots` vouch for a token by `holder` that carries `inside`. */
async function ask(
  holder: Holder,
  inside: readonly Holder[],
  roots: readonly Holder[],
  between: readonly Holder[] = [],
): Promise<boolean> {
  const certificates = [holder, ...inside].map((each) => each.der);
  const token = readToken(made.token({ signer: holder, certificates }));
  const [own, kept] = [roots, between].map((list) => list.map((each) => each.der));
  return vouches(token, own ?? [], kept ?? []);
}

/** Ask about a signer below an authority of these options, below the root. */
async function askBelow(options: CertificateOptions, top = root): Promise<boolean> {
  const middle = made.authority("middle", top, options);
  return ask(made.stamper(middle), [middle], [top]);
}

describe("a reader's root vouches", () => {
  test("for a token whose chain leads to it", async () => {
    expect(await ask(signer, [issuer], [root])).toBe(true);
    const token = readToken(made.token({ signer, certificates: [signer.der, issuer.der] }));
    const path = await findPath(token, [root.der], []);
    expect(path?.map((each) => each.der)).toEqual([signer.der, issuer.der, root.der]);
  });

  test("over a certificate that was kept beside the token", async () => {
    expect(await ask(signer, [], [root])).toBe(false);
    expect(await ask(signer, [], [root], [issuer])).toBe(true);
  });

  test("for what itself has signed, and for itself as a signer", async () => {
    expect(await ask(made.stamper(root), [], [root])).toBe(true);
    const self = made.stamper(null);
    expect(await ask(self, [], [self])).toBe(true);
    expect(await ask(self, [], [root])).toBe(false);
  });

  test("among others, and with itself in the token", async () => {
    const others = [made.authority("one", null), made.authority("two", null)];
    expect(await ask(signer, [issuer, root], [...others, root])).toBe(true);
  });

  test("over the right one of several certificates of one name and key", async () => {
    const top = made.authority("other root", null);
    const crossed = made.authority("issuer", top, { pair: issuer.pair });
    const old = made.authority("issuer", root, { pair: issuer.pair, until: "20251122040915Z" });
    expect(await ask(signer, [crossed, old, issuer], [root])).toBe(true);
    expect(await ask(signer, [crossed, issuer], [top])).toBe(true);
    expect(await ask(signer, [crossed], [root])).toBe(false);
  });

  test.each([
    ["RSA", "sha256"],
    ["RSA", "sha512"],
    ["RSA 1024", "sha256"],
    ["P-384", "sha384"],
    ["P-521", "sha512"],
  ] as const)("with a key of %s and %s", async (kind, hash) => {
    const top = made.authority(`root of ${kind}`, null, { pair: made.pair(kind), hash });
    expect(await askBelow({ hash }, top)).toBe(true);
  });

  test("at the token's time, whatever has run out since", async () => {
    expect(await askBelow({ until: made.NOW })).toBe(true);
    const top = made.authority("short root", null, { until: made.NOW });
    expect(await askBelow({}, top)).toBe(true);
  });

  test.each<[string, Uint8Array[]]>([
    ["policies", [made.extension("2.5.29.32", true, der.seq(der.seq(der.oid("1.2.3"))))]],
    ["purposes", [made.purposes(false, made.OIDS.codeSigning)]],
    ["extensions that are not critical", [made.extension("1.2.3", false, der.nothing)]],
  ])("over an authority with %s", async (_, extensions) => {
    expect(await askBelow({ extensions: [made.constraints(), ...extensions] })).toBe(true);
  });
});

describe("nobody vouches", () => {
  test("where the reader brought no roots, or strangers'", async () => {
    expect(await ask(signer, [issuer], [])).toBe(false);
    expect(await ask(signer, [issuer], [made.authority("stranger", null)])).toBe(false);
  });

  test("where the reader's certificate is no root", async () => {
    expect(await ask(signer, [issuer], [issuer])).toBe(false);
    expect(await ask(signer, [], [issuer])).toBe(false);
  });

  test("where the root lies in the token or beside it", async () => {
    expect(await ask(signer, [issuer, root], [], [root])).toBe(false);
    const forger = made.authority("root", null, { pair: made.pair("P-256", "forger") });
    const hand = made.authority("issuer", forger, { pair: made.pair("P-256", "hand") });
    const forged = made.stamper(hand);
    expect(await ask(forged, [hand, forger], [root], [forger])).toBe(false);
    expect(await ask(forged, [hand, forger, issuer], [root], [forger, issuer])).toBe(false);
  });

  test.each<[string, CertificateOptions]>([
    ["is no authority", { extensions: [made.constraints(false)] }],
    ["says nothing of it", { extensions: [] }],
    ["may not sign certificates", { extensions: [made.constraints(), made.usage(0x02)] }],
    ["had run out", { until: "20261122040914Z" }],
    ["was not yet valid", { from: "20261122040916Z" }],
    ["is signed with SHA-1", { hash: "sha1" }],
    ["is signed by another", { signer: made.pair("P-256", "another") }],
    [
      "says what is not known, critically",
      { extensions: [made.constraints(), made.extension("1.2.3", true, der.nothing)] },
    ],
    [
      "may certify some names only",
      { extensions: [made.constraints(), made.extension("2.5.29.30", true, der.seq())] },
    ],
  ])("over one between who %s", async (_, options) => {
    expect(await askBelow(options)).toBe(false);
  });

  test.each<[string, CertificateOptions]>([
    ["is no authority", { extensions: [made.constraints(false)] }],
    ["is older than constraints", { extensions: [], version: null }],
    ["may not sign certificates", { extensions: [made.constraints(), made.usage(0x02)] }],
    ["had run out", { until: "20261122040914Z" }],
    [
      "says what is not known, critically",
      { extensions: [made.constraints(), made.extension("1.2.3", true, der.nothing)] },
    ],
  ])("as a root that %s", async (_, options) => {
    const top = made.authority("faulty root", null, options);
    expect(await askBelow({}, top)).toBe(false);
  });

  test("for a signer who says what is not known, critically", async () => {
    const extensions = [made.STAMPING, made.extension("1.2.3", true, der.nothing)];
    expect(await ask(made.stamper(issuer, { extensions }), [issuer], [root])).toBe(false);
  });

  test("over more authorities than one above allows", async () => {
    const bounded = (most: number): CertificateOptions => ({
      extensions: [made.constraints(true, most)],
    });
    const tops = [0, 1].map((most) => made.authority(`bound ${most}`, null, bounded(most)));
    expect(await Promise.all(tops.map((top) => askBelow({}, top)))).toEqual([false, true]);
    expect(await askBelow(bounded(0))).toBe(true);
    const high = made.authority("high", root, bounded(0));
    const low = made.authority("low", high);
    expect(await ask(made.stamper(low), [low, high], [root])).toBe(false);
  });

  test("over a path of more than eight", async () => {
    const line = [root];
    for (const number of Array.from({ length: 8 }).keys()) {
      line.push(made.authority(`authority ${number}`, line[number] ?? root));
    }
    const lengths = [6, 7].map((last) =>
      ask(made.stamper(line[last] ?? root), [], [root], line.slice(1)),
    );
    expect(await Promise.all(lengths)).toEqual([true, false]);
  });

  test("in a thicket of authorities that all issued each other, and soon", async () => {
    const keys = Array.from({ length: 10 }, (_, at) => made.pair("P-256", `thicket ${at}`));
    const named = (title: string): Holder => ({ ...root, name: made.named(title) });
    const thicket = keys.flatMap((pair) =>
      keys.flatMap((by) => [
        made.authority("left", named("right"), { pair, signer: by }),
        made.authority("right", named("left"), { pair, signer: by }),
      ]),
    );
    expect(thicket).toHaveLength(200);
    const lost = made.stamper({ ...named("left"), pair: keys[0] ?? root.pair });
    expect(await ask(lost, [], [root], thicket)).toBe(false);
    const way = made.authority("left", root, { pair: keys[5] ?? root.pair });
    expect(await ask(lost, [], [root], [...thicket, way])).toBe(true);
  });
});

describe("what a reader and others bring", () => {
  const token = readToken(made.token({ signer, certificates: [signer.der] }));

  test("is refused where a root is none, and left out where it was kept", async () => {
    const junk = new TextEncoder().encode("no certificate");
    await expect(vouches(token, [junk], [])).rejects.toThrow(FormatError);
    expect(await vouches(token, [root.der], [junk, issuer.der])).toBe(true);
  });

  test("is in doubt where a signature on the way is not to be had, and no other way is there", async () => {
    const top = made.authority("modern root", null, { pair: made.pair("Ed25519") });
    await expect(askBelow({}, top)).rejects.toThrow(UnavailableError);
    const crossed = made.authority("issuer", top, { pair: issuer.pair });
    expect(await ask(signer, [crossed, issuer], [root, top])).toBe(true);
  });
});
