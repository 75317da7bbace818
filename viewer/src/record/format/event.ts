/** The event of an entry: what is signed (docs/formats/record.md section 3). */

import { FormatError } from "../errors.ts";
import type { Body } from "./bodies.ts";
import { dropPrototypes } from "./canonical.ts";
import type { Json } from "./canonical.ts";
import {
  anyObject,
  count,
  digest,
  key,
  moment,
  object,
  oneOf,
  optional,
  orNull,
  repeated,
  stringOf,
} from "./forms.ts";
import type { Form } from "./forms.ts";
import { checkBody, isKind, sortBegunBy } from "./kinds.ts";
import type { Digest, Key, Moment } from "./values.ts";

/** The recorder saw it happen; it was read later out of what others wrote; a person says so. */
export type Seen = "live" | "imported" | "stated";

/** Who acted: a person, a program, or a person through a program. */
export interface Actor {
  readonly person?: Key;
  readonly tool?: string;
  readonly version?: string;
}

export interface Event {
  readonly format: "bozzetto/1";
  /** The studio's `studio.opened` entry; null in that entry itself. */
  readonly studio: Digest | null;
  /** Of section 4, or one that this reader does not know. */
  readonly kind: string;
  /** The chain's first entry; null in that entry itself. */
  readonly chain: Digest | null;
  /** Place in the chain, from 0. */
  readonly number: number;
  /** The chain's entry before this one; null at number 0. */
  readonly previous: Digest | null;
  /** The recorder's clock, which anybody can set. */
  readonly at: Moment;
  /** The newest `time.anchored` entry that the studio knew. */
  readonly after: Digest | null;
  readonly seen: Seen;
  readonly by: Actor;
  readonly body: Body;
}

/** Bounds a reader's work: characters of a program's name, and of its version. */
const BY_CHARACTERS = 256;

const KIND = /^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/;

/** Read an event. Throws FormatError. */
export function readEvent(value: Json, place: string): Event {
  const event = members(value, place);
  checkPlace(event, place);
  checkActor(event.by, `${place}.by`);
  if (isKind(event.kind)) checkBody(event.kind, event.body, `${place}.body`);
  // Nothing says which names it has.
  else dropPrototypes(event.body);
  return event;
}

const kind: Form<string> = (value, place) => {
  if (typeof value !== "string" || !KIND.test(value)) {
    throw new FormatError("{place}: not a kind", { place });
  }
  return value;
};

const members = object<Event>({
  format: oneOf("bozzetto/1"),
  studio: orNull(repeated(digest)),
  kind,
  chain: orNull(repeated(digest)),
  number: count,
  previous: orNull(digest),
  at: moment,
  after: orNull(digest),
  seen: oneOf<Seen>("live", "imported", "stated"),
  by: object<Actor>({
    person: optional(repeated(key)),
    tool: optional(stringOf(BY_CHARACTERS)),
    version: optional(stringOf(BY_CHARACTERS)),
  }),
  body: anyObject,
});

/** Null stands in the first entry of a studio or a chain, and nowhere else. */
function checkPlace(event: Event, place: string): void {
  const isFirst = event.number === 0;
  if ((event.studio === null) !== (event.kind === "studio.opened")) {
    throw new FormatError("{place}: null in studio.opened, and in no other", {
      place: `${place}.studio`,
    });
  }
  for (const name of ["chain", "previous"] as const) {
    if ((event[name] === null) !== isFirst) {
      throw new FormatError("{place}: null at number 0, and nowhere else", {
        place: `${place}.${name}`,
      });
    }
  }
  if (sortBegunBy(event.kind) !== null && !isFirst) {
    throw new FormatError("{place}: a chain's first kind, and not number 0", {
      place: `${place}.number`,
    });
  }
}

function checkActor(by: Actor, place: string): void {
  if ((by.tool === undefined) !== (by.version === undefined)) {
    throw new FormatError("{place}: tool and version stand together", { place });
  }
  if (by.person === undefined && by.tool === undefined) {
    throw new FormatError("{place}: nobody acted", { place });
  }
}
