/**
 * What this device is asked to sign, read out of the very bytes that it signs.
 *
 * The studio puts the event together; this page shows it before, and refuses to sign an act of
 * somebody else, or words that are not those that the event commits to.
 */

import { FormatError, VerificationError } from "../../record/errors.ts";
import { parseCanonical } from "../../record/format/canonical.ts";
import { commitmentOf, findIn } from "../../record/format/commitment.ts";
import { preAuthentication } from "../../record/format/dsse.ts";
import { readEvent, type Event } from "../../record/format/event.ts";
import type { Digest, Key } from "../../record/format/values.ts";

/** What the studio asks for. */
export interface Asked {
  /** By which the signature is handed back. */
  readonly id: string;
  /** The event as canonical JSON. */
  readonly event: string;
  /** Salt and text by commitment. */
  readonly open: Readonly<Record<string, readonly [string, string]>>;
}

/** An act that may be signed. */
export interface Act {
  readonly event: Event;
  /** Its texts by commitment: all that it commits to. */
  readonly texts: ReadonlyMap<Digest, string>;
  /** What the signature covers. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Read what is asked for.
 *
 * Throws FormatError where it is no event, and VerificationError where this key must not sign it.
 *
 * @param own the key of this device
 */
export function readAsked(asked: Asked, own: Key): Act {
  const payload = new TextEncoder().encode(asked.event);
  const event = readEvent(parseCanonical(payload), "event");
  if (!isOf(event, own)) {
    throw new VerificationError("the act is not that of {key}", { key: own });
  }
  const texts = new Map<Digest, string>();
  for (const commitment of findIn(event.body, "event.body").commitments) {
    texts.set(commitment, textOf(asked, commitment));
  }
  return { event, texts, bytes: new Uint8Array(preAuthentication(payload)) };
}

/** The person's own act, or the entry that lets this very key in. */
function isOf(event: Event, own: Key): boolean {
  if (event.kind === "person.joined") return event.body.key === own;
  return event.seen === "stated" && event.by.person === own && event.by.tool === undefined;
}

function textOf(asked: Asked, commitment: Digest): string {
  const pair = Object.hasOwn(asked.open, commitment) ? asked.open[commitment] : undefined;
  if (pair === undefined)
    throw new FormatError("a text is not shown: {commitment}", { commitment });
  const [salt, text] = pair;
  if (commitmentOf(salt, text) !== commitment) {
    throw new VerificationError("a text is not the one that is signed: {commitment}", {
      commitment,
    });
  }
  return text;
}
