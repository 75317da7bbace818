/** A server in the test's own memory: routes by method and path, in the place of fetch. */

import { carriedBy } from "../../src/studio/request.ts";

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: BodyInit | null;
}

export type Route = (call: Call) => Response | Promise<Response>;

/** What was asked, and what takes the server away again. */
export interface Server {
  readonly calls: Call[];
  readonly end: () => void;
}

export function served(route: Route): Server {
  const calls: Call[] = [];
  const end = carriedBy(async (url, init) => {
    const call = {
      method: init.method ?? "GET",
      url,
      headers: new Headers(init.headers),
      body: init.body ?? null,
    };
    calls.push(call);
    return await route(call);
  });
  return { calls, end };
}

export function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status });
}

export function refused(status: number, code: string, message: string, hint = ""): Response {
  return json({ error: { code, message, hint: hint === "" ? null : hint } }, status);
}
