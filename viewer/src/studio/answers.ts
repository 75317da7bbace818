/** The shapes of the server's answers, one reader for each type of api-types.ts. */

import { isMoment } from "../record/format/values.ts";
import {
  CODES,
  JOB_SORTS,
  JOB_STATES,
  WORK_STATES,
  type AskedBy,
  type Authorities,
  type Authority,
  type Captured,
  type Change,
  type CheckResult,
  type Connection,
  type DossierResult,
  type ExportResult,
  type Factor,
  type Finding,
  type Gap,
  type GuestInfo,
  type Happening,
  type Home,
  type ImportResult,
  type Inspected,
  type InspectedHeld,
  type InspectedMatch,
  type InspectedProtection,
  type InspectedStatement,
  type InspectedVoice,
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
  type Tool,
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

export const tool = object<Tool>({
  id: string,
  title: string,
  page: string,
  command: text,
  tried: string,
  captured: list(
    object<Captured>({
      aspect: string,
      title: string,
      extent: oneOf("yes", "partly", "no"),
      words: string,
    }),
  ),
});

export const connection = object<Connection>({
  id: string,
  sort: string,
  label: string,
  work: digest,
  title: string,
  person: text,
  state: oneOf("starting", "receiving", "trouble"),
  recorded: number,
  waiting: number,
  heard: orNull(moment),
  problem: text,
  tool: text,
  reporter: text,
  findings: list(
    object<Finding>({
      code: string,
      weight: oneOf("ok", "warning", "failed"),
      words: string,
      to_do: text,
    }),
  ),
  coverage: orNull(tool),
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

const listed = orNull(oneOf("on the list", "not on the list", "no list given"));

const inspectedVoice = object<InspectedVoice>({
  speaker: oneOf("signer", "earlier signer", "tool", "label", "IPTC", "program"),
  name: text,
  title: string,
  head: string,
  protection: object<InspectedProtection>({
    kind: oneOf("nothing", "signature of the tool", "content credentials"),
    integrity: orNull(oneOf("intact", "altered", "broken", "not read", "not checked")),
    trust: listed,
    time: orNull(oneOf("timestamp", "claim")),
    time_trust: listed,
  }),
  protected_by: list(string),
  worth: string,
  statements: list(
    object<InspectedStatement>({
      about: string,
      label: string,
      words: string,
      code: text,
      worth: text,
    }),
  ),
});

const matches = list(
  object<InspectedMatch>({
    work: digest,
    title: string,
    asset: digest,
    name: text,
    distance: orNull(number),
  }),
);

export const inspected = object<Inspected>({
  type: string,
  width: orNull(number),
  height: orNull(number),
  pixels: orNull(digest),
  problems: list(string),
  summary: list(string),
  voices: list(inspectedVoice),
  unread: list(string),
  studio: object<InspectedHeld>({
    same_bytes: matches,
    same_pixels: matches,
    alike: matches,
    compared: number,
    pictures: number,
  }),
});

export const parents = list(
  object<Parent>({
    asset: digest,
    method: oneOf("same bytes", "same pixels", "fingerprint", "name"),
    distance: orNull(number),
  }),
);

export const factors = list(
  object<Factor>({
    factor: string,
    name: string,
    state: oneOf("documented", "thin", "missing"),
    said: string,
    counter: string,
    can: string,
    entries: list(digest),
    strength: list(oneOf("live", "imported", "stated")),
    asked_by: list(
      object<AskedBy>({
        court: string,
        name: string,
        year: number,
        outcome: oneOf("protected", "refused", "mixed", "rule"),
        source: string,
        read: oneOf("text", "report", "memory"),
        words: string,
        found: orNull(oneOf("there", "missing", "not enough")),
      }),
    ),
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

export const dossierResult = object<DossierResult>({
  digest,
  size: number,
  languages: list(oneOf("zh", "en")),
  place: orNull(oneOf("cn", "us", "eu", "jp", "kr")),
  has_bundle: boolean,
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
