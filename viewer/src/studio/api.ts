/** Every route of the studio's server as a function. All of them may throw ApiError. */

import { hashBlob, toHex } from "../record/format/sha256.ts";
import * as answers from "./answers.ts";
import type {
  Asset,
  Authorities,
  Choice,
  Comment,
  Connection,
  Correction,
  Countersignature,
  Digest,
  Edit,
  Erasure,
  DossierOrder,
  ExportOrder,
  Factor,
  Home,
  Intent,
  Inspected,
  Invitation,
  Job,
  Key,
  Material,
  Moment,
  Parent,
  PersonInfo,
  Place,
  Recorded,
  Sealed,
  SessionInfo,
  Settings,
  Tool,
  Undo,
  Watch,
  WorkInfo,
  WorksPage,
  WorksQuery,
} from "./api-types.ts";
import { linesPath, takeEarlyRows } from "./early.ts";
import { readArriving } from "./ledger/arriving.ts";
import type { LedgerRow } from "./ledger/lines.ts";
import { ApiError, get, part, pathOf, post, put, remove, send, sendBytes } from "./request.ts";
import { asset, list, nothing } from "./shape.ts";

export { ApiError, get } from "./request.ts";

export const sessionInfo = (): Promise<SessionInfo> => get("/api/session", answers.sessionInfo);

export function unlock(key: Key | null, passphrase: string): Promise<undefined> {
  return post("/api/unlock", { key, passphrase }, nothing);
}

export const lock = (): Promise<undefined> => post("/api/lock", {}, nothing);

export const home = (signal?: AbortSignal): Promise<Home> => get("/api/home", answers.home, signal);

// Works

export function works(query: WorksQuery, signal?: AbortSignal): Promise<WorksPage> {
  return get(pathOf("/api/works", { ...query }), answers.worksPage, signal);
}

export function work(digest: Digest): Promise<WorkInfo> {
  return get(`/api/works/${digest}`, answers.workInfo);
}

export function openWork(title: string, terms?: string): Promise<Recorded> {
  const body = terms === undefined || terms === "" ? { title } : { title, terms };
  return post("/api/works", body, answers.recorded);
}

// Acts

function act(work: Digest, name: string, body: object): Promise<Recorded> {
  return post(`/api/works/${work}/${name}`, body, answers.recorded);
}

export function stateIntent(work: Digest, intent: Intent): Promise<Recorded> {
  return act(work, "intent", intent);
}

export function comment(work: Digest, said: Comment): Promise<Recorded> {
  return act(work, "comments", said);
}

export function correct(work: Digest, correction: Correction): Promise<Recorded> {
  return act(work, "corrections", correction);
}

export function choose(work: Digest, choice: Choice): Promise<Recorded> {
  return act(work, "choices", choice);
}

/** A correcting entry, and a choice that restores what was before: nothing is erased. */
export function undo(work: Digest, undone: Undo): Promise<readonly Recorded[]> {
  return post(`/api/works/${work}/undo`, undone, list(answers.recorded));
}

export function addMaterial(work: Digest, material: Material): Promise<Recorded> {
  return act(work, "materials", material);
}

export function recordEdit(work: Digest, edit: Edit): Promise<Recorded> {
  return act(work, "edits", edit);
}

export function erase(work: Digest, erasure: Erasure): Promise<Recorded> {
  return act(work, "erasures", erasure);
}

export function countersign(work: Digest, signed: Countersignature): Promise<Recorded> {
  return act(work, "countersignatures", signed);
}

export function nameMilestone(work: Digest, name: string, person?: Key | null): Promise<Recorded> {
  return act(work, "milestones", { name, ...(person === undefined ? {} : { person }) });
}

export function noteDispute(work: Digest, text: string, person?: Key | null): Promise<Recorded> {
  return act(work, "disputes", { text, ...(person === undefined ? {} : { person }) });
}

// Files

/** Keep a file. It is in no entry yet. */
export function upload(file: Blob, name?: string): Promise<Asset> {
  const called = name ?? (file instanceof File ? file.name : null);
  return sendBytes("PUT", pathOf("/api/uploads", { name: called }), file, asset);
}

/** What a file says of how it was made. Nothing of it is kept. */
export function inspectFile(file: Blob, signal: AbortSignal): Promise<Inspected> {
  return sendBytes("POST", "/api/inspect", file, answers.inspected, signal);
}

/** The bytes of a file that is kept; null where they are not here, or are not those of the digest. */
export async function assetBytes(digest: Digest): Promise<Bytes> {
  const response = await send("GET", `/api/assets/${digest}`).catch(whereMissing);
  if (response === null) return { presence: "missing", blob: null };
  const blob = await response.blob();
  const { sha256 } = await hashBlob(blob);
  const isOwn = `sha256:${toHex(sha256)}` === digest;
  return isOwn ? { presence: "there", blob } : { presence: "altered", blob: null };
}

/** Bytes that were held to their digest, or why there are none. */
export type Bytes =
  | { readonly presence: "there"; readonly blob: Blob }
  | { readonly presence: "altered" | "missing"; readonly blob: null };

/** A small WebP of a picture, made by the server; null where it can make none. */
export async function thumbnail(digest: Digest, side: Side): Promise<Blob | null> {
  const path = `/api/assets/${digest}/thumbnail?side=${side}`;
  const response = await send("GET", path).catch(whereMissing);
  return response === null ? null : response.blob();
}

/** Sides that the server makes: pixels. */
export const SIDES = [128, 256, 512, 1024] as const;
export type Side = (typeof SIDES)[number];

