/** What was recorded and is not handed over yet: kept in the extension's own database. */

const STORE = "visits";

/** @typedef {{id: string, connection: string, at: string, visit: object, why: string}} Row */

function open() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("bozzetto", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

async function inside(mode, work) {
  const database = await open();
  try {
    return await new Promise((done, fail) => {
      const turn = database.transaction(STORE, mode, { durability: "strict" });
      const asked = work(turn.objectStore(STORE));
      turn.oncomplete = () => done(asked.result);
      turn.onabort = () => fail(turn.error);
    });
  } finally {
    database.close();
  }
}

/**
 * Keep a visit, or say anew why it waits; when this returns, it is on the disk.
 * @param {Row} row
 */
export function keep(row) {
  return inside("readwrite", (store) => store.put(row));
}

/**
 * @returns {Promise<Row[]>} what waits, the oldest first
 */
export async function waiting() {
  const rows = await inside("readonly", (store) => store.getAll());
  return rows.sort((one, other) => (one.at < other.at ? -1 : 1));
}

/** @returns {Promise<number>} */
export function countWaiting() {
  return inside("readonly", (store) => store.count());
}

/** @param {string} id */
export function drop(id) {
  return inside("readwrite", (store) => store.delete(id));
}
