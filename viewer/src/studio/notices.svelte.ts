/** What the page has to say for a moment: what was recorded, or why something was not. */

import { t } from "../texts/language.svelte.ts";
import { ApiError } from "./request.ts";

export type Tone = "good" | "bad" | "note";

export interface Notice {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
  readonly hint: string | null;
}

/** Milliseconds that a good word stays; a bad one stays until it is put away. */
const STAYS = 6000;
/** Shown at once: older ones make room. */
const MOST = 4;

class Notices {
  #list = $state.raw<readonly Notice[]>([]);
  #next = 1;

  get list(): readonly Notice[] {
    return this.#list;
  }

  add(tone: Tone, text: string, hint: string | null = null): void {
    const notice = { id: this.#next, tone, text, hint };
    this.#next += 1;
    // The same words twice say nothing new.
    const others = this.#list.filter((each) => each.text !== text || each.tone !== tone);
    this.#list = [...others, notice].slice(-MOST);
    if (tone !== "bad")
      setTimeout(() => {
        this.dismiss(notice.id);
      }, STAYS);
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((each) => each.id !== id);
  }
}

export const notices = new Notices();

/** Say what was done. */
export function tell(text: string, tone: Tone = "good"): void {
  notices.add(tone, text);
}

/** Say why something was not done. What is no fault of a request is this program's own. */
export function complain(error: unknown): void {
  if (error instanceof ApiError) notices.add("bad", error.message, error.hint);
  else notices.add("bad", t("studio.shell.fault.own", { what: wordsOf(error) }));
}

/** The words of an error of any sort. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
