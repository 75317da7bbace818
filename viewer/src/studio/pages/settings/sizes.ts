/** Sizes as a person types them, in the decimal units by which disks are sold. */

export const GIGABYTE = 1_000_000_000;

/** The largest budget that the server takes, in bytes. */
export const MOST_BYTES = 2 ** 50;

/**
 * Bytes of a number of gigabytes as it was typed; null of an empty field, which means no budget.
 * `undefined` where it is no size that can be meant.
 */
export function bytesOf(typed: string): number | null | undefined {
  const text = typed.trim().replace(",", ".");
  if (text === "") return null;
  if (!/^\d{1,7}(\.\d{1,3})?$/.test(text)) return undefined;
  const bytes = Math.round(Number(text) * GIGABYTE);
  return bytes >= 1 && bytes <= MOST_BYTES ? bytes : undefined;
}

/** The other way: what stands in the field. */
export function typedOf(bytes: number | null): string {
  return bytes === null ? "" : String(Math.round((bytes / GIGABYTE) * 1000) / 1000);
}
