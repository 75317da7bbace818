/** Timestamp tokens, read: docs/formats/time.md, 3. What a token states still is to be checked. */

import { FormatError, VerificationError } from "../errors.ts";
import { certificateOf } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { TAG, readDer, sameBytes } from "./der.ts";
import type { Node } from "./der.ts";
import { Fields } from "./fields.ts";
import { readInfo } from "./info.ts";
import type { Info } from "./info.ts";
import type { Interval } from "./interval.ts";
import { MICROS_PER_SECOND, shift } from "./moment.ts";
import { isNamed, readSigned } from "./signed.ts";
import type { Signed } from "./signed.ts";

export interface Token extends Info {
  /** The answer or the bare token, as it was kept. */
  readonly raw: Uint8Array;
  /** The DER of its certificates, in its own order, copies included. */
  readonly certificates: readonly Uint8Array[];
  /** The signer's certificate. */
  readonly signer: Certificate;
  /** All certificates in it, read, each once. */
  readonly embedded: readonly Certificate[];
  readonly signed: Signed;
}

/** Longest answer that is read, in bytes: real ones have some 2,000 to 10,000. */
const MAX_TOKEN_BYTES = 262_144;

/** Statuses of RFC 3161, 2.4.2 that come with a token: granted, and granted with modifications. */
const GRANTED: ReadonlySet<bigint> = new Set([0n, 1n]);

/** The least margin: many authorities write whole seconds (docs/formats/time.md, 6). */
const MIN_MARGIN = MICROS_PER_SECOND;

/**
 * Read a token: the whole answer of an authority, or the bare token.
 *
 * @throws FormatError where the bytes are none.
 * @throws VerificationError where they are an answer that grants no token.
 */
export function readToken(bytes: Uint8Array): Token {
  if (bytes.length > MAX_TOKEN_BYTES) {
    throw new FormatError("longer than {most} bytes", { most: MAX_TOKEN_BYTES });
  }
  const signed = readSigned(contentInfo(readDer(bytes)));
  const info = readInfo(signed.content);
  const embedded = once(signed.certificates).map(numbered);
  const token: Token = {
    ...info,
    raw: bytes,
    certificates: signed.certificates.map((node) => node.raw),
    signer: signerIn(embedded, signed),
    embedded,
    signed,
  };
  return token;
}

/** The interval in which a token's time lies: its own time, less and more its margin. */
export function times(token: Info): Interval {
  const margin = token.accuracy > MIN_MARGIN ? token.accuracy : MIN_MARGIN;
  return { after: shift(token.genTime, -margin), before: shift(token.genTime, margin) };
}

/** TimeStampResp of RFC 3161, 2.4.2, or the ContentInfo that it would hold. */
function contentInfo(node: Node): Node {
  const isAnswer = node.items[0]?.tag === TAG.sequence;
  if (!isAnswer) {
    return node;
  }
  const answer = Fields.of(node, "token");
  const status = answer.inner();
  const code = status.integer();
  // Words for a person, and why not: both are the authority's, and nothing hangs on them.
  status.maybe(TAG.sequence);
  status.maybe(TAG.bits);
  status.end();
  if (!GRANTED.has(code)) {
    throw new VerificationError("the authority granted no token: status {status}", {
      status: String(code),
    });
  }
  const token = answer.take(TAG.sequence);
  answer.end();
  return token;
}

function once(nodes: readonly Node[]): Node[] {
  const isFirst = (node: Node, index: number): boolean =>
    nodes.findIndex((other) => sameBytes(other.raw, node.raw)) === index;
  return nodes.filter(isFirst);
}

/** RFC 5280, 4.1.2.2: a certificate's number is positive. Of the reader's own roots some are not. */
function numbered(node: Node): Certificate {
  const certificate = certificateOf(node);
  if (certificate.serial <= 0n) {
    throw new FormatError("a certificate's serial number is not positive");
  }
  return certificate;
}

function signerIn(embedded: readonly Certificate[], { signer }: Signed): Certificate {
  const found = embedded.filter(({ issuer, serial }) => isNamed(signer, issuer.raw, serial));
  const [certificate, ...more] = found;
  if (certificate === undefined || more.length > 0) {
    throw new FormatError("{count} certificates of its signer", { count: found.length });
  }
  return certificate;
}
