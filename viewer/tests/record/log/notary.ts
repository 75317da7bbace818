/** Signers for tests: notes and checkpoints signed here, with keys made of one byte. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import { encodeBase64 } from "../../../src/record/format/base64.ts";
import { mldsaMessage, parseCheckpoint } from "../../../src/record/log/checkpoint.ts";
import { KIND, type LogKey, logKey } from "../../../src/record/log/key.ts";

export const ORIGIN = "bozzetto.local/0123456789abcdef";
export const TIME = 1_795_320_555n;

/** One line of a note, for a text. */
export interface Signer {
  readonly key: LogKey;
  readonly sign: (text: string) => Uint8Array;
}

/** A line below a note's text. */
export function lineOf(name: string, id: string, signature: Uint8Array): string {
  const bytes = Uint8Array.of(...(id.match(/../g) ?? []).map((pair) => Number(`0x${pair}`)));
  return `\u2014 ${name} ${encodeBase64(Uint8Array.of(...bytes, ...signature))}\n`;
}

export function signed(text: string, ...signers: readonly Signer[]): string {
  const lines = signers.map(({ key, sign }) => lineOf(key.name, key.id, sign(text)));
  return `${text}\n${lines.join("")}`;
}

/** An Ed25519 key whose private key is 32 times one byte. */
export function plainSigner(name: string, byte: number): Signer {
  const secret = new Uint8Array(32).fill(byte);
  return {
    key: logKey(name, KIND.ed25519, ed25519.getPublicKey(secret)),
    sign: (text) => ed25519.sign(new TextEncoder().encode(text), secret),
  };
}

export function witness(name: string, byte: number, time: bigint): Signer {
  const secret = new Uint8Array(32).fill(byte);
  return {
    key: logKey(name, KIND.cosignature, ed25519.getPublicKey(secret)),
    sign: (text) => {
      const message = new TextEncoder().encode(`cosignature/v1\ntime ${time}\n${text}`);
      return Uint8Array.of(...timeBytes(time), ...ed25519.sign(message, secret));
    },
  };
}

/** An ML-DSA-44 key whose seed is 32 times one byte. */
export function mldsaSigner(name: string, byte: number, time: bigint): Signer {
  const { publicKey, secretKey } = ml_dsa44.keygen(new Uint8Array(32).fill(byte));
  const key = logKey(name, KIND.mldsa44, publicKey);
  return {
    key,
    sign: (text) => {
      // Any line will do: only the text is read here.
      const checkpoint = parseCheckpoint(`${text}\n${lineOf("x", "00000000", Uint8Array.of(0))}`);
      const message = mldsaMessage(key.name, time, checkpoint);
      return Uint8Array.of(...timeBytes(time), ...ml_dsa44.sign(message, secretKey));
    },
  };
}

function timeBytes(time: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, time);
  return bytes;
}
