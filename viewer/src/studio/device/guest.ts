/** This device's part in a guest's acts: read what is asked, and sign it with the device's own key. */

import { FormatError, VerificationError } from "../../record/errors.ts";
import { isObject, type Json } from "../../record/format/canonical.ts";
import type { SessionInfo } from "../api-types.ts";
import { ApiError, signedBy } from "../request.ts";
import { say } from "../../texts/language.svelte.ts";
import { knownKey, type DeviceKey, type Store } from "./key.ts";
import { readAsked, type Asked } from "./signing.ts";

/** Let the device sign for the guest of a session; for the studio's own people it signs nothing. */
export async function follow(info: SessionInfo, store: Store): Promise<void> {
  const own = info.guest === null ? null : await knownKey(info.studio, store);
  if (own === null) signedBy(null);
  else signWith(own);
}

/** Let one key sign. */
export function signWith(own: DeviceKey): void {
  signedBy(async (json) => {
    try {
      const asked = askedOf(json);
      return { id: asked.id, signature: await own.sign(readAsked(asked, own.key).bytes) };
    } catch (error) {
      if (!(error instanceof FormatError || error instanceof VerificationError)) throw error;
      // The server asked for something that this device does not sign: nothing was recorded.
      throw new ApiError(0, "verification", say(error.template, error.values));
    }
  });
}

function askedOf(json: Json): Asked {
  if (!isObject(json)) throw new FormatError("not what a device signs");
  const { id, event, open } = json;
  if (typeof id !== "string" || typeof event !== "string" || !isObject(open)) {
    throw new FormatError("not what a device signs");
  }
  const pairs = Object.entries(open).map(([commitment, pair]): [string, [string, string]] => {
    const [salt, text] = Array.isArray(pair) ? pair : [];
    if (typeof salt !== "string" || typeof text !== "string") {
      throw new FormatError("not what a device signs");
    }
    return [commitment, [salt, text]];
  });
  return { id, event, open: Object.fromEntries(pairs) };
}
