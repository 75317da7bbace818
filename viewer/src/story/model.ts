/**
 * What the story is made of: values that the views draw, each resting on entries of a record that
 * this program has verified itself.
 *
 * Nothing here is a judgement. A step says what an entry says, by whom, how it was seen and
 * between which outside times; a node is a step that a picture came of; a mark is what a choice
 * said of a picture.
 */

import type { Asset, Digest, Key, Moment } from "../record/format/values.ts";
import type { Body } from "../record/format/bodies.ts";
import type { Interval, TimeState } from "../record/time/interval.ts";

/** How the recorder came to know it; the three never mix. */
export type Seen = "live" | "imported" | "stated";

/** Who acted: a person, a program, or a person through a program that told so. */
export interface Hand {
  readonly person: Key | null;
  /** The person's name, their own word; null where it is withheld or no person acted. */
  readonly name: string | null;
  readonly tool: string | null;
  readonly version: string | null;
}

/**
 * Why a committed text is not shown: declared withheld; altered, so that it is not what was
 * committed to; or simply not there.
 */
export type Absence = "withheld" | "altered" | "missing";

/**
 * One entry of the record, as it can be told. No two steps of a story have one digest: a line that
 * repeats an entry is named by the verification, and tells nothing new.
 */
export interface Step {
  /** Of the record, from 1. */
  readonly line: number;
  readonly digest: Digest;
  readonly chain: "studio" | "anchors" | "work";
  /** Place in the chain, from 0. */
  readonly number: number;
  readonly kind: string;
  readonly seen: Seen;
  /** The recorder's own clock, which anybody can set. */
  readonly at: Moment;
  /** What outside time says; null where the verification came to none. */
  readonly state: TimeState;
  readonly interval: Interval | null;
  readonly by: Hand;
  readonly body: Body;
  /** Opened texts by commitment, those that give it; the others are in `absent`. */
  readonly texts: ReadonlyMap<Digest, string>;
  /** Why a text of this entry is not shown, by commitment. */
  readonly absent: ReadonlyMap<Digest, Absence>;
  /** The keys on it, whether their signatures hold or not: see `failures`. */
  readonly signers: readonly Key[];
  /** Later `entry.corrected` entries about this one. */
  readonly corrections: readonly Digest[];
  /** Findings of the verification at this line that are not notes, by code. */
  readonly failures: readonly string[];
}

/** Whether the bytes of an asset are in the bundle, and are what the record says. */
export type Presence = "there" | "altered" | "withheld" | "erased" | "missing";

export type Mark = "chosen" | "rejected" | "undecided" | "never offered";

/** One picture (or other file) that a step brought into the record. */
export interface Picture {
  readonly asset: Asset;
  readonly presence: Presence;
  readonly mark: Mark;
  readonly released: boolean;
  /** `choice.made` entries that speak of it, in order; the last one counts. */
  readonly choices: readonly Digest[];
}

export type Shape = "work" | "attempt" | "material" | "edit" | "release" | "copy";

/** `made from`: by digest of a file. `came next`: nothing but the order of the record says so. */
export type Link = "made from" | "came next";

/** A node of the lineage. */
export interface Node {
  /** Digest of the first entry that makes it. */
  readonly id: Digest;
  readonly shape: Shape;
  /** The instruction, or what else opened the node; for an output of unknown instruction, the output. */
  readonly step: Step;
  /** `output.received` entries of an attempt, in order. */
  readonly outputs: readonly Step[];
  /** `job.ended` entries of an attempt, in order: what the tool did not give. */
  readonly ended: readonly Step[];
  /**
   * What the node brought into the record, in order. A release shows the released picture first,
   * which an earlier node brought, and then labelled copies.
   */
  readonly pictures: readonly Picture[];
  /**
   * Intents and comments about it, in order. Those about nothing that the lineage has, and those
   * about the work as a whole, are with the root.
   */
  readonly remarks: readonly Step[];
  /** Place in the order of time, from 0: no two nodes share one. */
  readonly rank: number;
  readonly parent: Digest | null;
  readonly link: Link | null;
  /** Further nodes of whose files it was made; drawn as thin lines. */
  readonly others: readonly Digest[];
  /**
   * On the way to what was released last; or else to what was chosen last, and on to what was
   * edited from it.
   */
  readonly onPath: boolean;
  /** `chosen` where any picture is; `rejected` where all are; else `open`. */
  readonly mark: "chosen" | "rejected" | "open";
}

