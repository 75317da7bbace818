/** The report as a file: canonical JSON, so that two verifiers' reports can be compared byte by byte. */

import { writeCanonical } from "../record/format/canonical.ts";
import type { Json } from "../record/format/canonical.ts";
import type { Report } from "../record/verify/report.ts";

/** Plain data as canonical JSON's kind of value; a member that is undefined is absent. */
function jsonOf(value: unknown): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return value;
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== "object") throw new TypeError("a report is plain data");
  const known = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(known.map(([name, member]) => [name, jsonOf(member)]));
}

/** The bytes of a report's file. */
export function writeReport(report: Report): Uint8Array<ArrayBuffer> {
  return new Uint8Array(writeCanonical(jsonOf(report)));
}
