/** What can be done to the checkpoint, the index and the tiles. */

import { CHECKPOINT, INDEX, LOG } from "../../../../src/record/bundle/names.ts";
import {
  bytesIn,
  editText,
  flip,
  linesOf,
  lineOf,
  misspell,
  pathsOf,
  readLine,
  rename,
  setLines,
  setText,
} from "../members.ts";
import { RECORD } from "../../../../src/record/bundle/names.ts";
import type { Alterations, Members } from "../members.ts";

const TILE = /^data\/log\/tile\/0\/000/;

function tileIn(members: Members): string {
  return pathsOf(members, TILE)[0];
}

function reindex(change: (index: string[]) => void): (members: Members) => void {
  return (members) => {
    const index = linesOf(members, INDEX);
    change(index);
    setLines(members, INDEX, index);
  };
}

/** The lines of the checkpoint: origin, size, root, an empty one, Ed25519's, ML-DSA's. */
function recheck(change: (lines: string[]) => void): (members: Members) => void {
  return (members) => {
    const lines = linesOf(members, CHECKPOINT);
    change(lines);
    setLines(members, CHECKPOINT, lines);
  };
}

function anchored(members: Members, nth: number): string {
  const record = linesOf(members, RECORD);
  const { event } = readLine(record[lineOf(record, "time.anchored", nth)] ?? "");
  const { checkpoint } = event.body;
  return typeof checkpoint === "string" ? checkpoint : "";
}

function narrower(path: string): string {
  return path.replace(/\.p\/(\d+)$/, (_, width: string) => `.p/${Number(width) - 1}`);
}

export const LOG_ALTERATIONS: Alterations = {
  "checkpoint-gone": (z) => {
    z.delete(CHECKPOINT);
  },
  "checkpoint-junk": (z) => {
    setText(z, CHECKPOINT, "junk");
  },
  "checkpoint-no-text": (z) => {
    z.set(CHECKPOINT, Uint8Array.of(0xff, 0xfe));
  },
  "checkpoint-smaller": recheck((lines) => {
    lines[1] = String(Number(lines[1]) - 1);
  }),
  "checkpoint-other-root": recheck((lines) => {
    lines[2] = misspell(lines[2] ?? "");
  }),
  "checkpoint-ed25519-only": recheck((lines) => {
    lines.splice(5, 1);
  }),
  "checkpoint-ml-dsa-only": recheck((lines) => {
    lines.splice(4, 1);
  }),
  "checkpoint-ml-dsa-false": recheck((lines) => {
    lines[5] = misspell(lines[5] ?? "", 200);
  }),
  "checkpoint-of-another-log": (z) => {
    editText(z, CHECKPOINT, (text) => text.replaceAll(/bozzetto\.local\/./g, "bozzetto.local/x"));
  },
  "checkpoint-of-another-origin": (z) => {
    editText(z, CHECKPOINT, (text) => text.replace(/local\/./, "local/x"));
  },
  "checkpoint-older": (z) => {
    setText(z, CHECKPOINT, anchored(z, 3));
  },
  "checkpoint-oldest": (z) => {
    setText(z, CHECKPOINT, anchored(z, 0));
  },
  "checkpoint-witnessed": (z) => {
    editText(z, CHECKPOINT, (text) => `${text}\u2014 somebody AAAAAAAAAAAAAAAA\n`);
  },

  "index-gone": (z) => {
    z.delete(INDEX);
  },
  "index-empty": (z) => {
    z.set(INDEX, new Uint8Array());
  },
  "index-short": reindex((index) => {
    index.pop();
  }),
  "index-long": reindex((index) => {
    index.push(String(Number(index.at(-1)) + 1));
  }),
  "index-beyond": reindex((index) => {
    index[index.length - 1] = "30";
  }),
  "index-huge": reindex((index) => {
    index[index.length - 1] = "9007199254740993";
  }),
  "index-swapped": reindex((index) => {
    index.splice(3, 2, index[4] ?? "", index[3] ?? "");
  }),
  "index-shifted": reindex((index) => {
    index.forEach((place, at) => {
      index[at] = String(Number(place) + 1);
    });
  }),
  "index-zero-before": reindex((index) => {
    index[3] = `0${index[3] ?? ""}`;
  }),
  "index-not-ascii": reindex((index) => {
    index[3] = "三";
  }),
  "index-without-end": (z) => {
    z.set(INDEX, bytesIn(z, INDEX).slice(0, -1));
  },

  "tile-gone": (z) => {
    z.delete(tileIn(z));
  },
  "tile-bit": (z) => {
    flip(z, tileIn(z), 40);
  },
  "tile-short": (z) => {
    z.set(tileIn(z), bytesIn(z, tileIn(z)).slice(0, -32));
  },
  "tile-empty": (z) => {
    z.set(tileIn(z), new Uint8Array());
  },
  "tile-renamed": (z) => {
    const path = tileIn(z);
    z.set(path, bytesIn(z, path).slice(0, -32));
    rename(z, path, narrower(path));
  },
  "tile-more": (z) => {
    z.set(`${LOG}tile/0/000.p/5`, bytesIn(z, tileIn(z)).slice(0, 160));
  },
  "tile-more-of-no-size": (z) => {
    z.set(`${LOG}tile/1/000.p/5`, new Uint8Array(7));
  },
  "tile-badly-named": (z) => {
    rename(z, tileIn(z), `${LOG}tile/00/000.p/22`);
  },
  "index-and-tile-gone": (z) => {
    z.delete(INDEX);
    z.delete(tileIn(z));
  },
};
