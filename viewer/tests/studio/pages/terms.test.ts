import { afterEach, describe, expect, it } from "vitest";
import type { Entry } from "../../../src/record/format/entry.ts";
import type { Digest } from "../../../src/record/format/values.ts";
import { fetchTerms, termsIn } from "../../../src/studio/pages/people/terms.ts";
import { carriedBy } from "../../../src/studio/request.ts";
import { named, samples } from "../../story/sample.ts";

const { told, entries, book } = samples();
const WORK = named(entries, "opened");

function opening(): Entry {
  const entry = told.lines.find((line) => line.entry?.digest === WORK)?.entry;
  if (entry === null || entry === undefined) throw new RangeError("no opening");
  return entry;
}

let giveBack: () => void = () => undefined;
afterEach(() => {
  giveBack();
});

describe("terms", () => {
  it("are those of the work's first entry, with the people whose it is", () => {
    const terms = termsIn(opening(), WORK);
    expect(terms?.terms).toBe("Joint work, halves.");
    expect(terms?.people[0]).toBe(book.owner);
  });

  it("are none where the entry is not the one that names the work", () => {
    const other: Digest = `sha256:${"f".repeat(64)}`;
    expect(termsIn(opening(), other)).toBeNull();
    const comment = told.lines.find((line) => line.entry?.digest === named(entries, "comment"));
    expect(comment?.entry).toBeDefined();
    if (comment?.entry) expect(termsIn(comment.entry, comment.entry.digest)).toBeNull();
  });

  it("are not shown where the words are not those that were committed to", () => {
    const entry = opening();
    const open = new Map(
      [...entry.open].map(([digest, { salt }]) => [digest, { salt, text: "All mine." }]),
    );
    expect(termsIn({ ...entry, open }, WORK)).toBeNull();
  });

  it("are read of the first line alone, and are none where there is no line", async () => {
    let cancelled = false;
    const chunks = ["12 ", "{}\n", "13 {}\n"].map((text) => new TextEncoder().encode(text));
    giveBack = carriedBy(() => {
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          const chunk = chunks.shift();
          if (chunk === undefined) controller.close();
          else controller.enqueue(chunk);
        },
        cancel: () => {
          cancelled = true;
        },
      });
      return Promise.resolve(new Response(body));
    });
    expect(await fetchTerms(WORK)).toBeNull();
    expect(cancelled).toBe(true);
    giveBack();
    giveBack = carriedBy(() => Promise.resolve(new Response("")));
    expect(await fetchTerms(WORK)).toBeNull();
  });
});
