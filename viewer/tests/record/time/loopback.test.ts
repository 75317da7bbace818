/** Tokens that this project's reader did not make: by the loopback authority, and by OpenSSL. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { pemOf } from "../../../src/record/time/pem.ts";
import { readToken, times } from "../../../src/record/time/token.ts";
import { vouches } from "../../../src/record/time/trust.ts";
import { checkWhole } from "../../../src/record/time/whole.ts";
import * as made from "./maker.ts";

interface Case {
  readonly token: Uint8Array;
  readonly root: Uint8Array;
  readonly issuer: Uint8Array;
}

const PYTHON =
  process.env.BOZZETTO_PYTHON ??
  fileURLToPath(new URL("../../../../.venv/bin/python", import.meta.url));
const SCRIPT = fileURLToPath(new URL("make_tokens.py", import.meta.url));
/** The time of the tokens, in seconds, for `-attime`. */
const SECONDS = String(Date.UTC(2026, 10, 22, 4, 9, 15) / 1000);

let folder = "";
let cases: ReadonlyMap<string, Case> = new Map();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tokens-"));
  const text = execFileSync(PYTHON, [SCRIPT], { encoding: "utf8", maxBuffer: 2 ** 24 });
  const found = JSON.parse(text) as Record<string, Record<keyof Case, string>>;
  cases = new Map(
    Object.entries(found).map(([name, { token, root, issuer }]) => [
      name,
      { token: decode(token), root: decode(root), issuer: decode(issuer) },
    ]),
  );
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function decode(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

function find(name: string): Case {
  const found = cases.get(name);
  if (!found) {
    throw new Error(`no case ${name}`);
  }
  return found;
}

/** Ask OpenSSL the same question. */
function opensslAgrees(token: Uint8Array, root: Uint8Array, between: Uint8Array[] = []): boolean {
  const [input, data, roots, others] = ["t.tsr", "data", "root.pem", "others.pem"];
  const write = (name: string, body: Uint8Array | string): void => {
    writeFileSync(join(folder, name), body);
  };
  write(input, token);
  write(data, made.DATA);
  write(roots, pemOf(root));
  write(others, between.map(pemOf).join(""));
  const bare = token[4] === 0x06 ? ["-token_in"] : [];
  const untrusted = between.length > 0 ? ["-untrusted", others] : [];
  const done = spawnSync(
    "openssl",
    [
      "ts",
      "-verify",
      "-in",
      input,
      "-data",
      data,
      "-CAfile",
      roots,
      "-attime",
      SECONDS,
      ...bare,
      ...untrusted,
    ],
    { cwd: folder, encoding: "utf8" },
  );
  return done.status === 0 && done.stdout.includes("Verification: OK");
}

async function isTrusted(
  body: Uint8Array,
  root: Uint8Array,
  between: Uint8Array[] = [],
): Promise<boolean> {
  const token = readToken(body);
  await checkWhole(token, made.DATA);
  return vouches(token, [root], between);
}

describe("a token of the loopback authority", () => {
  test.each(["good", "rsa", "accurate", "all", "unordered", "mods"])(
    "that is %s is trusted, as OpenSSL says as well",
    async (name) => {
      const { token, root } = find(name);
      expect(await isTrusted(token, root)).toBe(true);
      expect(opensslAgrees(token, root)).toBe(true);
    },
  );

  test("is read as it was told to state", () => {
    const token = readToken(find("accurate").token);
    expect(token.genTime).toBe("2026-11-22T04:09:15.265452Z");
    expect(token.accuracy).toBe(1_500_003n);
    expect(token.nonce).toBe(2n ** 64n - 1n);
    expect(times(token)).toEqual({
      after: "2026-11-22T04:09:13.765449Z",
      before: "2026-11-22T04:09:16.765455Z",
    });
  });

  test("with its leaf alone is trusted over the issuer that was kept beside it", async () => {
    const { token, root, issuer } = find("leaf");
    expect(await isTrusted(token, root)).toBe(false);
    expect(await isTrusted(token, root, [issuer])).toBe(true);
  });

  test("that a forger made is whole, and nobody's", async () => {
    const { token, root } = find("forged");
    expect(await isTrusted(token, root)).toBe(false);
    expect(opensslAgrees(token, root)).toBe(false);
  });

  test.each(["none", "no name"])("that has %s is none", (name) => {
    expect(() => readToken(find(name).token)).toThrow(FormatError);
  });

  test.each([
    "rejection",
    "wrong imprint",
    "tampered",
    "wrong name",
    "expired",
    "future",
    "no purpose",
    "other purpose",
    "soft purpose",
    "two purposes",
    "other usage",
  ])("that has %s is false", async (name) => {
    const { token, root } = find(name);
    await expect(isTrusted(token, root)).rejects.toThrow(VerificationError);
  });
});

describe("OpenSSL", () => {
  const root = made.authority("root", null, { pair: made.pair("RSA") });
  const issuer = made.authority("issuer", root);

  test.each([
    ["P-256", "sha256"],
    ["P-384", "sha384"],
    ["P-521", "sha512"],
    ["RSA", "sha384"],
  ] as const)("trusts a token of these tests by %s with %s", (kind, hash) => {
    const signer = made.stamper(issuer, { pair: made.pair(kind) });
    const token = made.token({ signer, hash, digest: hash, certificates: [signer.der] });
    expect(opensslAgrees(token, root.der, [issuer.der])).toBe(true);
    expect(opensslAgrees(made.answer(0, token), root.der, [issuer.der])).toBe(true);
  });

  test.each(["sha256", "sha512"])("makes a token with %s that is trusted here", async (hash) => {
    const signer = made.stamper(issuer);
    const config = "[tsa]\nserial = serial\nordering = yes\naccuracy = secs:1\ndigests = sha256\n";
    const files: [string, string | Uint8Array][] = [
      [
        "tsa.cnf",
        `${config}default_policy = 1.2.3.4\nsigner_digest = ${hash}\ness_cert_id_chain = yes\n`,
      ],
      ["signer.pem", pemOf(signer.der)],
      ["chain.pem", pemOf(issuer.der) + pemOf(root.der)],
      ["key.pem", signer.pair.secret.export({ type: "pkcs8", format: "pem" }).toString()],
      ["data", made.DATA],
    ];
    for (const [name, body] of files) {
      writeFileSync(join(folder, name), body);
    }
    const run = (line: string): unknown =>
      execFileSync("openssl", line.split(" "), { cwd: folder, stdio: "pipe" });
    run("ts -query -data data -sha256 -cert -out query.tsq");
    const keys = "-signer signer.pem -inkey key.pem -chain chain.pem";
    run(`ts -reply -config tsa.cnf -section tsa -queryfile query.tsq -out answer.tsr ${keys}`);
    const body = new Uint8Array(readFileSync(join(folder, "answer.tsr")));
    expect(readToken(body)).toMatchObject({ policy: "1.2.3.4", accuracy: 1_000_000n });
    expect(await isTrusted(body, root.der)).toBe(true);
  });
});
