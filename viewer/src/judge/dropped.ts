/** What a reader let fall on the page. */

/** The first file of a drop; null where text or an address was dropped, which this page never follows. */
export function firstFile(transfer: DataTransfer | null): File | null {
  return transfer?.files[0] ?? null;
}
