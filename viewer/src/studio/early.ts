/**
 * What a page needs in any case is asked for before anything of it is drawn: the session and, where
 * the address names a work, its entries and those that they rest on. The answers come while the
 * program starts, and entries are read as they come.
 */

import { isObject, readJson } from "../record/format/canonical.ts";
import { isDigest, type Digest } from "../record/format/values.ts";
import { arriving, type Arriving } from "./ledger/arriving.ts";
import type { LedgerRow } from "./ledger/lines.ts";
import { routeOf } from "./routes.ts";

const SESSION = "/api/session";

/** Milliseconds after which an answer that nobody took says nothing any more. */
const FRESH = 5000;

type Ask = (path: string) => Promise<Response>;

const answers = new Map<string, Promise<Response>>();
const rows = new Map<string, Promise<readonly LedgerRow[] | null>>();

/** Ask for what the page of an address needs first. */
export function askEarly(hash: string, ask: Ask): void {
  const { work } = routeOf(hash);
  const entries = work === null ? null : askRows(work, ask);
  const session = ask(SESSION).then(fetched);
  keep(answers, SESSION, session);
  if (entries === null) return;
  // Where either comes to nothing, there is nothing to ask for: whoever needs it finds out.
  void Promise.all([session, entries])
    .then(([told, reading]) => askRest(told, reading, ask))
    .catch(() => undefined);
}

/** Ask for the entries of a chain, and read them as they come; null where there are none. */
function askRows(chain: Digest, ask: Ask): Promise<Arriving | null> {
  const entries = ask(linesPath(chain, 0)).then(({ ok, body }) =>
    ok && body !== null ? arriving(body, chain) : null,
  );
  keep(
    rows,
    chain,
    entries.then((reading) => reading?.rows ?? null),
  );
  return entries;
}

/**
 * The chains that a work rests on, asked for behind all of its entries: so they introduce whoever
 * acts in these.
 */
async function askRest(session: Response, work: Arriving | null, ask: Ask): Promise<void> {
  if (work === null || !session.ok) return;
  const told = readJson(await session.clone().text());
  await work.received;
  for (const chain of isObject(told) ? [told.studio, told.anchors] : []) {
    if (typeof chain === "string" && isDigest(chain)) void askRows(chain, ask);
  }
}

/** The first who asks takes it, and hears of a failure; nobody may. */
function keep<T>(among: Map<string, Promise<T>>, name: string, answer: Promise<T>): void {
  answer.catch(() => undefined);
  among.set(name, answer);
  setTimeout(() => among.delete(name), FRESH);
}

/** The same answer with all its bytes: a browser fetches no more than a little that nobody reads. */
async function fetched(answer: Response): Promise<Response> {
  const { status, statusText, headers } = answer;
  if (!answer.ok) return answer;
  return new Response(await answer.arrayBuffer(), { status, statusText, headers });
}

/** The early answer to a request, for the first who asks; null where there is none of success. */
export async function takeEarly(path: string): Promise<Response | null> {
  const response = await taken(answers, path);
  return response?.ok === true ? response : null;
}

/** The entries of a chain, in the same way. Throws ShapeError where the answer is no entries. */
export function takeEarlyRows(chain: string): Promise<readonly LedgerRow[] | null> {
  return taken(rows, chain);
}

async function taken<T>(among: Map<string, Promise<T>>, name: string): Promise<T | null> {
  const answer = among.get(name);
  if (answer === undefined) return null;
  among.delete(name);
  try {
    return await answer;
  } catch (error) {
    // A request that nobody answered is a TypeError; it is made again, and then told.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Where the entries of a chain are, from a number on. */
export function linesPath(chain: string, start: number): string {
  return `/api/chains/${chain}/lines?start=${start}`;
}
