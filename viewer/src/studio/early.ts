/**
 * What a page needs in any case is asked for before anything of it is drawn: the session and, where
 * the address names a work, its entries. The answers come while the program starts.
 */

import { routeOf } from "./routes.ts";

/** Milliseconds after which an answer that nobody took says nothing any more. */
const FRESH = 5000;

const answers = new Map<string, Promise<Response>>();

/** Ask for what the page of an address needs first. */
export function askEarly(hash: string, ask: (path: string) => Promise<Response>): void {
  const { work } = routeOf(hash);
  const paths = ["/api/session"];
  if (work !== null) paths.unshift(linesPath(work, 0));
  for (const path of paths) {
    const answer = ask(path).then(fetched);
    // Whoever takes it hears of a failure; nobody may take it.
    answer.catch(() => undefined);
    answers.set(path, answer);
    setTimeout(() => answers.delete(path), FRESH);
  }
}

/** The same answer with all its bytes: a browser fetches no more than a little that nobody reads. */
async function fetched(answer: Response): Promise<Response> {
  const { status, statusText, headers } = answer;
  if (!answer.ok) return answer;
  return new Response(await answer.arrayBuffer(), { status, statusText, headers });
}

/** The early answer to a request, for the first who asks; null where there is none of success. */
export async function takeEarly(path: string): Promise<Response | null> {
  const answer = answers.get(path);
  if (answer === undefined) return null;
  answers.delete(path);
  try {
    const response = await answer;
    return response.ok ? response : null;
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
