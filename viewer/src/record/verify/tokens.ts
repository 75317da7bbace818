/** Tokens in a bundle, each over the checkpoint of its anchor. docs/formats/time.md. */

import { FormatError, VerificationError } from "../errors.ts";
import type { TimeAnchored, Token as NamedToken } from "../format/bodies.ts";
import type { Asset, Digest, Moment } from "../format/values.ts";
import { pemFileOf } from "../time/pem.ts";
import { UnavailableError } from "../time/signature.ts";
import { readToken } from "../time/token.ts";
import type { Token } from "../time/token.ts";
import { vouches } from "../time/trust.ts";
import { checkWhole } from "../time/whole.ts";
import { bytesOf } from "./files.ts";
import type { Files } from "./files.ts";
import type { Findings } from "./findings.ts";
import type { EntryRow } from "./lines.ts";

/** Bytes: a token has at most 262144 (time.md section 3); one more shows that it has too many. */
const LONGEST_TOKEN = 2 ** 18 + 1;

/** Bytes of a certificate kept beside a token: far more than any has. */
const LONGEST_CERTIFICATE = 2 ** 18;

/** `absent`: not there with its digest. `unchecked`: this browser lacks an algorithm. */
export type TokenState = "absent" | "malformed" | "false" | "unchecked" | "whole" | "trusted";

/** One token of an anchor, as it was found. */
export interface CheckedToken {
  /** Who gave it, by the recorder's name for them. */
  readonly authority: string;
  readonly path: string;
  readonly state: TokenState;
  /** Null where it is absent or malformed. */
  readonly token: Token | null;
}

/** What a reader brings, and what the bundle says of what is not there. */
export interface Context {
  readonly files: Files;
  readonly roots: readonly Uint8Array[];
  readonly clock: Moment | null;
  /** Declared withheld, or erased by an entry. */
  readonly excused: (asset: Digest) => boolean;
}

export class Tokens {
  readonly #context: Context;
  readonly #findings: Findings;

  constructor(context: Context, findings: Findings) {
    this.#context = context;
    this.#findings = findings;
  }

  /** Check all tokens of an anchor. Whatever is wrong with one says nothing of the others. */
  async check(row: EntryRow, { checkpoint, tokens }: TimeAnchored): Promise<CheckedToken[]> {
    const stamped = new TextEncoder().encode(checkpoint);
    const checked: CheckedToken[] = [];
    for (const named of tokens) checked.push(await this.#checkOne(row, named, stamped));
    return checked;
  }

  async #checkOne(row: EntryRow, named: NamedToken, stamped: Uint8Array): Promise<CheckedToken> {
    const path = pathOf(named.token, "tsr");
    const found = { authority: named.authority, path };
    const file = this.#context.files.get(path);
    if (file?.digest !== named.token.digest) {
      if (!this.#context.excused(named.token.digest)) {
        this.#findings.add("token.missing", row.where, { want: named.token.digest });
      }
      return { ...found, state: "absent", token: null };
    }
    const where = `${path}, of ${row.where}`;
    const bytes = await bytesOf(file.blob.slice(0, LONGEST_TOKEN));
    const token = this.#read(bytes, where);
    if (token === null) return { ...found, state: "malformed", token };
    await this.#checkCertificates(token, pathOf(named.token, "pem"));
    const state = await this.#judge(token, named, stamped, where, row);
    if (state !== "false") this.#checkClock(token, where);
    return { ...found, state, token };
  }

  #read(bytes: Uint8Array, where: string): Token | null {
    try {
      return readToken(bytes);
    } catch (error) {
      if (!(error instanceof FormatError || error instanceof VerificationError)) throw error;
      this.#findings.add("token.malformed", where, { because: error });
      return null;
    }
  }

  /** Beside a token lie its certificates, for programs that read no CMS. */
  async #checkCertificates(token: Token, path: string): Promise<void> {
    const file = this.#context.files.get(path);
    if (file === undefined) {
      this.#findings.add("file.missing", path);
      return;
    }
    const want = new TextEncoder().encode(pemFileOf(token.certificates));
    const same = file.size === want.length;
    if (!same || !equal(await bytesOf(file.blob), want)) this.#findings.add("pem.false", path);
  }

  async #judge(
    token: Token,
    named: NamedToken,
    stamped: Uint8Array,
    where: string,
    row: EntryRow,
  ): Promise<TokenState> {
    try {
      if (!(await this.#isWhole(token, stamped, where))) return "false";
      return (await this.#isTrusted(token, named, where)) ? "trusted" : "whole";
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      const want = String(error.values.algorithm ?? "");
      this.#findings.add("anchor.unchecked", row.where, { want, because: error });
      return "unchecked";
    }
  }

  async #isWhole(token: Token, stamped: Uint8Array, where: string): Promise<boolean> {
    try {
      await checkWhole(token, stamped);
      return true;
    } catch (error) {
      if (!(error instanceof FormatError || error instanceof VerificationError)) throw error;
      this.#findings.add("token.false", where, { because: error });
      return false;
    }
  }

  async #isTrusted(token: Token, named: NamedToken, where: string): Promise<boolean> {
    const { roots } = this.#context;
    if (roots.length === 0) return false;
    const trusted = await vouches(token, roots, await this.#keptCertificates(named));
    if (!trusted) this.#findings.add("token.untrusted", where);
    return trusted;
  }

  /** What the entry lists as kept beside the token, and what is a certificate by its name. */
  async #keptCertificates(named: NamedToken): Promise<Uint8Array[]> {
    const kept: Uint8Array[] = [];
    for (const asset of named.kept) {
      const file = this.#context.files.get(pathOf(asset, "cer"));
      if (file?.digest === asset.digest && file.size <= LONGEST_CERTIFICATE) {
        kept.push(await bytesOf(file.blob));
      }
    }
    return kept;
  }

  #checkClock(token: Token, where: string): void {
    const { clock } = this.#context;
    if (clock !== null && token.genTime > clock) {
      this.#findings.add("token.future", where, { want: `<= ${clock}`, got: token.genTime });
    }
  }
}

function pathOf(asset: Asset, extension: string): string {
  return `data/time/${asset.digest.slice("sha256:".length)}.${extension}`;
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
