/** DSSE 1.0: what is signed of an event (docs/formats/record.md section 3). */

/** The type under which an event is signed: nothing else that is signed can pass for one. */
const EVENT_TYPE = "application/vnd.bozzetto.event+json";

const PREFIX = `DSSEv1 ${EVENT_TYPE.length} ${EVENT_TYPE}`;

/** The pre-authentication encoding of an event's canonical JSON: the message that is signed. */
export function preAuthentication(payload: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(`${PREFIX} ${payload.length} `);
  const message = new Uint8Array(head.length + payload.length);
  message.set(head);
  message.set(payload, head.length);
  return message;
}
