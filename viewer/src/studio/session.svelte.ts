/**
 * The session: whose studio this is, and whether the owner's key is open. An act that needs a
 * locked key waits for the passphrase, and is then done.
 */

import { speak } from "../texts/language.svelte.ts";
import { lock, sessionInfo, unlock } from "./api.ts";
import { follow } from "./device/guest.ts";
import { BROWSER_STORE } from "./device/store.ts";
import { ApiError } from "./request.ts";
import type { Digest, Key, SessionInfo } from "./api-types.ts";

/** The names of the two chains that every work's record rests on, and who reads them. */
export interface Chains {
  readonly studio: Digest;
  readonly anchors: Digest;
  /** The reader's own key, which they vouch for; null for a guest who has not joined. */
  readonly reader: Key | null;
}

/** What a session says of them: a guest's own key is that of their device, and never the owner's. */
export function chainsOf({ studio, anchors, owner, guest }: SessionInfo): Chains {
  return { studio, anchors, reader: guest === null ? owner : guest.key };
}

/** The passphrase that an act waits for. */
export interface Asking {
  /** Whose key; null for the owner's. */
  readonly key: Key | null;
  /** The server's words, which say what is locked. */
  readonly why: string;
  readonly answer: (opened: boolean) => void;
}

class Session {
  #info = $state.raw<SessionInfo | null>(null);
  #asking = $state.raw<Asking | null>(null);
  /** The server is there, and does not know this browser: it has to be opened by its own address. */
  #isStranger = $state(false);
  #spoken = false;

  /** Null until the server has answered once. */
  get info(): SessionInfo | null {
    return this.#info;
  }

  get locked(): boolean {
    return this.#info?.locked ?? false;
  }

  /** A key is open that can be locked. */
  get isOpened(): boolean {
    return this.#info?.opened ?? false;
  }

  get isStranger(): boolean {
    return this.#isStranger;
  }

  get asking(): Asking | null {
    return this.#asking;
  }

  /** Ask the server. Throws ApiError where it is away; that it knows us not is a state. */
  async refresh(): Promise<void> {
    try {
      const info = await sessionInfo();
      this.#isStranger = false;
      await follow(info, BROWSER_STORE);
      this.#info = info;
      // The studio's language is that of the first drawing; what is turned on the page stays.
      if (!this.#spoken && info.language !== null) speak(info.language);
      this.#spoken = true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      this.#isStranger = true;
    }
  }

  /**
   * Do an act. Where a key is locked for it, ask for the passphrase, and do it again; an act that
   * the passphrase was refused to throws what it threw at first.
   *
   * @param key whose act it is; null for the owner's
   */
  async act<T>(does: () => Promise<T>, key: Key | null = null): Promise<T> {
    try {
      return await does();
    } catch (error) {
      if (!isLocked(error) || !(await this.ask(key, error.message))) throw error;
      return await does();
    }
  }

  /** Open the dialogue; true once the key is open. */
  ask(key: Key | null, why: string): Promise<boolean> {
    this.#asking?.answer(false);
    return new Promise((done) => {
      const answer = (opened: boolean): void => {
        this.#asking = null;
        done(opened);
      };
      this.#asking = { key, why, answer };
    });
  }

  /** Open a key. Throws ApiError, of code `locked` where the passphrase is another. */
  async unlock(key: Key | null, passphrase: string): Promise<void> {
    await unlock(key, passphrase);
    this.#asking?.answer(true);
    await this.refresh();
  }

  async lock(): Promise<void> {
    await lock();
    await this.refresh();
  }
}

function isLocked(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === "locked" && error.status === 409;
}

export const session = new Session();

/** `session.act`, as most callers have it. */
export function act<T>(does: () => Promise<T>, key: Key | null = null): Promise<T> {
  return session.act(does, key);
}