function whereMissing(error: unknown): null {
  if (error instanceof ApiError && error.status === 404) return null;
  throw error;
}

/** Entries of a chain from a number on. Throws ShapeError for an answer that is none. */
export async function chainRows(chain: Digest, start: number): Promise<readonly LedgerRow[]> {
  const early = start === 0 ? await takeEarlyRows(chain) : null;
  if (early !== null) return early;
  const { body } = await send("GET", linesPath(chain, start));
  return body === null ? [] : readArriving(body, chain);
}

/** What a file may have been made from, the best first: proposals, never decisions. */
export function parents(work: Digest, file: Digest): Promise<readonly Parent[]> {
  return get(pathOf(`/api/works/${work}/parents`, { asset: file }), answers.parents);
}

/** What courts and offices ask for, in the language of the page; every factor without a place. */
export function assessment(
  work: Digest,
  place: Place | null,
  since: Moment | null,
): Promise<readonly Factor[]> {
  return get(pathOf(`/api/works/${work}/assessment`, { place, since }), answers.factors);
}

// People

export const people = (): Promise<readonly PersonInfo[]> => get("/api/people", answers.people);

export function invite(name: string, role: string, passphrase: string): Promise<undefined> {
  return post("/api/people", { name, role, passphrase }, nothing);
}

/** Invite somebody to act with a key on a device of their own; `key` for who joined already. */
export function inviteElsewhere(name: string, role: string, key: Key | null): Promise<Invitation> {
  return post("/api/invitations", { name, role, key }, answers.invitation);
}

/** Join with the key of this device, which signs on the way. */
export function join(key: Key): Promise<Recorded> {
  return post("/api/join", { key }, answers.recorded);
}

export function letGo(key: Key, reason?: string): Promise<undefined> {
  const body = reason === undefined || reason === "" ? {} : { reason };
  return post(`/api/people/${part(key)}/leave`, body, nothing);
}

export function replaceKey(
  key: Key,
  body: { readonly reason: string; readonly passphrase?: string; readonly lost: boolean },
): Promise<undefined> {
  return post(`/api/people/${part(key)}/replace`, body, nothing);
}

export function addDevice(name: string): Promise<undefined> {
  return post("/api/devices", { name }, nothing);
}

// Watched folders

export const watches = (): Promise<readonly Watch[]> => get("/api/watches", list(answers.watch));

/** `folder` may begin with ~. */
export function addWatch(folder: string, work: Digest, polling = false): Promise<undefined> {
  return post("/api/watches", { folder, work, polling }, nothing);
}

export function pauseWatch(id: string, paused: boolean): Promise<undefined> {
  return put(`/api/watches/${part(id)}`, { paused }, nothing);
}

export function removeWatch(id: string): Promise<undefined> {
  return remove(`/api/watches/${part(id)}`, nothing);
}

// Connected tools

export function connections(): Promise<readonly Connection[]> {
  return get("/api/connections", list(answers.connection));
}

/** Test a connection, and give it as it is now. */
export function testConnection(id: string): Promise<Connection> {
  return post(`/api/connections/${part(id)}/test`, {}, answers.connection);
}

/** Let a tool hand over nothing more; what was installed in it is taken out. */
export function disconnect(id: string): Promise<undefined> {
  return remove(`/api/connections/${part(id)}`, nothing);
}

/** The tools that can be connected or watched. */
export const tools = (): Promise<readonly Tool[]> => get("/api/tools", list(answers.tool));

// Settings and authorities

export const settings = (): Promise<Settings> => get("/api/settings", answers.settings);

export function changeSettings(to: Settings): Promise<undefined> {
  return put("/api/settings", to, nothing);
}

export const authorities = (): Promise<Authorities> => get("/api/authorities", answers.authorities);

export function addAuthority(name: string, url?: string): Promise<undefined> {
  const body = url === undefined || url === "" ? { name } : { name, url };
  return post("/api/authorities", body, nothing);
}

export function removeAuthority(name: string): Promise<undefined> {
  return remove(`/api/authorities/${part(name)}`, nothing);
}

/** Ask the authorities for the time, now. */
export const seal = (): Promise<Sealed> => post("/api/seal", {}, answers.sealed);

// Long jobs

export const jobs = (): Promise<readonly Job[]> => get("/api/jobs", list(answers.job));

export const job = (id: string): Promise<Job> => get(`/api/jobs/${part(id)}`, answers.job);

export function importFiles(work: Digest, paths: readonly string[]): Promise<Job> {
  return post("/api/jobs/import", { work, paths }, answers.job);
}

export function exportWork(order: ExportOrder): Promise<Job> {
  return post("/api/jobs/export", order, answers.job);
}

export function writeDossier(order: DossierOrder): Promise<Job> {
  return post("/api/jobs/dossier", order, answers.job);
}

export function checkStudio(deep: boolean): Promise<Job> {
  return post("/api/jobs/check", { deep }, answers.job);
}

export function backUp(folder: string): Promise<Job> {
  return post("/api/jobs/backup", { folder }, answers.job);
}

export function cancelJob(id: string): Promise<undefined> {
  return post(`/api/jobs/${part(id)}/cancel`, {}, nothing);
}

export function resumeJob(id: string): Promise<undefined> {
  return post(`/api/jobs/${part(id)}/resume`, {}, nothing);
}

/** Where an exported bundle or a dossier is fetched, for a link with `download`. */
export function jobFile(id: string): string {
  return `/api/jobs/${part(id)}/file`;
}
