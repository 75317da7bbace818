/**
 * The form of each known kind's body, and the sort of chain that it belongs to
 * (docs/formats/record.md sections 4 and 5).
 */

import { FormatError } from "../errors.ts";
import type {
  Bodies,
  Body,
  Carrier,
  ChoiceMade,
  Clock,
  Copy,
  Dimension,
  Ending,
  Finding,
  HeldInput,
  Input,
  Introduced,
  Kind,
  Model,
  NamedInput,
  Program,
  Prompt,
  RecorderStopped,
  StudioOpened,
  Token,
  Writer,
} from "./bodies.ts";
import { isObject } from "./canonical.ts";
import {
  asset,
  count,
  digest,
  key,
  list,
  mlDsaKey,
  moment,
  object,
  oneOf,
  optional,
  orNull,
  settings,
  string,
  text,
  word,
} from "./forms.ts";
import type { Form } from "./forms.ts";

/** A studio has one chain of the first two sorts, and any number of works. */
export type Sort = "studio" | "anchor" | "work";

const dimension = oneOf<Dimension>(
  "layout",
  "proportion",
  "viewing angle",
  "composition elements",
  "colour",
  "lines",
);

const writer = oneOf<Writer>(
  "person",
  "template",
  "language model",
  "image description",
  "unknown",
);

const finding = oneOf<Finding>(
  "clock jump",
  "copied",
  "gap",
  "lost event",
  "rolled back",
  "unfinished",
  "unreadable file",
);

const ending = oneOf<Ending>("failed", "interrupted", "deleted", "refused", "discarded");

const observed = optional(moment);

const program = object<Program>({ name: string, version: optional(string) });

const clock = object<Clock>({ wall: moment, steady: string, boot: digest });

const prompt = object<Prompt>({ role: word, text, by: writer, exact: optional(oneOf("no")) });

const model = object<Model>({ name: string, digest: orNull(string) });

const held = object<HeldInput>({ role: word, asset, region: optional(asset) });

const named = object<NamedInput>({ role: word, digest: optional(digest), name: optional(string) });

const input: Form<Input> = (value, place) => {
  const isHeld = isObject(value) && Object.hasOwn(value, "asset");
  return isHeld ? held(value, place) : named(value, place);
};

const carrier = object<Carrier>({
  file: digest,
  place: string,
  offset: count,
  size: count,
  digest,
  name: optional(string),
});

const token = object<Token>({
  authority: string,
  sort: oneOf("rfc3161"),
  token: asset,
  kept: list(asset),
});

const copy = object<Copy>({ asset, labels: list(string) });

const introduced = object<Introduced>({ name: text, key });

const left = object<Bodies["person.left"]>({ key, reason: optional(text) });

const stopped = object<RecorderStopped>({ run: string, clock, reason: optional(text) });

const choiceMembers = object<ChoiceMade>({
  among: list(digest, 1),
  chosen: list(digest),
  rejected: list(digest),
  reason: optional(text),
  observed,
});

/** What is chosen or rejected was offered, and nothing is said twice. */
const choice: Form<ChoiceMade> = (value, place) => {
  const made = choiceMembers(value, place);
  const offered = new Set(made.among);
  const decided = [...made.chosen, ...made.rejected];
  if (offered.size !== made.among.length || new Set(decided).size !== decided.length) {
    throw new FormatError("{place}: a digest stands twice", { place });
  }
  if (!decided.every((each) => offered.has(each))) {
    throw new FormatError("{place}: chosen or rejected, and not offered", { place });
  }
  return made;
};

