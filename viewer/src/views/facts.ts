/**
 * What an entry says, member by member, as labelled facts that a view can show; words, settings,
 * inputs and pictures have views of their own and are left out here.
 */

import { bodyOf } from "../record/format/bodies.ts";
import type {
  Bodies,
  Carrier,
  Kind,
  Model,
  Program,
  Settings,
  Text,
} from "../record/format/bodies.ts";
import type { Asset, Digest, Key, Moment } from "../record/format/values.ts";
import { identifiedOf } from "../story/identified.ts";
import type { Step, Story } from "../story/model.ts";
import { said } from "../story/said.ts";
import type { Said } from "../story/said.ts";

/** One member; `label` is a text's id after `step.fact.`. */
export type Fact = { readonly label: string } & FactValue;

export type FactValue =
  /** A committed text, shown or not. */
  | { readonly sort: "text"; readonly said: Said }
  /** Strings that stand openly in the record. */
  | { readonly sort: "open"; readonly values: readonly string[] }
  /** Terms of a list that the program may know: `step.term.` and the term with hyphens. */
  /** Codes of what a recorder noticed: `step.code.` and the code. */
  | { readonly sort: "codes"; readonly codes: readonly string[] }
  | { readonly sort: "terms"; readonly terms: readonly string[] }
  | { readonly sort: "program"; readonly program: Program }
  | { readonly sort: "moment"; readonly moment: Moment | null }
  | { readonly sort: "keys"; readonly keys: readonly Key[] }
  /** Of entries or of files; which, the record does not say. */
  | { readonly sort: "digests"; readonly digests: readonly Digest[] }
  | { readonly sort: "files"; readonly assets: readonly Asset[] }
  | { readonly sort: "settings"; readonly settings: Settings }
  | { readonly sort: "carriers"; readonly carriers: readonly Carrier[] };

type Facts = readonly (Fact | null)[];
type Tell<K extends Kind> = (body: Bodies[K], step: Step) => Facts;

/** The facts of a step; of a kind that is not known, none: its body is shown as it is. */
export function factsOf(step: Step): readonly Fact[] {
  const { kind } = step;
  if (!isKnown(kind)) return [];
  return tell(kind, bodyOf(kind, step.body), step).filter((fact) => fact !== null);
}

/** What the recorder read of an instruction's model files, before it or only later. */
export function weightsOf(story: Story, step: Step): readonly Fact[] {
  const { before, later } = identifiedOf(story, step);
  const facts = [open("read", before.map(modelName)), open("read-later", later.map(modelName))];
  return facts.filter((fact) => fact !== null);
}

/** Whether this program knows the kind, and so what its members mean. */
export function isKnown(kind: string): kind is Kind {
  return Object.hasOwn(TELL, kind);
}

function tell<K extends Kind>(kind: K, body: Bodies[K], step: Step): Facts {
  return TELL[kind](body, step);
}

