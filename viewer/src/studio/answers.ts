/** The shapes of the server's answers, one reader for each type of api-types.ts. */

import { isMoment } from "../record/format/values.ts";
import {
  CODES,
  JOB_SORTS,
  JOB_STATES,
  WORK_STATES,
  type Authorities,
  type Authority,
  type Change,
  type CheckResult,
  type ExportResult,
  type Gap,
  type GuestInfo,
  type Happening,
  type Home,
  type ImportResult,
  type Invitation,
  type Job,
  type Moment,
  type Parent,
  type PersonInfo,
  type Problem,
  type Recorded,
  type Sealed,
  type SessionInfo,
  type Settings,
  type Watch,
  type WorkCard,
  type WorkInfo,
  type WorksPage,
} from "./api-types.ts";
import {
  any,
  asset,
  boolean,
  digest,
  key,
  list,
  mapOf,
  moment,
  number,
  object,
  oneOf,
  orNull,
  ShapeError,
  string,
  type Read,
} from "./shape.ts";

const text = orNull(string);
const language = orNull(oneOf("zh", "en"));

export const problem = object<Problem>({ code: oneOf(...CODES), message: string, hint: text });

export const sessionInfo = object<SessionInfo>({
  studio: digest,
  anchors: digest,
  name: text,
  owner: key,
  locked: boolean,
  opened: boolean,
  version: string,
  language,
  page: string,
  guest: orNull(object<GuestInfo>({ name: string, role: string, key: orNull(key) })),
});

export const invitation = object<Invitation>({ url: string, seconds: number, here_only: boolean });

export const recorded = object<Recorded>({ digest, place: number, number, at: moment });

export const watch = object<Watch>({
  id: string,
  label: string,
  work: digest,
  title: text,
  state: oneOf("starting", "watching", "paused", "trouble"),
  since: orNull(moment),
  recorded: number,
  problem: text,
  polling: boolean,
});

const happening = object<Happening>({
  place: number,
  digest,
  kind: string,
  at: moment,
  seen: oneOf("live", "imported", "stated"),
  work: orNull(digest),
  title: text,
  picture: orNull(asset),
  words: text,
});

const gap = object<Gap>({ since: moment, until: orNull(moment) });

export const home = object<Home>({
  studio: object({ digest, name: text, owner: text, device: text }),
  recording: object({
    state: oneOf("recording", "idle", "trouble"),
    since: orNull(moment),
    watches: list(watch),
  }),
  entries: number,
  works: number,
  today: object({ day: string, zone: text, counts: mapOf(number), recent: list(happening) }),
  anchor: orNull(object({ at: moment, authorities: list(string), covered: number })),
  waiting: object({ count: number, since: orNull(moment) }),
  asks_authorities: boolean,
  gaps: list(gap),
  found: list(
    object({
      what: string,
      at: moment,
      since: orNull(moment),
      until: orNull(moment),
      note: text,
    }),
  ),
  disk: object({
    used: number,
    free: number,
    budget: orNull(number),
    state: oneOf("ok", "low", "over"),
  }),
  locked: boolean,
  indexing: orNull(object({ done: number, total: number })),
});

const card = {
  digest,
  title: text,
  state: oneOf(...WORK_STATES),
  opened: moment,
  newest: moment,
  entries: number,
  pictures: number,
  cover: orNull(asset),
  match: orNull(object({ where: oneOf("title", "words", "person", "date"), text: string })),
};

export const workInfo = object<WorkInfo>({ ...card, chain: digest });

export const worksPage = object<WorksPage>({ total: number, works: list(object<WorkCard>(card)) });

export const parents = list(
  object<Parent>({
    asset: digest,
    method: oneOf("same bytes", "same pixels", "fingerprint", "name"),
    distance: orNull(number),
  }),
);

export const people = list(
  object<PersonInfo>({
    key,
    name: text,
    role: text,
    sort: oneOf("owner", "person", "device"),
    since: moment,
    left: orNull(moment),
    here: boolean,
    locked: boolean,
  }),
);

export const settings = object<Settings>({
  language,
  disk_budget: orNull(number),
  check_hours: orNull(number),
});

const authority = object<Authority>({ name: string, title: text, url: text, notes: text });

export const authorities = object<Authorities>({ asked: list(authority), known: list(authority) });

/** When an authority may be asked again: a moment, or whether at all. */
const again: Read<Moment | boolean | null> = (json, place = "") => {
  if (json === null || typeof json === "boolean") return json;
  if (typeof json === "string" && isMoment(json)) return json;
  throw new ShapeError(place, "a moment");
};

export const sealed = object<Sealed>({
  size: number,
  recorded: boolean,
  tokens: list(object({ authority: string, at: moment })),
  failures: list(object({ authority: string, message: string, again })),
  postponed: list(string),
});

export const job = object<Job>({
  id: string,
  sort: oneOf(...JOB_SORTS),
  work: orNull(digest),
  title: text,
  state: oneOf(...JOB_STATES),
  done: number,
  total: number,
  started: moment,
  ended: orNull(moment),
  error: orNull(problem),
  result: any,
});

export const importResult = object<ImportResult>({
  recorded: number,
  instructions: number,
  known: number,
  skipped: number,
  damaged: number,
  failed: number,
  worth: list(string),
});

export const exportResult = object<ExportResult>({
  digest,
  size: number,
  entries: number,
  assets: number,
  page: text,
  sealed: boolean,
});

export const checkResult = object<CheckResult>({
  ok: boolean,
  checks: list(object({ name: string, state: string, detail: text })),
});

export const change = object<Change>({
  size: number,
  works: list(digest),
  studio: boolean,
  anchors: boolean,
});
