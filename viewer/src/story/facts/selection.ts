/** What was offered, chosen and rejected, and why. */

import type { Digest } from "../../record/format/values.ts";
import { bodyIf } from "../body.ts";
import type { Step } from "../model.ts";
import { opinionsOf } from "../pictures.ts";
import { saidIf } from "../said.ts";
import { restOn } from "./rest.ts";
import type { Fact } from "./rest.ts";

/** What a work's choices say together. */
export function selectionFact(work: readonly Step[], byDigest: ReadonlyMap<Digest, Step>): Fact {
  const opinions = opinionsOf(work);
  const candidates = [...opinions].map(([asset, { mark, choices }]) => {
    const steps = choices.flatMap((digest) => byDigest.get(digest) ?? []);
    return { asset, mark, ...restOn(steps) };
  });
  return {
    choices: work.flatMap(choiceFacts),
    candidates,
    "never offered": outputsOf(work).filter((digest) => !opinions.has(digest)),
  };
}

function choiceFacts(step: Step): Fact[] {
  const body = bodyIf(step, "choice.made");
  if (body === null) return [];
  return [
    {
      among: [...body.among],
      chosen: [...body.chosen],
      rejected: [...body.rejected],
      reason: saidIf(step, body.reason)?.text ?? null,
      ...restOn([step]),
    },
  ];
}

/** Files that tools gave, each once, in the order of the record. */
function outputsOf(work: readonly Step[]): Digest[] {
  const assets = work.flatMap((step) => bodyIf(step, "output.received")?.assets ?? []);
  return [...new Set(assets.map((asset) => asset.digest))];
}
