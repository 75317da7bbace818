/** What the studio's server says and takes, as its OpenAPI document has it. */

import type { Dimension } from "../record/format/bodies.ts";
import type { Seen } from "../record/format/entry.ts";
import type { Asset, Digest, Key, Moment } from "../record/format/values.ts";
import type { Language } from "../texts/catalogue.ts";

export type { Asset, Digest, Key, Moment } from "../record/format/values.ts";
export type { Dimension } from "../record/format/bodies.ts";

/** Sorts of errors that the server tells; `away` and `answer` are this page's own words. */
export const CODES = [
  "format",
  "studio",
  "recording",
  "anchor",
  "guard",
  "missing",
  "usage",
  "locked",
  "busy",
  "verification",
] as const;

export type Code = (typeof CODES)[number];

export interface Problem {
  readonly code: Code;
  readonly message: string;
  readonly hint: string | null;
}

/** The studio that is served, and who it belongs to. */
export interface SessionInfo {
  readonly studio: Digest;
  readonly anchors: Digest;
  readonly name: string | null;
  readonly owner: Key;
  /** The owner's key waits for its passphrase. */
  readonly locked: boolean;
  /** A passphrase opened a key, on this page or on another: it can be locked again. */
  readonly opened: boolean;
  readonly version: string;
  readonly language: Language | null;
  readonly page: string;
  /** Who looks at the studio from a device of their own; null for the studio's own people. */
  readonly guest: GuestInfo | null;
}

export interface GuestInfo {
  readonly name: string;
  readonly role: string;
  /** Null before they joined. */
  readonly key: Key | null;
}

/** An address that lets one browser in, as one guest. */
export interface Invitation {
  readonly url: string;
  readonly seconds: number;
  /** Only this machine can reach it. */
  readonly here_only: boolean;
}

/** What was recorded by an act. */
export interface Recorded {
  readonly digest: Digest;
  /** In the log. */
  readonly place: number;
  /** In its chain. */
  readonly number: number;
  readonly at: Moment;
}

export type WatchState = "starting" | "watching" | "paused" | "trouble";

/** A folder that is watched; it is shown by its last two parts, never by its path. */
export interface Watch {
  readonly id: string;
  readonly label: string;
  readonly work: Digest;
  readonly title: string | null;
  readonly state: WatchState;
  readonly since: Moment | null;
  readonly recorded: number;
  readonly problem: string | null;
  readonly polling: boolean;
}

/** How far something is captured of a tool. */
export type Extent = "yes" | "partly" | "no";

/** One aspect of a tool's work; its words are the server's, in the page's language. */
export interface Captured {
  readonly aspect: string;
  readonly title: string;
  readonly extent: Extent;
  readonly words: string;
}

/** A tool, or one way to connect it. */
export interface Tool {
  readonly id: string;
  readonly title: string;
  /** Of the documentation, in docs/tools/. */
  readonly page: string;
  /** Connects it, in a terminal; null where a program does that by itself. */
  readonly command: string | null;
  readonly tried: string;
  readonly captured: readonly Captured[];
}

export type Weight = "ok" | "warning" | "failed";

/** One thing about a connection that was looked at. */
export interface Finding {
  readonly code: string;
  readonly weight: Weight;
  readonly words: string;
  readonly to_do: string | null;
}

export type ConnectionState = "starting" | "receiving" | "trouble";

/** A tool that hands over what happens in it. */
export interface Connection {
  readonly id: string;
  readonly sort: string;
  readonly label: string;
  readonly work: Digest;
  readonly title: string;
  /** Whose acts they are; null where only the tool is named. */
  readonly person: string | null;
  readonly state: ConnectionState;
  /** Reports, since the server started. */
  readonly recorded: number;
  readonly waiting: number;
  readonly heard: Moment | null;
  readonly problem: string | null;
  /** As it named itself last, with its version. */
  readonly tool: string | null;
  readonly reporter: string | null;
  readonly findings: readonly Finding[];
  readonly coverage: Tool | null;
}

export type RecordingState = "recording" | "idle" | "trouble";

export interface Recording {
  readonly state: RecordingState;
  readonly since: Moment | null;
  readonly watches: readonly Watch[];
}

export interface Happening {
  readonly place: number;
  readonly digest: Digest;
  readonly kind: string;
  readonly at: Moment;
  readonly seen: Seen;
  readonly work: Digest | null;
  readonly title: string | null;
  readonly picture: Asset | null;
  readonly words: string | null;
}

export interface Gap {
  readonly since: Moment;
  readonly until: Moment | null;
}

/** What the recorder found about its own recording. */
export interface Found {
  readonly what: string;
  readonly at: Moment;
  readonly since: Moment | null;
  readonly until: Moment | null;
  readonly note: string | null;
}

/** Bytes. */
export interface Disk {
  readonly used: number;
  readonly free: number;
  readonly budget: number | null;
  readonly state: "ok" | "low" | "over";
}

