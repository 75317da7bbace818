/** The browser's own database, which can hold a key that no script can read. */

import type { Store } from "./key.ts";

const DATABASE = "bozzetto";
const KEYS = "keys";

export const BROWSER_STORE: Store = {
  get: async (name) => {
    const found: unknown = await inKeys("readonly", (keys) => keys.get(name));
    return isPair(found) ? found : null;
  },
  put: async (name, pair) => {
    await inKeys("readwrite", (keys) => keys.put(pair, name));
  },
};

async function inKeys<T>(
  mode: IDBTransactionMode,
  ask: (keys: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await opened();
  try {
    return await settled(ask(database.transaction(KEYS, mode).objectStore(KEYS)));
  } finally {
    database.close();
  }
}

function opened(): Promise<IDBDatabase> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(KEYS);
  };
  return settled(opening);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => {
      done(request.result);
    };
    request.onerror = () => {
      fail(request.error ?? new Error("the browser's database refuses"));
    };
  });
}

function isPair(value: unknown): value is CryptoKeyPair {
  return (
    typeof value === "object" &&
    value !== null &&
    "privateKey" in value &&
    value.privateKey instanceof CryptoKey
  );
}