const FORMS: { readonly [K in Kind]: Form<Bodies[K]> } = {
  "studio.opened": object<Bodies["studio.opened"]>({
    name: text,
    owner: introduced,
    device: introduced,
    log: object<StudioOpened["log"]>({ ed25519: key, "ml-dsa-44": mlDsaKey }),
    software: program,
  }),
  "device.joined": introduced,
  "device.left": left,
  "person.joined": object<Bodies["person.joined"]>({ name: text, key, role: text }),
  "person.left": left,
  "key.replaced": object<Bodies["key.replaced"]>({ old: key, new: key, reason: text }),
  "source.added": object<Bodies["source.added"]>({ sort: word, label: text, settings }),
  "source.removed": object<Bodies["source.removed"]>({ source: digest, reason: optional(text) }),
  "recorder.started": object<Bodies["recorder.started"]>({
    run: string,
    software: program,
    platform: string,
    clock,
    machine: optional(digest),
  }),
  "recorder.stopped": stopped,
  "recorder.paused": stopped,
  "recorder.found": object<Bodies["recorder.found"]>({
    what: finding,
    from: orNull(moment),
    until: orNull(moment),
    note: optional(text),
    run: optional(string),
    work: optional(digest),
  }),
  "anchors.opened": object<Bodies["anchors.opened"]>({}),
  "time.anchored": object<Bodies["time.anchored"]>({ checkpoint: string, tokens: list(token, 1) }),
  "work.opened": object<Bodies["work.opened"]>({
    title: text,
    people: list(key, 1),
    terms: optional(text),
  }),
  "intent.stated": object<Bodies["intent.stated"]>({
    text,
    targets: optional(list(digest)),
    dimensions: optional(list(dimension)),
  }),
  "material.added": object<Bodies["material.added"]>({
    asset,
    role: word,
    origin: word,
    note: optional(text),
    observed,
  }),
  "instruction.given": object<Bodies["instruction.given"]>({
    tool: program,
    models: list(model),
    prompts: list(prompt),
    settings,
    inputs: list(input),
    job: optional(string),
    account: optional(text),
    raw: optional(asset),
    carriers: optional(list(carrier)),
    notes: optional(list(string)),
    observed,
  }),
  "output.received": object<Bodies["output.received"]>({
    instruction: orNull(digest),
    assets: list(asset, 1),
    job: optional(string),
    raw: optional(asset),
    claims: optional(settings),
    problems: optional(list(string)),
    observed,
  }),
  "job.ended": object<Bodies["job.ended"]>({
    instruction: orNull(digest),
    how: ending,
    job: optional(string),
    note: optional(text),
    observed,
  }),
  "model.identified": object<Bodies["model.identified"]>({ name: string, digest, size: count }),
  "choice.made": choice,
  "edit.made": object<Bodies["edit.made"]>({
    before: list(digest),
    after: asset,
    tool: program,
    dimensions: list(dimension),
    project: optional(asset),
    layers: optional(list(text)),
    note: optional(text),
    observed,
  }),
  "comment.made": object<Bodies["comment.made"]>({ text, about: list(digest) }),
  "work.released": object<Bodies["work.released"]>({
    asset: digest,
    place: text,
    licence: text,
    "source type": string,
    copies: optional(list(copy)),
  }),
  "copy.found": object<Bodies["copy.found"]>({
    where: text,
    captured: list(asset, 1),
    matched: optional(digest),
    note: optional(text),
  }),
  "entry.corrected": object<Bodies["entry.corrected"]>({ corrects: digest, text }),
  "bytes.erased": object<Bodies["bytes.erased"]>({ assets: list(digest, 1), reason: text }),
  "entry.countersigned": object<Bodies["entry.countersigned"]>({ entries: list(digest, 1) }),
};

/** The kind that begins a chain of each sort. */
const FIRST: ReadonlyMap<string, Sort> = new Map([
  ["studio.opened", "studio"],
  ["anchors.opened", "anchor"],
  ["work.opened", "work"],
]);

const STUDIO_KINDS: ReadonlySet<string> = new Set<Kind>([
  "studio.opened",
  "device.joined",
  "device.left",
  "person.joined",
  "person.left",
  "key.replaced",
  "source.added",
  "source.removed",
  "recorder.started",
  "recorder.stopped",
  "recorder.paused",
  "recorder.found",
]);

const ANCHOR_KINDS: ReadonlySet<string> = new Set<Kind>(["anchors.opened", "time.anchored"]);

/** Whether this reader knows what the body of a kind means. */
export function isKind(kind: string): kind is Kind {
  return Object.hasOwn(FORMS, kind);
}

/** Hold the body of a known kind to its form. Throws FormatError. */
export function checkBody(kind: Kind, body: Body, place: string): void {
  FORMS[kind](body, place);
}

/** The sort of chain that a kind begins; null where it begins none. */
export function sortBegunBy(kind: string): Sort | null {
  return FIRST.get(kind) ?? null;
}

/** The sort of chain in which a known kind stands. */
export function sortOf(kind: Kind): Sort {
  if (STUDIO_KINDS.has(kind)) return "studio";
  return ANCHOR_KINDS.has(kind) ? "anchor" : "work";
}
