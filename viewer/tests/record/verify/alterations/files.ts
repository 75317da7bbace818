/** What can be done to tokens, assets, and the files of the bag. */

import {
  BAG_INFO,
  BAGIT,
  DOSSIER,
  MANIFEST,
  PAGE,
  README,
  TAG_MANIFEST,
} from "../../../../src/record/bundle/names.ts";
import { digestOf } from "../../../../src/record/format/sha256.ts";
import {
  bytesIn,
  declare,
  digestIn,
  editText,
  flip,
  linesOf,
  pathsOf,
  remakeManifests,
  rename,
  reorder,
  setLines,
  setText,
  smallestOf,
} from "../members.ts";
import type { Alterations, Members } from "../members.ts";

const TOKEN = /^data\/time\/.*\.tsr$/;
const PEM = /\.pem$/;
const CRL = /\.crl$/;
const CER = /\.cer$/;
const ASSET = /^data\/assets\//;

const NO_DIGEST = "0".repeat(64);

function hexIn(path: string): string {
  return digestIn(path).slice("sha256:".length);
}

function first(members: Members, form: RegExp): string {
  return pathsOf(members, form)[0];
}

function pemOf(path: string): string {
  return path.replace(/tsr$/, "pem");
}

/** Change the manifest of a bundle, with a manifest of the manifest that fits. */
function remanifest(change: (lines: string[]) => void): (members: Members) => void {
  return (members) => {
    const lines = linesOf(members, MANIFEST);
    change(lines);
    setLines(members, MANIFEST, lines);
    const tags = linesOf(members, TAG_MANIFEST).map((line) =>
      line.endsWith(MANIFEST)
        ? `${digestOf(bytesIn(members, MANIFEST)).slice("sha256:".length)}  ${MANIFEST}`
        : line,
    );
    setLines(members, TAG_MANIFEST, tags);
  };
}

function reinfo(edit: (text: string) => string): (members: Members) => void {
  return (members) => {
    editText(members, BAG_INFO, edit);
  };
}

export const FILE_ALTERATIONS: Alterations = {
  "token-bit": (z) => {
    flip(z, first(z, TOKEN), -5);
  },
  "token-first-bit": (z) => {
    flip(z, first(z, TOKEN), 0);
  },
  "token-gone": (z) => {
    z.delete(first(z, TOKEN));
  },
  "tokens-swapped": (z) => {
    const [one, other = one] = pathsOf(z, TOKEN);
    const body = bytesIn(z, one);
    z.set(one, bytesIn(z, other));
    z.set(other, body);
  },
  "token-withheld": (z) => {
    const path = first(z, TOKEN);
    z.delete(path);
    declare(z, { assets: [digestIn(path)] });
  },
  "token-and-pem-withheld": (z) => {
    const path = first(z, TOKEN);
    z.delete(path);
    z.delete(pemOf(path));
    declare(z, { assets: [digestIn(path)] });
  },
  "token-among-assets-too": (z) => {
    z.set(`data/assets/${hexIn(first(z, TOKEN))}.bin`, bytesIn(z, first(z, TOKEN)));
  },
  "pem-gone": (z) => {
    z.delete(first(z, PEM));
  },
  "pem-altered": (z) => {
    editText(z, first(z, PEM), (text) => `${text}\n`);
  },
  "pem-of-nothing": (z) => {
    z.set(`data/time/${NO_DIGEST}.pem`, bytesIn(z, first(z, PEM)));
  },
  "list-gone": (z) => {
    z.delete(first(z, CRL));
  },
  "list-as-bin": (z) => {
    rename(z, first(z, CRL), first(z, CRL).replace(CRL, ".bin"));
  },
  "list-as-token": (z) => {
    rename(z, first(z, CRL), first(z, CRL).replace(CRL, ".tsr"));
  },
  "certificate-gone": (z) => {
    z.delete(first(z, CER));
  },
  "certificate-moved": (z) => {
    rename(z, first(z, CER), first(z, CER).replace("/time/", "/assets/"));
  },

  "asset-bit": (z) => {
    flip(z, smallestOf(z, ASSET), 100);
  },
  "asset-shorter": (z) => {
    const path = smallestOf(z, ASSET);
    z.set(path, bytesIn(z, path).slice(0, -1));
  },
  "asset-gone": (z) => {
    z.delete(smallestOf(z, ASSET));
  },
  "asset-withheld": (z) => {
    const path = smallestOf(z, ASSET);
    z.delete(path);
    declare(z, { assets: [digestIn(path)] });
  },
  "asset-withheld-and-shown": (z) => {
    declare(z, { assets: [digestIn(smallestOf(z, ASSET))] });
  },
  "asset-withheld-and-altered": (z) => {
    const path = smallestOf(z, ASSET);
    flip(z, path, 100);
    declare(z, { assets: [digestIn(path)] });
  },
  "asset-of-another-extension": (z) => {
    const path = smallestOf(z, ASSET);
    rename(z, path, path.replace(/png$/, "jpg"));
  },
  "asset-twice": (z) => {
    const path = smallestOf(z, ASSET);
    z.set(path.replace(/png$/, "jpg"), bytesIn(z, path));
  },
  "asset-moved": (z) => {
    const path = smallestOf(z, ASSET);
    rename(z, path, `data/time/${hexIn(path)}.bin`);
  },
  "asset-of-nothing": (z) => {
    const body = new TextEncoder().encode("hi");
    z.set(`data/assets/${digestOf(body).slice("sha256:".length)}.txt`, body);
  },
  "assets-swapped": (z) => {
    const [one, other = one] = pathsOf(z, ASSET);
    const body = bytesIn(z, one);
    z.set(one, bytesIn(z, other));
    z.set(other, body);
  },

  "readme-gone": (z) => {
    z.delete(README);
  },
  "readme-changed": (z) => {
    setText(z, README, "x");
  },
  "reading-matter-added": (z) => {
    setText(z, DOSSIER, "x");
    setText(z, PAGE, "y");
  },
  "file-unknown": (z) => {
    setText(z, "data/more.txt", "hi");
  },
  "file-unknown-on-top": (z) => {
    setText(z, "more.txt", "hi");
  },
  "order-changed": (z) => {
    reorder(z, (files) => [...files.slice(9), ...files.slice(4, 9), ...files.slice(0, 4)]);
  },

  "declaration-with-returns": (z) => {
    editText(z, BAGIT, (text) => text.replaceAll("\n", "\r\n"));
  },

  "info-of-another-day": reinfo((text) => text.replace(/Date: .*/, "Date: 2001-01-01")),
  "info-of-no-day": reinfo((text) => text.replace(/Date: .*/, "Date: today")),
  "info-of-another-work": reinfo((text) => text.replace(/sha256:.*/, `sha256:${NO_DIGEST}`)),
  "info-without-payload": reinfo((text) => text.replace(/Payload-Oxum: .*\n/, "")),
  "info-in-another-order": reinfo(
    (text) => text.split("\n").slice(0, -1).reverse().join("\n") + "\n",
  ),
  "info-with-a-label-twice": reinfo((text) => (text.split("\n")[0] ?? "") + "\n" + text),
  "info-with-another-label": reinfo((text) => `${text}Zed: 1\n`),
  "info-without-agent": reinfo((text) => text.replace(/.*Agent.*\n/, "")),
  "info-with-an-empty-agent": reinfo((text) => text.replace(/Agent: .*/, "Agent: ")),
  "info-with-spaces": reinfo((text) => text.replace(/Agent: .*/, "Agent:  two  ")),
  "info-without-end": reinfo((text) => text.slice(0, -1)),
};

