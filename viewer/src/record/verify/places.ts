/** The leaf index of each line: `data/log/index`, docs/formats/bundle.md section 4. */

import { INDEX } from "../bundle/names.ts";
import type { Findings } from "./findings.ts";
import { split } from "./pieces.ts";
import type { Piece } from "./pieces.ts";

/** Bytes that are read of a line: the 16 digits of the largest place, and two more. */
const LONGEST = 18;

const DECIMAL = /^(?:0|[1-9][0-9]*)$/;

/**
 * Read the index: the place of each line's leaf, from the first line on. Null where it is missing
 * or malformed; then the log says nothing about any line.
 *
 * @param lines How many lines the record has.
 */
export async function readIndex(
  file: Blob | null,
  lines: number,
  findings: Findings,
): Promise<readonly number[] | null> {
  if (file === null) {
    findings.add("index.missing", INDEX);
    return null;
  }
  const places: number[] = [];
  let count = 0;
  let last = -1;
  for await (const piece of split(file, LONGEST)) {
    const place = placeOf(piece);
    const where = `${INDEX} line ${count + 1}`;
    if (place === null) {
      findings.add("index.malformed", where, { got: shown(piece) });
      return null;
    }
    if (place <= last) {
      findings.add("index.malformed", where, { want: `> ${last}`, got: String(place) });
      return null;
    }
    // What is beyond the record's lines is counted only: a file may be very long.
    if (count < lines) places.push(place);
    count += 1;
    last = place;
  }
  if (count !== lines) {
    findings.add("index.malformed", INDEX, { want: `${lines} lines`, got: String(count) });
    return null;
  }
  return places;
}

function placeOf(piece: Piece): number | null {
  const text = shown(piece);
  const place = Number(text);
  const spelled = piece.ended && !piece.cut && DECIMAL.test(text);
  return spelled && Number.isSafeInteger(place) ? place : null;
}

/** As ASCII, which a place is; what is none shows as what it is not. */
function shown(piece: Piece): string {
  return Array.from(piece.bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : 0xfffd)).join(
    "",
  );
}
