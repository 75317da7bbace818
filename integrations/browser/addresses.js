/** Addresses as they may be kept: without who signed in, and without what looks like a secret. */

const REMOVED = "[secret removed]";
const SECRET = /key|token|secret|sig|auth|pass|pwd|session|credential|cookie|jwt|code|ticket/i;

/**
 * Take out of an address what lets somebody in. The studio looks once more.
 * @param {string} address
 * @returns {string}
 */
export function plainAddress(address) {
  let parts;
  try {
    parts = new URL(address);
  } catch {
    return "-";
  }
  if (!["http:", "https:"].includes(parts.protocol)) return parts.protocol;
  parts.username = "";
  parts.password = "";
  if (parts.hash.includes("=")) parts.hash = "";
  const names = [...parts.searchParams.keys()].filter((name) => SECRET.test(name));
  for (const name of names) parts.searchParams.set(name, REMOVED);
  return parts.href;
}

/**
 * Name a picture's file by its address.
 * @param {string} address
 * @param {number} number from 1
 * @param {string} type of its bytes
 * @returns {string}
 */
export function fileName(address, number, type) {
  const ending = /^image\/([a-z0-9]{1,8})/.exec(type)?.[1] ?? "png";
  const usual = `picture-${number}.${ending === "jpeg" ? "jpg" : ending}`;
  try {
    const { protocol, pathname } = new URL(address);
    const last = decodeURIComponent(pathname.split("/").pop() ?? "");
    const isName = protocol.startsWith("http") && /\.[A-Za-z0-9]{1,5}$/.test(last);
    return isName && last.length <= 200 ? last : usual;
  } catch {
    return usual;
  }
}
