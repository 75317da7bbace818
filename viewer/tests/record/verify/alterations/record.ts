/** What can be done to lines, texts and signatures. */

import { WITHHELD, RECORD } from "../../../../src/record/bundle/names.ts";
import {
  bytesIn,
  declare,
  editLine,
  editText,
  lineOf,
  misspell,
  readLine,
  redeclare,
  reline,
  spellLine,
} from "../members.ts";
import type { Alterations, LooseEntry, Members } from "../members.ts";

/** A text and its commitment that no event of a bundle commits to; record.md section 2. */
const STRANGER = "sha256:9eb523df5cb330858a6068fd2d01e2681a5fd8ce35aedab4ba74767b6e72678a";

function swap(list: string[], one: number, other: number): void {
  const [first, second] = [list[one], list[other]];
  if (first === undefined || second === undefined) throw new Error("the list is too short");
  [list[one], list[other]] = [second, first];
}

function later({ event }: LooseEntry): void {
  event.at = event.at.replace(/\d{6}Z/, (was) => (was === "000001Z" ? "000002Z" : "000001Z"));
}

function dropLine(kind: string): (members: Members) => void {
  return (members) => {
    reline(members, (record, index) => {
      const at = lineOf(record, kind);
      record.splice(at, 1);
      index.splice(at, 1);
    });
  };
}

/** The commitment of the only text that an instruction opens, after a change of the line. */
function alterText(
  members: Members,
  change: (entry: LooseEntry, commitment: string) => void,
): string {
  let changed = "";
  editLine(members, "instruction.given", (entry) => {
    [changed = ""] = Object.keys(entry.open);
    change(entry, changed);
  });
  return changed;
}

function reword({ open }: LooseEntry, commitment: string): void {
  const [salt = "", text = ""] = open[commitment] ?? [];
  open[commitment] = [salt, `${text}!`];
}

function conceal({ open }: LooseEntry, commitment: string): void {
  Reflect.deleteProperty(open, commitment);
}

