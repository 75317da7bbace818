/**
 * The bodies of all known kinds, as docs/formats/record.md section 4 spells them. `kinds.ts` has the
 * forms that these are read by.
 */

import type { Json } from "./canonical.ts";
import type { Asset, Digest, Key, MlDsaKey, Moment } from "./values.ts";

/** A body as it is in the record, of whatever kind. */
export type Body = Record<string, Json>;

/** A committed text: opened beside the event, or withheld. */
export interface Text {
  readonly text: Digest;
}

/** Whatever a tool or a file calls its values; opaque. */
export type Settings = Readonly<Record<string, string>>;

export type Dimension =
  "layout" | "proportion" | "viewing angle" | "composition elements" | "colour" | "lines";

/** Who wrote the words of a prompt. */
export type Writer = "person" | "template" | "language model" | "image description" | "unknown";

/** What the recorder found while it ran or slept. */
export type Finding =
  "clock jump" | "copied" | "gap" | "lost event" | "rolled back" | "unfinished" | "unreadable file";

/** How a job ended that did not give what was asked for. */
export type Ending = "failed" | "interrupted" | "deleted" | "refused" | "discarded";

/** What the part of the recorder that sits in a tool may have handed over later. */
export interface Observed {
  /** When that part saw it, by that machine's clock. */
  readonly observed?: Moment;
}

export interface Program {
  readonly name: string;
  readonly version?: string;
}

export interface Clock {
  readonly wall: Moment;
  /** Seconds as a decimal number. */
  readonly steady: string;
  readonly boot: Digest;
}

export interface Prompt {
  readonly role: string;
  readonly text: Text;
  readonly by: Writer;
  /** There only where the words are not all there. */
  readonly exact?: "no";
}

export interface Model {
  readonly name: string;
  readonly digest: string | null;
}

/** An input that the studio holds. */
export interface HeldInput {
  readonly role: string;
  readonly asset: Asset;
  readonly region?: Asset;
}

/** An input that it does not hold. */
export interface NamedInput {
  readonly role: string;
  readonly digest?: Digest;
  readonly name?: string;
}

/** Tell the two by `"asset" in input`. */
export type Input = HeldInput | NamedInput;

export interface Carrier {
  readonly file: Digest;
  readonly place: string;
  readonly offset: number;
  readonly size: number;
  readonly digest: Digest;
  readonly name?: string;
}

export interface Token {
  readonly authority: string;
  readonly sort: "rfc3161";
  readonly token: Asset;
  readonly kept: readonly Asset[];
}

/** A person or a device, introduced. */
export interface Introduced {
  readonly name: Text;
  readonly key: Key;
}

export interface StudioOpened {
  readonly name: Text;
  readonly owner: Introduced;
  readonly device: Introduced;
  readonly log: { readonly ed25519: Key; readonly "ml-dsa-44": MlDsaKey };
  readonly software: Program;
}

export type DeviceJoined = Introduced;

export interface DeviceLeft {
  readonly key: Key;
  readonly reason?: Text;
}

export interface PersonJoined extends Introduced {
  readonly role: Text;
}

export interface PersonLeft {
  readonly key: Key;
  readonly reason?: Text;
}

export interface KeyReplaced {
  readonly old: Key;
  readonly new: Key;
  readonly reason: Text;
}

export interface SourceAdded {
  readonly sort: string;
  readonly label: Text;
  readonly settings: Settings;
}

export interface SourceRemoved {
  readonly source: Digest;
  readonly reason?: Text;
}

export interface RecorderStarted {
  readonly run: string;
  readonly software: Program;
  readonly platform: string;
  readonly clock: Clock;
  readonly machine?: Digest;
}

export interface RecorderStopped {
  readonly run: string;
  readonly clock: Clock;
  readonly reason?: Text;
}

export type RecorderPaused = RecorderStopped;

export interface RecorderFound {
  readonly what: Finding;
  readonly from: Moment | null;
  readonly until: Moment | null;
  readonly note?: Text;
  readonly run?: string;
  readonly work?: Digest;
}

export type AnchorsOpened = Readonly<Record<string, never>>;

export interface TimeAnchored {
  readonly checkpoint: string;
  readonly tokens: readonly Token[];
}

