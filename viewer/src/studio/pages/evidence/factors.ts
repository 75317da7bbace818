/** What a work is held against: whose law, and since when. */

import type { Moment } from "../../../record/format/values.ts";
import type { Place } from "../../api-types.ts";

/** In the order in which they are offered. */
export const PLACES: readonly Place[] = ["cn", "us", "eu", "jp", "kr"];

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/** The beginning of a day in UTC, as a field of the page has it; null where it has none. */
export function beginningOf(day: string): Moment | null {
  return DAY.test(day) ? `${day}T00:00:00.000000Z` : null;
}
