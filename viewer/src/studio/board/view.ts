/** What the board asks of a story, found once for each telling. */

import type { Digest } from "../../record/format/values.ts";
import type { Story } from "../../story/model.ts";
import { decisionsOf } from "../../story/pictures.ts";
import { batchesOf } from "./batches.ts";
import type { Batch, Recipes } from "./batches.ts";
import { historyOf, undoingOf } from "./history.ts";
import type { Past } from "./history.ts";
import type { Made, View } from "./state.ts";

/** What is known without a story. */
export const NOTHING: View = {
  batches: [],
  columns: 1,
  undoing: () => ({ undo: null, redo: null }),
  choice: () => null,
  later: () => [],
};

/**
 * The view of a story.
 *
 * @param columns how many pictures are drawn in a row
 * @param recipes kept from one telling to the next
 */
export function viewOf(story: Story, columns: number, recipes: Recipes): View {
  const history = historyOf(story);
  const places = new Map(history.map((past, place) => [past.step.digest, place]));
  const at = (digest: Digest): number => places.get(digest) ?? history.length;
  return {
    batches: batchesOf(story, recipes),
    columns,
    undoing: (batch: Batch) =>
      undoingOf(history, new Set(batch.candidates.map((picture) => picture.asset.digest))),
    choice: (digest) => {
      const past = history[at(digest)];
      return past === undefined ? null : madeOf(past);
    },
    later: (digest) => history.slice(at(digest) + 1).map(madeOf),
  };
}

function madeOf({ step, body, undoes }: Past): Made {
  return { digest: step.digest, at: Date.parse(step.at), said: decisionsOf(body), undoes };
}
