/** Thumbnails of any file of the studio, for pages that have no ledger of their work. */

import { Pictures } from "../views/pictures.ts";
import { assetBytes, SIDES, thumbnail } from "./api.ts";

export const covers = new Pictures(async (digest) => (await assetBytes(digest)).blob, undefined, {
  small: (asset, side) =>
    thumbnail(asset.digest, SIDES.find((made) => made >= side) ?? SIDES[SIDES.length - 1] ?? 1024),
  absent: () => false,
});
