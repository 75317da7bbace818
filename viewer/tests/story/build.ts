/**
 * Made-up verifications: entries by kind, with digests counted up instead of computed and no
 * signatures, for a story is told of what was verified before.
 *
 * Nothing here needs Node, so that a page can use it, too.
 */

import { bodyOf } from "../../src/record/format/bodies.ts";
import type { Bodies, Body, Kind, Text } from "../../src/record/format/bodies.ts";
import { isObject, parseCanonical } from "../../src/record/format/canonical.ts";
import { commitmentOf, findIn } from "../../src/record/format/commitment.ts";
import type { Actor, Entry, Event } from "../../src/record/format/entry.ts";
import { checkBody, isKind, sortOf as sortOfKind } from "../../src/record/format/kinds.ts";
import { keyOf } from "../../src/record/format/values.ts";
import type { Asset, Digest, Key, Moment } from "../../src/record/format/values.ts";
import type { Interval, TimeState } from "../../src/record/time/interval.ts";
import { NOTHING_READ } from "../../src/record/verify/report.ts";
import type { Finding, Hand, Report } from "../../src/record/verify/report.ts";
import type { Presence, Seen } from "../../src/story/model.ts";
import type { Told } from "../../src/story/story.ts";
import { madeUpPng } from "./png.ts";

interface Opened {
  readonly salt: string;
  readonly text: string;
}

export type Sort = "studio" | "anchors" | "work";

/** How an entry was made; what is not said is the book's habit. */
export interface How {
  readonly by?: Actor;
  readonly seen?: Seen;
  readonly chain?: Sort;
  /** Bytes of the line's own, e.g. a digest that an earlier line has as well. */
  readonly digest?: Digest;
  readonly signers?: readonly Key[];
}

interface Page {
  readonly entry: Entry;
  readonly anchor: Moment | null;
}

/** A number that seems random and is the same every time. */
export type Dice = (sides: number) => number;

/** Mulberry32, by its public-domain description. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** The digest that is the `number`th. */
export function digestAt(number: number): Digest {
  return `sha256:${number.toString(16).padStart(64, "0")}`;
}

const ML_DSA = `ml-dsa-44:${"A".repeat(1750)}` as const; // 1312 bytes
const START = Date.UTC(2026, 10, 22, 4, 0, 0);
const BETWEEN = 20_000; // milliseconds from one entry to the next

/** A studio's record while it is written. */
export class Book {
  readonly owner: Key;
  readonly device: Key;
  readonly findings: Finding[] = [];
  readonly #pages: Page[] = [];
  readonly #heads = new Map<Sort, { first: Digest; last: Digest; number: number }>();
  readonly #texts = new Map<Digest, Opened | null>();
  readonly #presences = new Map<Digest, Presence>();
  readonly #pictures = new Map<Digest, number>();
  readonly #hands: Hand[] = [];
  #count = 0;
  #now = START;
  #title: Digest | null = null;

  /** Begins with the studio, its anchors and a run of the recorder. */
  constructor(owner = "陈丽", device = "studio PC") {
    this.owner = this.key();
    this.device = this.key();
    this.hand(this.owner, "owner", owner);
    this.hand(this.device, "device", device);
    this.say(
      "studio.opened",
      {
        name: this.text("the studio"),
        owner: { name: this.text(owner), key: this.owner },
        device: { name: this.text(device), key: this.device },
        log: { ed25519: this.key(), "ml-dsa-44": ML_DSA },
        software: { name: "bozzetto", version: "1.0" },
      },
      { signers: [this.owner, this.device] },
    );
    this.say("anchors.opened", {}, { chain: "anchors" });
  }