const TELL: { readonly [K in Kind]: Tell<K> } = {
  "studio.opened": (body, step) => [
    text("name", body.name, step),
    text("owner", body.owner.name, step),
    keys("owner-key", [body.owner.key]),
    text("device", body.device.name, step),
    keys("device-key", [body.device.key]),
    program("software", body.software),
  ],
  "device.joined": (body, step) => [text("name", body.name, step), keys("key", [body.key])],
  "device.left": (body, step) => [keys("key", [body.key]), text("reason", body.reason, step)],
  "person.joined": (body, step) => [
    text("name", body.name, step),
    text("duty", body.role, step),
    keys("key", [body.key]),
  ],
  "person.left": (body, step) => [keys("key", [body.key]), text("reason", body.reason, step)],
  "key.replaced": (body, step) => [
    keys("old-key", [body.old]),
    keys("new-key", [body.new]),
    text("reason", body.reason, step),
  ],
  "source.added": (body, step) => [
    terms("sort", [body.sort]),
    text("name", body.label, step),
    settings("settings", body.settings),
  ],
  "source.removed": (body, step) => [
    digests("source", [body.source]),
    text("reason", body.reason, step),
  ],
  "recorder.started": (body) => [
    program("software", body.software),
    open("platform", [body.platform]),
    open("run", [body.run]),
    moment("wall", body.clock.wall),
    open("steady", [body.clock.steady]),
  ],
  "recorder.stopped": stopped,
  "recorder.paused": stopped,
  "recorder.found": (body, step) => [
    terms("found", [body.what]),
    moment("from", body.from),
    moment("until", body.until),
    text("note", body.note, step),
  ],
  "anchors.opened": () => [],
  "time.anchored": (body) => [
    open(
      "authorities",
      body.tokens.map((token) => token.authority),
    ),
    files(
      "tokens",
      body.tokens.map((token) => token.token),
    ),
    open("checkpoint", [body.checkpoint]),
  ],
  "work.opened": (body, step) => [
    text("title", body.title, step),
    keys("people", body.people),
    text("terms", body.terms, step),
  ],
  "intent.stated": (body, step) => [
    text("intent", body.text, step),
    terms("dimensions", body.dimensions),
    digests("about", body.targets),
  ],
  "material.added": (body, step) => [
    terms("role", [body.role]),
    terms("origin", [body.origin]),
    text("note", body.note, step),
  ],
  "instruction.given": (body, step) => [
    program("told", body.tool),
    open("models", body.models.map(modelName)),
    open("job", one(body.job)),
    text("account", body.account, step),
    files("raw", one(body.raw)),
    carriers(body.carriers),
    codes("codes", body.notes),
  ],
  "output.received": (body) => [
    digests("instruction", one(body.instruction ?? undefined)),
    open("job", one(body.job)),
    codes("problems", body.problems),
    files("answer", one(body.raw)),
    settings("claims", body.claims),
  ],
  "job.ended": (body, step) => [
    digests("instruction", one(body.instruction ?? undefined)),
    open("job", one(body.job)),
    text("answered", body.note, step),
  ],
  "model.identified": (body) => [
    open("models", [modelName(body)]),
    open("size", [String(body.size)]),
  ],
  "choice.made": (body, step) => [text("reason", body.reason, step)],
  "edit.made": (body, step) => [
    terms("dimensions", body.dimensions),
    text("done", body.note, step),
    program("with", body.tool),
    ...(body.layers ?? []).map((layer) => text("layer", layer, step)),
    files("project", one(body.project)),
  ],
  "comment.made": (body, step) => [text("comment", body.text, step), digests("about", body.about)],
  "work.released": (body, step) => [
    text("place", body.place, step),
    text("licence", body.licence, step),
    open("source-type", [body["source type"]]),
    open(
      "labels",
      (body.copies ?? []).flatMap((copy) => copy.labels),
    ),
  ],
  "copy.found": (body, step) => [
    text("where", body.where, step),
    digests("matched", one(body.matched)),
    text("recognised", body.note, step),
  ],
  "entry.corrected": (body, step) => [
    digests("corrects", [body.corrects]),
    text("correction", body.text, step),
  ],
  "bytes.erased": (body, step) => [
    digests("erased", body.assets),
    text("reason", body.reason, step),
  ],
  "entry.countersigned": (body) => [digests("confirmed", body.entries)],
};

function modelName({ name, digest }: Model): string {
  return name + (digest === null ? "" : ` (${digest})`);
}

function stopped(body: Bodies["recorder.stopped"], step: Step): Facts {
  return [
    open("run", [body.run]),
    moment("wall", body.clock.wall),
    open("steady", [body.clock.steady]),
    text("reason", body.reason, step),
  ];
}

/** As a list, where what is absent is an empty one. */
function one<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}

function text(label: string, committed: Text | undefined, step: Step): Fact | null {
  return committed === undefined ? null : { label, sort: "text", said: said(step, committed) };
}

function open(label: string, values: readonly string[] = []): Fact | null {
  return values.length === 0 ? null : { label, sort: "open", values };
}

function codes(label: string, named: readonly string[] = []): Fact | null {
  return named.length === 0 ? null : { label, sort: "codes", codes: named };
}

function terms(label: string, named: readonly string[] = []): Fact | null {
  return named.length === 0 ? null : { label, sort: "terms", terms: named };
}

function program(label: string, named: Program): Fact {
  return { label, sort: "program", program: named };
}

function moment(label: string, at: Moment | null): Fact {
  return { label, sort: "moment", moment: at };
}

function keys(label: string, named: readonly Key[]): Fact {
  return { label, sort: "keys", keys: named };
}

function digests(label: string, named: readonly Digest[] = []): Fact | null {
  return named.length === 0 ? null : { label, sort: "digests", digests: named };
}

function files(label: string, assets: readonly Asset[]): Fact | null {
  return assets.length === 0 ? null : { label, sort: "files", assets };
}

function settings(label: string, named: Settings = {}): Fact | null {
  return Object.keys(named).length === 0 ? null : { label, sort: "settings", settings: named };
}

function carriers(named: readonly Carrier[] = []): Fact | null {
  return named.length === 0 ? null : { label: "carriers", sort: "carriers", carriers: named };
}
