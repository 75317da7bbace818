/** Addresses of the page, behind its `#`: `#/works/sha256:…/tree`. */

import { isDigest } from "../record/format/values.ts";
import type { Digest } from "../record/format/values.ts";

export const PAGES = [
  "home",
  "works",
  "import",
  "inspect",
  "verify",
  "people",
  "settings",
  "doctor",
] as const;
export type Page = (typeof PAGES)[number];

/** What a guest has business with; the server refuses them the owner's pages. */
const FOR_GUESTS: ReadonlySet<Page> = new Set<Page>(["works", "verify"]);

/** The pages that somebody can open. */
export function pagesFor(isGuest: boolean): readonly Page[] {
  return isGuest ? PAGES.filter((page) => FOR_GUESTS.has(page)) : PAGES;
}

/** The page that is shown for one that an address names: a guest's first page is the works. */
export function pageFor(page: Page, isGuest: boolean): Page {
  return isGuest && !FOR_GUESTS.has(page) ? "works" : page;
}

/** The parts of one work, in the order of their tabs. */
export const WORK_TABS = [
  "board",
  "tree",
  "timeline",
  "compare",
  "replay",
  "edits",
  "statement",
  "people",
  "evidence",
] as const;
export type WorkTab = (typeof WORK_TABS)[number];

export interface Route {
  readonly page: Page;
  /** The work whose page it is; null everywhere but there. */
  readonly work: Digest | null;
  readonly tab: WorkTab;
  /** What stands behind the tab, such as the entry that is shown. */
  readonly rest: readonly string[];
}

const HOME: Route = { page: "home", work: null, tab: "tree", rest: [] };

/** The route of `location.hash`. What is none leads home. */
export function routeOf(hash: string): Route {
  const [page, work, tab, ...rest] = partsOf(hash);
  const known = PAGES.find((each) => each === page);
  if (known === undefined) return HOME;
  if (known !== "works" || work === undefined) return { ...HOME, page: known };
  if (!isDigest(work)) return { ...HOME, page: "works" };
  return { page: "works", work, tab: WORK_TABS.find((each) => each === tab) ?? "tree", rest };
}

/** Empty parts are left out; one that is spelled wrongly is as it stands. */
function partsOf(hash: string): string[] {
  const parts = hash.replace(/^#\/?/, "").split("/");
  return parts.filter((part) => part !== "").map(decode);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

/** The address of a page, for a link's `href`. */
export function pageHref(page: Page): string {
  return page === "home" ? "#/" : `#/${page}`;
}

/** The address of a part of a work; `entry` is what shall be selected there. */
export function workHref(work: Digest, tab: WorkTab = "tree", entry?: Digest): string {
  return `#/works/${work}/${tab}${entry === undefined ? "" : `/${entry}`}`;
}