export interface Lineage {
  /**
   * The first node: the work's own, or the first that there is of a work that does not begin in
   * the bundle. `byId` does not have it where the bundle has nothing of a work.
   */
  readonly root: Digest;
  /** In the order of time; the root is the first. */
  readonly nodes: readonly Node[];
  readonly byId: ReadonlyMap<Digest, Node>;
  /** The node that brought an asset into the record, by asset. */
  readonly byAsset: ReadonlyMap<Digest, Node>;
  /** The node that a step belongs to, by step: outputs and remarks have that of theirs. */
  readonly byStep: ReadonlyMap<Digest, Node>;
}

/** A person or a device, and what it did in this work. */
export interface Person {
  readonly key: Key;
  readonly name: string | null;
  readonly role: "owner" | "person" | "device";
  /** The reader vouches for this key. */
  readonly vouched: boolean;
  /** The studio says that it was retired. */
  readonly left: boolean;
  /** Entries of all chains in which it is named as the one who acted, by kind, in order. */
  readonly acts: ReadonlyMap<string, readonly Step[]>;
  /** Entries that it signed, in this bundle. */
  readonly signed: number;
}

/** A program that acted, with or without a person. */
export interface Program {
  readonly tool: string;
  readonly version: string;
  readonly acts: ReadonlyMap<string, readonly Step[]>;
}

/** A stretch of time on the timeline: by the recorder's own clock. */
export interface Stretch {
  readonly sort: "run" | "pause" | "gap" | "unwatched";
  readonly from: Moment | null;
  readonly until: Moment | null;
  /** Entries that it rests on. */
  readonly entries: readonly Digest[];
  /** What the recorder said of it, e.g. the `what` of `recorder.found`. */
  readonly what: string | null;
}

export interface Anchor {
  readonly entry: Digest;
  readonly line: number;
  readonly at: Moment;
  readonly state: TimeState;
  readonly interval: Interval | null;
  readonly authorities: readonly string[];
  /** Leaves of the log that it covers. */
  readonly size: number;
}

/** A burst of work: steps of the work that follow each other without a long wait. */
export interface Session {
  readonly from: Moment;
  readonly until: Moment;
  readonly steps: readonly Step[];
}

export interface Timeline {
  /** All steps of the bundle by place in the record. */
  readonly steps: readonly Step[];
  readonly stretches: readonly Stretch[];
  readonly anchors: readonly Anchor[];
  /** The earliest and the latest time by the recorder's clock, of all steps. */
  readonly first: Moment | null;
  readonly last: Moment | null;
  /** The same, of the steps of the work alone; null where there is none. */
  readonly work: { readonly first: Moment; readonly last: Moment } | null;
  /** In the order of the record. */
  readonly sessions: readonly Session[];
}

/** Counts for the card on top: facts, each with the entries it rests on. */
export interface Count {
  readonly what:
    | "instructions"
    | "outputs"
    | "candidates"
    | "chosen"
    | "rejected"
    | "undecided"
    | "edits"
    | "materials"
    | "intents"
    | "releases";
  readonly count: number;
  readonly entries: readonly Digest[];
}

export interface Summary {
  readonly title: string | null;
  /** The picture released last, or else chosen last and edited since, or else received last. */
  readonly final: {
    readonly picture: Picture;
    readonly step: Step;
    readonly why: "released" | "edited" | "chosen" | "received";
  } | null;
  readonly people: readonly Person[];
  /** The first and the last entry of the work. */
  readonly first: Step | null;
  readonly last: Step | null;
  /** The earliest end of an interval that any entry of the work has; and its state. */
  readonly earliest: {
    readonly before: Moment;
    readonly state: TimeState;
    readonly step: Step;
  } | null;
  readonly counts: readonly Count[];
  /** Entries of the work. */
  readonly bySeen: Readonly<Record<Seen, number>>;
}

/** The whole story of one work. */
export interface Story {
  readonly steps: readonly Step[];
  readonly byDigest: ReadonlyMap<Digest, Step>;
  readonly lineage: Lineage;
  /** Every picture or other file that the work brought, by digest. */
  readonly pictures: ReadonlyMap<Digest, Picture>;
  /** The step that brought a file into the record first, by the file's digest. */
  readonly broughtBy: ReadonlyMap<Digest, Step>;
  /** `choice.made` entries of the work, in order. */
  readonly choices: readonly Step[];
  readonly people: readonly Person[];
  readonly programs: readonly Program[];
  readonly timeline: Timeline;
  readonly summary: Summary;
}
