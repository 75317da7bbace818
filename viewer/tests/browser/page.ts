/**
 * A page in a real browser, as the tests drive it: the same few acts in each engine.
 *
 * Chromium is driven by Playwright, Firefox by WebDriver BiDi, WebKitGTK by its WebDriver; all
 * three are Debian's packages. Every act fails after `PATIENCE`.
 */

/** Milliseconds after which a page that does not come to what is waited for has failed. */
export const PATIENCE = Number(process.env.BOZZETTO_PATIENCE ?? 120_000);

export interface Page {
  /** Open a file from disk. */
  open(path: string): Promise<void>;
  /** Go to an address of a server on this machine. */
  go(url: string): Promise<void>;
  /** Hand files to a file input, as a person who chooses them does. */
  choose(selector: string, ...paths: string[]): Promise<void>;
  /** Wait until an element is there and can be seen. */
  wait(selector: string): Promise<void>;
  /** The text of the first element, as a person sees it. */
  text(selector: string): Promise<string>;
  click(selector: string): Promise<void>;
  /** Press a key by its DOM name, as `Enter` or `ArrowRight`. */
  press(key: string): Promise<void>;
  /** The value of a JavaScript expression, as JSON can say it. */
  evaluate<T>(expression: string): Promise<T>;
  screenshot(path: string): Promise<void>;
  /** Everything that the page asked for beyond this machine, files, blobs and data. */
  requests(): readonly string[];
  /** What the page threw or logged as an error. */
  errors(): readonly string[];
  close(): Promise<void>;
}

export interface Browser {
  readonly name: string;
  page(): Promise<Page>;
  close(): Promise<void>;
}

const OWN = /^(?:(?:file|blob|data|about):|http:\/\/127\.0\.0\.1:\d+\/)/;

/** Whether a request stays within the page and its file. */
export function staysInside(url: string): boolean {
  return OWN.test(url);
}
