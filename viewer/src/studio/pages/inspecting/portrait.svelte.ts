/** The address of one file of this browser, for a picture on the page; given back when another comes. */

export class Portrait {
  #url = $state<string | null>(null);
  #drawn = $state(true);

  get url(): string | null {
    return this.#url;
  }

  /** Whether the browser can draw it, as far as is known. */
  get drawn(): boolean {
    return this.#drawn;
  }

  show(file: Blob): void {
    this.clear();
    this.#url = URL.createObjectURL(file);
    this.#drawn = true;
  }

  /** The browser does not draw it: no picture, or none of its sorts. */
  fail(): void {
    this.#drawn = false;
  }

  clear(): void {
    if (this.#url !== null) URL.revokeObjectURL(this.#url);
    this.#url = null;
  }
}