export interface Home {
  readonly studio: {
    readonly digest: Digest;
    readonly name: string | null;
    readonly owner: string | null;
    readonly device: string | null;
  };
  readonly recording: Recording;
  readonly entries: number;
  readonly works: number;
  readonly today: {
    /** YYYY-MM-DD, of the machine's own calendar. */
    readonly day: string;
    /** How far its clocks are from UTC: `+08:00`. */
    readonly zone: string | null;
    readonly counts: ReadonlyMap<string, number>;
    readonly recent: readonly Happening[];
  };
  readonly anchor: {
    readonly at: Moment;
    readonly authorities: readonly string[];
    readonly covered: number;
  } | null;
  readonly waiting: { readonly count: number; readonly since: Moment | null };
  readonly asks_authorities: boolean;
  readonly gaps: readonly Gap[];
  readonly found: readonly Found[];
  readonly disk: Disk;
  readonly locked: boolean;
  readonly indexing: { readonly done: number; readonly total: number } | null;
}

export const WORK_STATES = ["draft", "milestone", "released", "disputed"] as const;

export type WorkState = (typeof WORK_STATES)[number];

export interface WorkCard {
  readonly digest: Digest;
  readonly title: string | null;
  readonly state: WorkState;
  readonly opened: Moment;
  readonly newest: Moment;
  readonly entries: number;
  readonly pictures: number;
  readonly cover: Asset | null;
  readonly match: {
    readonly where: "title" | "words" | "person" | "date";
    readonly text: string;
  } | null;
}

/** One work, with the name of its chain. */
export interface WorkInfo extends WorkCard {
  readonly chain: Digest;
}

export interface WorksPage {
  readonly total: number;
  readonly works: readonly WorkCard[];
}

export interface WorksQuery {
  readonly query?: string;
  readonly state?: WorkState | null;
  readonly offset?: number;
  readonly limit?: number;
}

/** Whose act it is; the owner's where it is not said. */
export interface Act {
  readonly person?: Key | null;
}

export interface Intent extends Act {
  readonly text: string;
  readonly targets: readonly Digest[];
  readonly dimensions: readonly Dimension[];
}

export interface Comment extends Act {
  readonly text: string;
  readonly about: readonly Digest[];
}

export interface Correction extends Act {
  readonly entry: Digest;
  readonly text: string;
}

export interface Choice extends Act {
  readonly among: readonly Digest[];
  readonly chosen: readonly Digest[];
  readonly rejected: readonly Digest[];
  readonly reason?: string | null;
}

export interface Undo extends Act {
  readonly choice: Digest;
  readonly text?: string | null;
}

export interface Material extends Act {
  readonly asset: Asset;
  readonly role: string;
  readonly origin: string;
  readonly note?: string | null;
}

export interface Edit extends Act {
  readonly before: readonly Digest[];
  readonly after: Digest;
  readonly tool: { readonly name: string; readonly version?: string };
  readonly dimensions: readonly Dimension[];
  readonly note?: string | null;
  readonly project?: Digest;
}

export interface Erasure extends Act {
  readonly assets: readonly Digest[];
  readonly reason: string;
}

export interface Countersignature {
  readonly entries: readonly Digest[];
  readonly person: Key;
}

/** What stands behind what somebody says in a file; null where there is no such thing. */
export interface InspectedProtection {
  readonly kind: "nothing" | "signature of the tool" | "content credentials";
  readonly integrity: "intact" | "altered" | "broken" | "not read" | "not checked" | null;
  readonly trust: "on the list" | "not on the list" | "no list given" | null;
  readonly time: "timestamp" | "claim" | null;
  readonly time_trust: "on the list" | "not on the list" | "no list given" | null;
}

export interface InspectedStatement {
  readonly about: string;
  readonly label: string;
  readonly words: string;
  /** Of a sentence of the server's; null where the words are the file's own. */
  readonly code: string | null;
  /** Where that differs from the voice's. */
  readonly worth: string | null;
}

/** Somebody who says something in a file. */
export interface InspectedVoice {
  readonly speaker: "signer" | "earlier signer" | "tool" | "label" | "IPTC" | "program";
  readonly name: string | null;
  readonly title: string;
  readonly head: string;
  readonly protection: InspectedProtection;
  readonly protected_by: readonly string[];
  readonly worth: string;
  readonly statements: readonly InspectedStatement[];
}

/** A file of the studio that is the same, or looks like it. */
export interface InspectedMatch {
  readonly work: Digest;
  readonly title: string;
  readonly asset: Digest;
  readonly name: string | null;
  /** Bits of 64 that differ. */
  readonly distance: number | null;
}

export interface InspectedHeld {
  readonly same_bytes: readonly InspectedMatch[];
  readonly same_pixels: readonly InspectedMatch[];
  readonly alike: readonly InspectedMatch[];
  readonly compared: number;
  readonly pictures: number;
}

/** What a file says, the most protected first. */
export interface Inspected {
  readonly type: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly pixels: Digest | null;
  readonly problems: readonly string[];
  readonly summary: readonly string[];
  readonly voices: readonly InspectedVoice[];
  readonly unread: readonly string[];
  readonly studio: InspectedHeld;
}

