/** The studio on this machine: which works the extension hands over to, and how. */

import { api } from "./words.js";

const CODE = /^http:\/\/(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?$/;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const ASK_PATIENCE = 5_000; // milliseconds
const SEND_PATIENCE = 60_000; // milliseconds: a page's pictures are written to the disk first
const ORIGINS = ["http://127.0.0.1/*", "http://localhost/*"];

/**
 * @typedef {{connection: string, title: string, label: string, person: string | null,
 *   address: string, token: string}} Pairing
 * @typedef {{state: "ready" | "away" | "forbidden" | "refused", told?: any, why?: string}} Answer
 */

/**
 * Read what `bozzetto connect browser` shows.
 * @param {string} text
 * @returns {{address: string, token: string} | null}
 */
export function readCode(text) {
  try {
    const { origin, hash, pathname } = new URL(text.trim());
    const token = hash.slice(1);
    const isCode = CODE.test(origin) && pathname === "/" && TOKEN.test(token);
    return isCode ? { address: origin, token } : null;
  } catch {
    return null;
  }
}

/** @returns {Promise<Pairing[]>} */
export async function pairings() {
  const { pairings: kept = [] } = await api.storage.local.get("pairings");
  return kept;
}

/**
 * Keep a pairing, in the place of an earlier one with the same work's connection.
 * @param {Pairing} pairing
 */
export async function keepPairing(pairing) {
  const others = (await pairings()).filter((each) => each.connection !== pairing.connection);
  await api.storage.local.set({ pairings: [...others, pairing] });
}

/** @param {string} connection */
export async function forgetPairing(connection) {
  const others = (await pairings()).filter((each) => each.connection !== connection);
  await api.storage.local.set({ pairings: others });
}

/** Whether the browser lets the extension speak to this machine; Firefox asks the person. */
export function isAllowed() {
  return api.permissions.contains({ origins: ORIGINS });
}

/** Ask the person; only right after a click. */
export function askLeave() {
  return api.permissions.request({ origins: ORIGINS });
}

/**
 * Ask the studio where a pairing leads.
 * @param {{address: string, token: string}} pairing
 * @returns {Promise<Answer>}
 */
export function ask(pairing) {
  return request(pairing, "GET", undefined, ASK_PATIENCE);
}

/**
 * Hand a visit over.
 * @param {{address: string, token: string}} pairing
 * @param {object} visit
 * @returns {Promise<Answer>}
 */
export function send(pairing, visit) {
  return request(pairing, "POST", JSON.stringify(visit), SEND_PATIENCE);
}

async function request({ address, token }, method, body, patience) {
  let answer, told;
  try {
    answer = await fetch(`${address}/api/handover`, {
      method,
      body,
      headers: {
        Authorization: `Bearer ${token}`,
        "Accept-Language": api.i18n.getUILanguage(),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(patience),
    });
    told = await answer.json();
  } catch {
    return { state: (await isAllowed()) ? "away" : "forbidden" };
  }
  if (answer.ok) return { state: "ready", told };
  const why = String(told?.error?.message ?? answer.status);
  const isPassing = answer.status === 429 || answer.status >= 500;
  return { state: isPassing ? "away" : "refused", why };
}