export const RECORD_ALTERATIONS: Alterations = {
  "line-edited": (z) => {
    editLine(z, "instruction.given", later);
  },
  "line-edited-first": (z) => {
    editLine(z, "studio.opened", later);
  },
  "line-edited-work": (z) => {
    editLine(z, "work.opened", later);
  },
  "line-edited-anchor": (z) => {
    editLine(z, "time.anchored", later);
  },
  "line-authority-renamed": (z) => {
    editLine(z, "time.anchored", ({ event }) => {
      const spelled = JSON.stringify(event.body).replace('"authority":"', '"authority":"x');
      event.body = JSON.parse(spelled) as typeof event.body; // of one form, but for a name
    });
  },
  "line-seen-changed": (z) => {
    editLine(z, "choice.made", ({ event }) => {
      event.seen = "live";
    });
  },
  "line-kind-changed": (z) => {
    editLine(z, "recorder.started", ({ event }) => {
      event.kind = "recorder.woke";
    });
  },
  "lines-swapped": (z) => {
    reline(z, (record) => {
      const at = lineOf(record, "choice.made");
      swap(record, at - 1, at);
    });
  },
  "lines-swapped-with-index": (z) => {
    reline(z, (record, index) => {
      const at = lineOf(record, "choice.made");
      swap(record, at - 1, at);
      swap(index, at - 1, at);
    });
  },
  "lines-reversed": (z) => {
    reline(z, (record) => {
      record.reverse();
    });
  },
  "line-dropped": dropLine("output.received"),
  "line-dropped-choice": dropLine("choice.made"),
  "line-dropped-index-kept": (z) => {
    reline(z, (record) => {
      record.splice(lineOf(record, "output.received"), 1);
    });
  },
  "line-dropped-first": dropLine("studio.opened"),
  "line-dropped-work": dropLine("work.opened"),
  "line-dropped-anchors": dropLine("anchors.opened"),
  "line-dropped-anchor": dropLine("time.anchored"),
  "line-dropped-run": dropLine("recorder.started"),
  "line-dropped-last": (z) => {
    reline(z, (record, index) => {
      record.pop();
      index.pop();
    });
  },
  "line-doubled": (z) => {
    reline(z, (record, index) => {
      const at = lineOf(record, "output.received");
      record.splice(at, 0, record[at] ?? "");
      index.push(String(Number(index.at(-1)) + 1));
    });
  },
  "line-doubled-index-short": (z) => {
    reline(z, (record) => {
      const at = lineOf(record, "output.received");
      record.splice(at, 0, record[at] ?? "");
    });
  },
  "line-doubled-first": (z) => {
    reline(z, (record, index) => {
      record.unshift(record[0] ?? "");
      index.push(String(Number(index.at(-1)) + 1));
    });
  },
  "line-malformed": (z) => {
    reline(z, (record) => {
      const at = lineOf(record, "output.received");
      record[at] = (record[at] ?? "").replace('{"event"', '{ "event"');
    });
  },
  "line-malformed-anchor": (z) => {
    reline(z, (record) => {
      const at = lineOf(record, "time.anchored", 1);
      record[at] = (record[at] ?? "").replace('{"event"', '{ "event"');
    });
  },
  "line-empty": (z) => {
    reline(z, (record) => {
      record.splice(5, 0, "");
    });
  },
  "line-carriage-return": (z) => {
    editText(z, RECORD, (text) => text.replace("\n", "\r\n"));
  },
  "line-without-end": (z) => {
    z.set(RECORD, bytesIn(z, RECORD).slice(0, -1));
  },
  "line-null-byte": (z) => {
    editText(z, RECORD, (text) => `${text}\0`);
  },
  "record-empty": (z) => {
    z.set(RECORD, new Uint8Array());
  },
  "record-gone": (z) => {
    z.delete(RECORD);
  },

  "signature-of-another-line": (z) => {
    reline(z, (record) => {
      const [one, other] = [
        lineOf(record, "output.received"),
        lineOf(record, "output.received", 1),
      ];
      const [entry, foreign] = [readLine(record[one] ?? ""), readLine(record[other] ?? "")];
      entry.signatures = foreign.signatures;
      record[one] = spellLine(entry);
    });
  },
  "signature-dropped": (z) => {
    editLine(z, "studio.opened", ({ signatures }) => {
      signatures.pop();
    });
  },
  "signature-bit": (z) => {
    editLine(z, "choice.made", ({ signatures }) => {
      for (const signature of signatures) {
        signature.sig = misspell(signature.sig);
      }
    });
  },
  "signature-of-another-key": (z) => {
    reline(z, (record) => {
      const owner = readLine(record[lineOf(record, "work.opened")] ?? "").signatures[0]?.key;
      const at = lineOf(record, "output.received");
      const entry = readLine(record[at] ?? "");
      for (const signature of entry.signatures) signature.key = owner ?? "";
      record[at] = spellLine(entry);
    });
  },

  "text-changed": (z) => {
    alterText(z, reword);
  },
  "text-dropped": (z) => {
    alterText(z, conceal);
  },
  "text-withheld": (z) => {
    declare(z, { texts: [alterText(z, conceal)] });
  },
  "text-withheld-and-changed": (z) => {
    declare(z, { texts: [alterText(z, reword)] });
  },
  "text-uncommitted": (z) => {
    alterText(z, ({ open }) => {
      open[STRANGER] = ["LpFhzHIOU5f-yhlm6htXZw", "a crane leaves the picture on the left"];
    });
  },
  "names-withheld": (z) => {
    const texts: string[] = [];
    editLine(z, "studio.opened", (entry) => {
      texts.push(...Object.keys(entry.open).sort());
      entry.open = {};
    });
    declare(z, { texts });
  },
  "title-withheld": (z) => {
    const texts: string[] = [];
    editLine(z, "work.opened", (entry) => {
      texts.push(...Object.keys(entry.open).sort());
      entry.open = {};
    });
    declare(z, { texts });
  },

  "withheld-gone": (z) => {
    z.delete(WITHHELD);
  },
  "withheld-unknown": (z) => {
    redeclare(z, { assets: [`sha256:${"0".repeat(64)}`], texts: [`sha256:${"1".repeat(64)}`] });
  },
  "withheld-unsorted": (z) => {
    redeclare(z, { assets: [`sha256:${"2".repeat(64)}`, `sha256:${"1".repeat(64)}`] });
  },
  "withheld-twice": (z) => {
    redeclare(z, { assets: [`sha256:${"2".repeat(64)}`, `sha256:${"2".repeat(64)}`] });
  },
  "withheld-without-reason": (z) => {
    declare(z, { texts: [alterText(z, conceal)], reason: " \u3000\u00a0" });
  },
  "withheld-with-newline": (z) => {
    editText(z, WITHHELD, (text) => `${text}\n`);
  },
  "withheld-with-another-member": (z) => {
    editText(z, WITHHELD, (text) => text.replace("{", '{"also":1,'));
  },
  "withheld-text-shown": (z) => {
    declare(z, { texts: [alterText(z, () => undefined)] });
  },
};