export interface WorkOpened {
  readonly title: Text;
  readonly people: readonly Key[];
  readonly terms?: Text;
}

export interface IntentStated {
  readonly text: Text;
  readonly targets?: readonly Digest[];
  readonly dimensions?: readonly Dimension[];
}

export interface MaterialAdded extends Observed {
  readonly asset: Asset;
  readonly role: string;
  readonly origin: string;
  readonly note?: Text;
}

export interface InstructionGiven extends Observed {
  readonly tool: Program;
  readonly models: readonly Model[];
  readonly prompts: readonly Prompt[];
  readonly settings: Settings;
  readonly inputs: readonly Input[];
  readonly job?: string;
  readonly account?: Text;
  readonly raw?: Asset;
  readonly carriers?: readonly Carrier[];
  readonly notes?: readonly string[];
}

export interface OutputReceived extends Observed {
  readonly instruction: Digest | null;
  readonly assets: readonly Asset[];
  readonly job?: string;
  readonly raw?: Asset;
  readonly claims?: Settings;
  readonly problems?: readonly string[];
}

export interface JobEnded extends Observed {
  readonly instruction: Digest | null;
  readonly how: Ending;
  readonly job?: string;
  readonly note?: Text;
}

export interface ModelIdentified {
  readonly name: string;
  readonly digest: Digest;
  readonly size: number;
}

export interface ChoiceMade extends Observed {
  readonly among: readonly Digest[];
  readonly chosen: readonly Digest[];
  readonly rejected: readonly Digest[];
  readonly reason?: Text;
}

export interface EditMade extends Observed {
  readonly before: readonly Digest[];
  readonly after: Asset;
  readonly tool: Program;
  readonly dimensions: readonly Dimension[];
  readonly project?: Asset;
  readonly layers?: readonly Text[];
  readonly note?: Text;
}

export interface CommentMade {
  readonly text: Text;
  readonly about: readonly Digest[];
}

/** A labelled copy of what was released. */
export interface Copy {
  readonly asset: Asset;
  readonly labels: readonly string[];
}

export interface WorkReleased {
  readonly asset: Digest;
  readonly place: Text;
  readonly licence: Text;
  readonly "source type": string;
  readonly copies?: readonly Copy[];
}

export interface CopyFound {
  readonly where: Text;
  readonly captured: readonly Asset[];
  readonly matched?: Digest;
  readonly note?: Text;
}

export interface EntryCorrected {
  readonly corrects: Digest;
  readonly text: Text;
}

export interface BytesErased {
  readonly assets: readonly Digest[];
  readonly reason: Text;
}

export interface EntryCountersigned {
  readonly entries: readonly Digest[];
}

/** The body of each known kind. */
export interface Bodies {
  "studio.opened": StudioOpened;
  "device.joined": DeviceJoined;
  "device.left": DeviceLeft;
  "person.joined": PersonJoined;
  "person.left": PersonLeft;
  "key.replaced": KeyReplaced;
  "source.added": SourceAdded;
  "source.removed": SourceRemoved;
  "recorder.started": RecorderStarted;
  "recorder.stopped": RecorderStopped;
  "recorder.paused": RecorderPaused;
  "recorder.found": RecorderFound;
  "anchors.opened": AnchorsOpened;
  "time.anchored": TimeAnchored;
  "work.opened": WorkOpened;
  "intent.stated": IntentStated;
  "material.added": MaterialAdded;
  "instruction.given": InstructionGiven;
  "output.received": OutputReceived;
  "job.ended": JobEnded;
  "model.identified": ModelIdentified;
  "choice.made": ChoiceMade;
  "edit.made": EditMade;
  "comment.made": CommentMade;
  "work.released": WorkReleased;
  "copy.found": CopyFound;
  "entry.corrected": EntryCorrected;
  "bytes.erased": BytesErased;
  "entry.countersigned": EntryCountersigned;
}

export type Kind = keyof Bodies;

/**
 * The body of an entry whose `event.kind` is `kind`. Only for bodies of entries that `parseEntry`
 * returned: it has held each known kind's body to its form.
 */
export function bodyOf<K extends Kind>(kind: K, body: Body): Bodies[K];
export function bodyOf(_kind: Kind, body: Body): unknown {
  return body;
}
