/** Where the page stands: the hash of its address, so that going back is the browser's own. */

import { routeOf, type Page, type Route, type WorkTab } from "./routes.ts";
import type { Digest } from "../record/format/values.ts";

export { pageHref, workHref } from "./routes.ts";

function here(): string {
  return typeof location === "undefined" ? "" : location.hash;
}

class Router {
  #route = $state.raw<Route>(routeOf(here()));

  get page(): Page {
    return this.#route.page;
  }

  /** Null everywhere but on a work's own page. */
  get work(): Digest | null {
    return this.#route.work;
  }

  get tab(): WorkTab {
    return this.#route.tab;
  }

  get rest(): readonly string[] {
    return this.#route.rest;
  }

  /** Take the address as it is now. */
  follow(): void {
    this.#route = routeOf(here());
  }
}

/** The route now; reactive. */
export const route = new Router();

/** Go to `#/...`; as a step that the browser's Back undoes, or in the place of this one. */
export function go(path: string, { replace = false }: { replace?: boolean } = {}): void {
  const hash = path.startsWith("#") ? path : `#${path}`;
  if (replace) history.replaceState(null, "", hash);
  else location.hash = hash;
  route.follow();
}
