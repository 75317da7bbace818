/**
 * The signatures of an entry (docs/formats/record.md section 3), apart from its form: whoever reads
 * a record and verifies it later needs no curve for reading.
 */

import { VerificationError } from "../errors.ts";
import { decodeBase64 } from "./base64.ts";
import { preAuthentication } from "./dsse.ts";
import { verifyEd25519 } from "./ed25519.ts";
import type { Verifier } from "./ed25519.ts";
import type { Entry } from "./entry.ts";
import { keyBytes } from "./values.ts";

/**
 * Verify every signature; who may sign is another question (standing.ts). Several entries may be
 * waited for at once: the platform then verifies side by side.
 *
 * Throws VerificationError, naming the first key whose signature does not hold.
 */
export async function verifySignatures(
  entry: Entry,
  verify: Verifier = verifyEd25519,
): Promise<void> {
  const message = preAuthentication(entry.payload);
  for (const signature of entry.signatures) {
    const holds = await verify(keyBytes(signature.key), message, decodeBase64(signature.sig));
    if (!holds) {
      throw new VerificationError("the signature of {key} does not hold", { key: signature.key });
    }
  }
}
