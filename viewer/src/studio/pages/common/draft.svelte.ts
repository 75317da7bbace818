/**
 * A text that is being written, kept by the browser tab until it is recorded: a page that is loaded
 * again, or left by mistake, loses nothing. It goes nowhere, and goes with the tab.
 */

const PREFIX = "bozzetto draft ";

/** What is needed of `sessionStorage`; tests give their own. */
export type Keeper = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class Draft {
  readonly #name: string;
  readonly #keeper: Keeper | null;
  #text = $state("");

  /** @param name by which it is found again, such as `intent` and the work */
  constructor(name: string, keeper: Keeper | null = browserKeeper()) {
    this.#name = PREFIX + name;
    this.#keeper = keeper;
    this.#text = attempt(() => keeper?.getItem(this.#name)) ?? "";
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    attempt(() => {
      if (text === "") this.#keeper?.removeItem(this.#name);
      else this.#keeper?.setItem(this.#name, text);
    });
  }

  /** It has been recorded. */
  clear(): void {
    this.text = "";
  }
}

/** A browser may refuse to keep anything, or be full: the text is then in the field alone. */
function attempt<T>(does: () => T): T | undefined {
  try {
    return does();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

function browserKeeper(): Keeper | null {
  return attempt(() => (typeof sessionStorage === "undefined" ? null : sessionStorage)) ?? null;
}