/** Done without making the manifests anew. */
export const CARELESS_ALTERATIONS: Alterations = {
  "careless-asset-bit": (z) => {
    flip(z, smallestOf(z, ASSET), 100);
  },
  "careless-file-added": (z) => {
    setText(z, "data/more.txt", "hi");
  },
  "careless-file-removed": (z) => {
    z.delete(README);
  },
  "careless-record": (z) => {
    editText(z, "data/record.jsonl", (text) => text.replace('"seen":"live"', '"seen":"Live"'));
  },
  "manifest-gone": (z) => {
    z.delete(MANIFEST);
  },
  "manifest-in-another-order": remanifest((lines) => {
    lines.reverse();
  }),
  "manifest-with-a-tag": remanifest((lines) => {
    lines.push(`${NO_DIGEST}  ${BAGIT}`);
  }),
  "manifest-with-a-phantom": remanifest((lines) => {
    lines.splice(3, 0, `${NO_DIGEST}  data/phantom.txt`);
  }),
  "manifest-with-a-line-twice": remanifest((lines) => {
    lines.splice(3, 0, lines[2] ?? "");
  }),
  "manifest-in-capitals": remanifest((lines) => {
    lines[2] = (lines[2] ?? "").replace(/^[0-9a-f]+/, (hex) => hex.toUpperCase());
  }),
  "manifest-with-a-star": remanifest((lines) => {
    lines[2] = (lines[2] ?? "").replace("  ", " *");
  }),
  "tag-manifest-gone": (z) => {
    z.delete(TAG_MANIFEST);
  },
  "tag-manifest-of-itself": (z) => {
    editText(z, TAG_MANIFEST, (text) => `${text}${NO_DIGEST}  ${TAG_MANIFEST}\n`);
  },
  "declaration-gone": (z) => {
    z.delete(BAGIT);
  },
  "info-gone": (z) => {
    z.delete(BAG_INFO);
  },
  "info-of-another-payload": (z) => {
    remakeManifests(z);
    editText(z, BAG_INFO, (text) => text.replace(/(Payload-Oxum: \d+)\.\d+/, "$1.9"));
    setLines(
      z,
      TAG_MANIFEST,
      linesOf(z, TAG_MANIFEST).map((line) =>
        line.endsWith(BAG_INFO)
          ? `${digestOf(bytesIn(z, BAG_INFO)).slice("sha256:".length)}  ${BAG_INFO}`
          : line,
      ),
    );
  },
};
