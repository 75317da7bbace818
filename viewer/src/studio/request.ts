/**
 * Requests to the studio's server, which is where this page came from. A request either gives what
 * its reader makes of the answer, or throws an ApiError that says why not, in the page's language.
 */

import { FormatError } from "../record/errors.ts";
import { readJson, type Json } from "../record/format/canonical.ts";
import { lang, t } from "../texts/language.svelte.ts";
import { problem } from "./answers.ts";
import type { Code } from "./api-types.ts";
import { takeEarly } from "./early.ts";
import { object, ShapeError, type Read } from "./shape.ts";

/** `away`: nobody answered. `answer`: somebody did, and not as this page understands it. */
export type Fault = Code | "away" | "answer";

/** Why a request came to nothing. `message` may be shown as it is. */
export class ApiError extends Error {
  /** Of HTTP; 0 where nobody answered. */
  readonly status: number;
  readonly code: Fault;
  readonly hint: string | null;

  constructor(status: number, code: Fault, message: string, hint: string | null = null) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.hint = hint;
  }
}

/** HTTP: an act that waits for a signature. */
const ACCEPTED = 202;
/** Times that an act is signed anew: a work that grows faster than that is waited for. */
const TURNS = 8;

/** What a request needs of a browser; tests give their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

let ask: Fetch = (url, init) => fetch(url, init);

/** Let another function carry the requests. Gives back what takes it away again. */
export function carriedBy(other: Fetch): () => void {
  const before = ask;
  ask = other;
  return () => {
    ask = before;
  };
}

const failure = object({ error: problem });

/** The answer of any route, whatever it is; throws ApiError where it is none of success. */
export async function send(
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const early = method === "GET" ? await takeEarly(path) : null;
  if (early !== null) return early;
  const headers = new Headers(init.headers);
  headers.set("Accept-Language", lang());
  const response = await ask(path, { ...init, method, headers }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    const isAct = method !== "GET";
    throw new ApiError(
      0,
      "away",
      t(isAct ? "studio.shell.fault.away" : "studio.shell.fault.silent"),
    );
  });
  if (response.ok) return response;
  throw await errorOf(response);
}

/** The server's own words, or the page's where what answers is not the server. */
async function errorOf(response: Response): Promise<ApiError> {
  const { status } = response;
  try {
    const { error } = failure(readJson(await response.text()));
    return new ApiError(status, error.code, error.message, error.hint);
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof ShapeError)) throw error;
    return new ApiError(status, "answer", t("studio.shell.fault.status", { status }));
  }
}

/** The error of an answer that this page does not understand; throws what is another error. */
export function whereUnreadable(error: unknown, status: number): ApiError {
  if (!(error instanceof FormatError || error instanceof ShapeError)) throw error;
  return new ApiError(status, "answer", t("studio.shell.fault.answer", { what: error.message }));
}

async function read<T>(response: Response, reader: Read<T>): Promise<T> {
  const text = await response.text();
  try {
    return reader(text === "" ? null : readJson(text));
  } catch (error) {
    throw whereUnreadable(error, response.status);
  }
}

export async function get<T>(path: string, reader: Read<T>, signal?: AbortSignal): Promise<T> {
  return read(await send("GET", path, signal === undefined ? {} : { signal }), reader);
}

/** A body is always JSON: a form of another page cannot send that. */
async function write<T>(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body: object,
  reader: Read<T>,
): Promise<T> {
  const init = {
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
  };
  return read(await signed(await send(method, path, init)), reader);
}

/** What is recorded only once this device has signed it. Gives the answer to the signature. */
export type Signer = (asked: Json) => Promise<{ readonly id: string; readonly signature: string }>;

let signer: Signer | null = null;

/** Let this device sign what its guest does; null where it signs nothing. */
export function signedBy(other: Signer | null): void {
  signer = other;
}

/** Sign what was prepared, and again where its chain went on meanwhile. */
async function signed(answer: Response): Promise<Response> {
  let response = answer;
  for (let turn = 0; response.status === ACCEPTED && signer !== null; turn += 1) {
    if (turn === TURNS) throw new ApiError(ACCEPTED, "busy", t("studio.shell.fault.signing"));
    const { id, signature } = await signer(readJson(await response.text()));
    response = await send("POST", `/api/signatures/${part(id)}`, {
      body: JSON.stringify({ signature }),
      headers: { "Content-Type": "application/json" },
    });
  }
  return response;
}

export function post<T>(path: string, body: object, reader: Read<T>): Promise<T> {
  return write("POST", path, body, reader);
}

export function put<T>(path: string, body: object, reader: Read<T>): Promise<T> {
  return write("PUT", path, body, reader);
}

export function remove<T>(path: string, reader: Read<T>): Promise<T> {
  return write("DELETE", path, {}, reader);
}

/** Send the bytes of a file. */
export async function sendBytes<T>(
  method: "POST" | "PUT",
  path: string,
  file: Blob,
  reader: Read<T>,
  signal?: AbortSignal,
): Promise<T> {
  const headers = { "Content-Type": "application/octet-stream" };
  const init = { body: file, headers, ...(signal === undefined ? {} : { signal }) };
  return read(await send(method, path, init), reader);
}

/** A path with its query; what is absent or null is left out. */
export function pathOf(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const said = Object.entries(query).flatMap(([name, value]) =>
    value === null || value === undefined || value === ""
      ? []
      : [`${name}=${encodeURIComponent(value)}`],
  );
  return said.length === 0 ? path : `${path}?${said.join("&")}`;
}

/** The path of a value of the server's, which may hold anything. */
export function part(text: string): string {
  return encodeURIComponent(text);
}
