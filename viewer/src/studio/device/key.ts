/**
 * A person's own key on this device: made by the browser, which signs with it and shows it to nobody.
 *
 * It lives in the browser's storage for this one address. A script of this page can let it sign,
 * and cannot read it out; clearing the site's data removes it for good.
 */

import { encodeBase64 } from "../../record/format/base64.ts";
import { keyOf, type Key } from "../../record/format/values.ts";

/** Why a device cannot have a key: the page came over a line that is not secure, or the browser is too old. */
export type Hindrance = "insecure" | "browser";

/** A private key that can sign and cannot be read. */
export interface DeviceKey {
  readonly key: Key;
  /** Base64 of the signature's 64 bytes. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
}

/** Where keys are kept, by the name of what they are for. */
export interface Store {
  get(name: string): Promise<CryptoKeyPair | null>;
  put(name: string, pair: CryptoKeyPair): Promise<void>;
}

const ED25519 = "Ed25519";

/** What stands in the way of a key on this device; null where nothing does. */
export async function hindrance(): Promise<Hindrance | null> {
  if (!globalThis.isSecureContext) return "insecure";
  try {
    await crypto.subtle.generateKey(ED25519, false, ["sign", "verify"]);
    return null;
  } catch (error) {
    // NotSupportedError: Ed25519 came to browsers between 2023 and 2025.
    if (error instanceof DOMException) return "browser";
    throw error;
  }
}

/** The key of this device for a studio, made where there is none yet. */
export async function ownKey(name: string, store: Store): Promise<DeviceKey> {
  const known = await store.get(name);
  if (known !== null) return deviceKey(known);
  const made = await crypto.subtle.generateKey(ED25519, false, ["sign", "verify"]);
  if (!("privateKey" in made)) throw new Error("an Ed25519 key is a pair");
  await store.put(name, made);
  return deviceKey(made);
}

/** The key of this device for a studio; null where none was made here. */
export async function knownKey(name: string, store: Store): Promise<DeviceKey | null> {
  const known = await store.get(name);
  return known === null ? null : deviceKey(known);
}

async function deviceKey(pair: CryptoKeyPair): Promise<DeviceKey> {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return {
    key: keyOf(raw),
    sign: async (bytes) =>
      encodeBase64(new Uint8Array(await crypto.subtle.sign(ED25519, pair.privateKey, bytes))),
  };
}