  /** A digest that no other has. */
  digest(): Digest {
    this.#count += 1;
    return digestAt(this.#count);
  }

  key(): Key {
    this.#count += 1;
    return keyOf(Uint8Array.from({ length: 32 }, (_, place) => this.#count >> (8 * place)));
  }

  /** A committed text that is opened. */
  text(words: string): Text {
    const salt = `${this.digest().slice(-21)}A`;
    const text = commitmentOf(salt, words);
    this.#texts.set(text, { salt, text: words });
    return { text };
  }

  /** A committed text that is declared withheld. */
  withheld(): Text {
    const text = this.digest();
    this.#texts.set(text, null);
    return { text };
  }

  /** A committed text that is neither opened nor declared withheld. */
  lost(): Text {
    return { text: this.digest() };
  }

  /** What a verification does with a text that is not the one committed to, at the next line. */
  forge({ text }: Text): void {
    this.#texts.delete(text);
    const where = `data/record.jsonl line ${this.line}`;
    this.findings.push({ step: 3, code: "text.altered", severity: "failed", where, want: text });
  }

  /** A picture. */
  asset(name: string, more: Partial<Asset> = {}): Asset {
    const digest = more.digest ?? this.digest();
    this.#pictures.set(digest, this.#pictures.size);
    return { digest, size: 9400, type: "image/png", name, width: 96, height: 96, ...more };
  }

  /** What becomes of a file in the bundle. */
  lose(digest: Digest, presence: Presence): void {
    this.#presences.set(digest, presence);
  }

  /** A key that the report says was introduced. */
  hand(key: Key, role: Hand["role"], name: string | null, vouched = false): Key {
    this.#hands.push({ key, role, name, entries: 0, vouched });
    return key;
  }

  /** Lets time pass. */
  wait(minutes: number): void {
    this.#now += minutes * 60_000;
  }

  /** What the recorder's clock says now. */
  now(): Moment {
    return new Date(this.#now).toISOString().replace("Z", "000Z");
  }

  /** Writes an entry of a known kind. */
  say<K extends Kind>(kind: K, body: Bodies[K], how: How = {}): Digest {
    return this.write(kind, body, how);
  }

  /** Writes an entry of any kind. Throws FormatError for a body that no line could have. */
  write(kind: string, members: object, how: How = {}): Digest {
    const body = json(members);
    this.#now += BETWEEN;
    if (isKind(kind)) checkBody(kind, body, "body");
    const sort = how.chain ?? sortOf(kind);
    const digest = how.digest ?? this.digest();
    const event = this.#event(kind, body, sort, how);
    this.#pages.push({ entry: this.#entry(digest, event, how), anchor: null });
    const head = this.#heads.get(sort);
    this.#heads.set(sort, {
      first: head?.first ?? digest,
      last: digest,
      number: (head?.number ?? -1) + 1,
    });
    if (kind === "work.opened") this.#title ??= bodyOf(kind, body).title.text;
    return digest;
  }

  /** Anchors all that was written so far. */
  anchor(authority = "TSA One"): Digest {
    const token = { authority, sort: "rfc3161" as const, token: this.asset("t.tsr"), kept: [] };
    const digest = this.say("time.anchored", { checkpoint: "a note", tokens: [token] });
    const page = this.#pages.pop();
    if (page !== undefined) this.#pages.push({ ...page, anchor: this.now() });
    return digest;
  }

  /** The line that the next entry will have, from 1. */
  get line(): number {
    return this.#pages.length + 1;
  }

  /** A finding at a line of the record. */
  fault(line: number, code: Finding["code"], severity: Finding["severity"], step = 4): void {
    const digest = this.#pages[line - 1]?.entry.digest;
    const where = `data/record.jsonl line ${line}${digest === undefined ? "" : ` (${digest})`}`;
    this.findings.push({ step, code, severity, where });
  }

  /** What a verification of it would come to. */
  verification(): Told {
    const lines = this.#pages.map(({ entry }, index) => ({
      number: index + 1,
      entry,
      ...this.#timeOf(index),
      leaf: index,
    }));
    return {
      report: this.#report(),
      lines,
      asset: (digest) => this.#file(digest),
    };
  }

  #file(digest: Digest): ReturnType<Told["asset"]> {
    const number = this.#pictures.get(digest);
    const presence = number === undefined ? "missing" : (this.#presences.get(digest) ?? "there");
    const made =
      number !== undefined && presence === "there" ? (): Blob => madeUpPng(number) : null;
    return {
      presence,
      /** Made when it is asked for: a large book has many. */
      get blob() {
        return made?.() ?? null;
      },
    };
  }

  #event(kind: string, body: Body, sort: Sort, how: How): Event {
    const head = this.#heads.get(sort);
    const kindly = kind === "output.received" || kind.startsWith("recorder.") || sort === "anchors";
    const by: Actor = kindly ? { tool: "bozzetto", version: "1.0" } : { person: this.owner };
    return {
      format: "bozzetto/1",
      studio: this.#heads.get("studio")?.first ?? null,
      kind,
      chain: head?.first ?? null,
      number: (head?.number ?? -1) + 1,
      previous: head?.last ?? null,
      at: this.now(),
      after: null,
      seen: how.seen ?? (how.by?.tool !== undefined || kindly ? "live" : "stated"),
      by: how.by ?? by,
      body,
    };
  }

  #entry(digest: Digest, event: Event, how: How): Entry {
    const found = findIn(event.body);
    const open = new Map<Digest, Opened>();
    for (const commitment of found.commitments) {
      const opened = this.#texts.get(commitment);
      if (opened !== undefined && opened !== null) open.set(commitment, opened);
    }
    const signers = how.signers ?? [event.by.person ?? this.device];
    return {
      digest,
      event,
      known: isKind(event.kind),
      open,
      signatures: signers.map((key) => ({ key, sig: "" })),
      payload: new Uint8Array(),
      ...found,
    };
  }

  #timeOf(index: number): { state: TimeState; interval: Interval } {
    const own = this.#pages[index]?.anchor ?? null;
    const before = own ?? this.#pages.slice(index).find((page) => page.anchor !== null)?.anchor;
    const after = this.#pages
      .slice(0, index + 1)
      .filter((page) => page.anchor !== null)
      .at(-1)?.anchor;
    const interval = { after: after ?? null, before: before ?? null };
    return { state: before === undefined ? "unanchored" : "anchored", interval };
  }

  #report(): Report {
    const entries = this.#pages.map((page) => page.entry);
    const count = (seen: Seen): number => entries.filter((one) => one.event.seen === seen).length;
    const signed = (key: Key): number =>
      entries.filter((one) => one.signatures.some((signature) => signature.key === key)).length;
    const hidden = [...this.#texts].filter(([, words]) => words === null).map(([text]) => text);
    return {
      format: "bozzetto-report/1",
      verdict: "intact-unknown-signer",
      exit: 0,
      ...NOTHING_READ,
      subject: {
        studio: this.#heads.get("studio")?.first ?? null,
        work: this.#heads.get("work")?.first ?? null,
        title: this.#title === null ? null : (this.#texts.get(this.#title)?.text ?? null),
        log: null,
        hands: this.#hands.map((hand) => ({ ...hand, entries: signed(hand.key) })),
      },
      counts: {
        entries: entries.length,
        live: count("live"),
        imported: count("imported"),
        stated: count("stated"),
        texts: this.#texts.size,
        assets: this.#pictures.size,
      },
      steps: [],
      findings: this.findings,
      omitted: [],
      anchors: this.#anchored(),
      withheld: { texts: hidden, assets: [], reason: "" },
    };
  }

  #anchored(): Report["anchors"] {
    return this.#pages.flatMap(({ entry, anchor }, index) =>
      anchor === null
        ? []
        : [
            {
              entry: entry.digest,
              line: index + 1,
              size: index,
              state: "anchored" as const,
              interval: `${anchor}/${anchor}`,
              authorities: ["TSA One"],
            },
          ],
    );
  }
}

/** A body as it is once it was written and read. */
function json(body: object): Body {
  const value = parseCanonical(new TextEncoder().encode(JSON.stringify(sorted(body))));
  if (!isObject(value)) throw new TypeError("a body is an object");
  return value;
}

/** The same with the members of every object in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, inner]) => [name, sorted(inner)]));
}

function sortOf(kind: string): Sort {
  const sort = isKind(kind) ? sortOfKind(kind) : "work";
  return sort === "anchor" ? "anchors" : sort;
}