export type ParentMethod = "same bytes" | "same pixels" | "fingerprint" | "name";

/** A proposal of what a file was made from, never a decision. */
export interface Parent {
  readonly asset: Digest;
  readonly method: ParentMethod;
  readonly distance: number | null;
}

/** Whose law a work is held against. */
export type Place = "cn" | "us" | "eu" | "jp" | "kr";

export type FactorState = "documented" | "thin" | "missing";

/** A court, an office or a text that asks for a factor, in the language of the page. */
export interface AskedBy {
  readonly court: string;
  readonly name: string;
  readonly year: number;
  /** How it ended for the one who claimed; `rule` for a text that decides nothing. */
  readonly outcome: "protected" | "refused" | "mixed" | "rule";
  readonly source: string;
  /** How its content is known here: the text was read, others report it, or nobody looked it up. */
  readonly read: "text" | "report" | "memory";
  readonly words: string;
  /** What it found of the thing; null where it only asks. */
  readonly found: "there" | "missing" | "not enough" | null;
}

/** What is asked for, and what the record says to it: no score, and no verdict. */
export interface Factor {
  readonly factor: string;
  readonly name: string;
  readonly state: FactorState;
  readonly said: string;
  readonly counter: string;
  readonly can: string;
  readonly entries: readonly Digest[];
  readonly strength: readonly ("live" | "imported" | "stated")[];
  readonly asked_by: readonly AskedBy[];
}

export interface PersonInfo {
  readonly key: Key;
  readonly name: string | null;
  readonly role: string | null;
  readonly sort: "owner" | "person" | "device";
  readonly since: Moment;
  readonly left: Moment | null;
  /** Its secret part is in this studio. */
  readonly here: boolean;
  readonly locked: boolean;
}

export interface Settings {
  readonly language: Language | null;
  readonly disk_budget: number | null;
  readonly check_hours: number | null;
}

export interface Authority {
  readonly name: string;
  readonly title: string | null;
  readonly url: string | null;
  readonly notes: string | null;
}

export interface Authorities {
  readonly asked: readonly Authority[];
  readonly known: readonly Authority[];
}

/** What came of asking the authorities for the time. */
export interface Sealed {
  readonly size: number;
  readonly recorded: boolean;
  readonly tokens: readonly { readonly authority: string; readonly at: Moment }[];
  readonly failures: readonly {
    readonly authority: string;
    readonly message: string;
    readonly again: Moment | boolean | null;
  }[];
  readonly postponed: readonly string[];
}

export const JOB_SORTS = ["import", "export", "dossier", "check", "backup"] as const;
export type JobSort = (typeof JOB_SORTS)[number];

export const JOB_STATES = [
  "waiting",
  "running",
  "done",
  "failed",
  "cancelled",
  "interrupted",
] as const;
export type JobState = (typeof JOB_STATES)[number];

export interface ImportResult {
  readonly recorded: number;
  readonly instructions: number;
  readonly known: number;
  readonly skipped: number;
  readonly damaged: number;
  readonly failed: number;
  readonly worth: readonly string[];
}

export interface ExportResult {
  readonly digest: Digest;
  readonly size: number;
  readonly entries: number;
  readonly assets: number;
  readonly page: string | null;
  readonly sealed: boolean;
}

export interface DossierResult {
  readonly digest: Digest;
  readonly size: number;
  readonly languages: readonly Language[];
  /** Whose law; null for every factor, without authorities. */
  readonly place: Place | null;
  /** The digest of a bundle stands in it. */
  readonly has_bundle: boolean;
}

export interface CheckResult {
  readonly ok: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly state: string;
    readonly detail: string | null;
  }[];
}

export interface Job {
  readonly id: string;
  readonly sort: JobSort;
  readonly work: Digest | null;
  readonly title: string | null;
  readonly state: JobState;
  readonly done: number;
  readonly total: number;
  readonly started: Moment;
  readonly ended: Moment | null;
  readonly error: Problem | null;
  /** Read by `importResult`, `exportResult`, `dossierResult` or `checkResult` of answers.ts. */
  readonly result: Answer | null;
}

/** Plain JSON, as it came. */
export type Answer = import("../record/format/canonical.ts").Json;

export interface ExportOrder {
  readonly work: Digest;
  readonly withheld_texts: readonly Digest[];
  readonly withheld_assets: readonly Digest[];
  readonly reason: string;
  readonly recipient?: string;
}

export interface DossierOrder {
  readonly work: Digest;
  /** One or both; Chinese comes first. */
  readonly languages: readonly Language[];
  /** Whose law; null for every factor, without authorities. */
  readonly place: Place | null;
  /** When a dispute began. */
  readonly since: Moment | null;
  /** A finished export of the work, whose bundle goes with it. */
  readonly bundle_job: string | null;
}

/** What is new in the studio. */
export interface Change {
  /** Of the log. */
  readonly size: number;
  readonly works: readonly Digest[];
  readonly studio: boolean;
  readonly anchors: boolean;
}
