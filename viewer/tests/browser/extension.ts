/** The extension in Debian's Chromium, clicked as a person clicks it: on its icon, with its popup. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import puppeteer, {
  type Browser,
  type Extension,
  type Page,
  type Target,
  type WebWorker,
} from "puppeteer-core";
import { PATIENCE } from "./page.ts";

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const EXTENSION = fileURLToPath(new URL("../../../integrations/browser", import.meta.url));

/** What the manifest calls the extension in Firefox, and what Firefox is told to call its pages. */
const GECKO = "browser-extension@bozzetto";
const UUID = "6f1c2a3e-6f52-4b6e-9d41-0c1a6d3f7b21";

const FLAGS = [
  "--no-sandbox", // tests run as root in containers
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-unsafe-extension-debugging", // to click the icon
  // Sites that the extension has no leave for, until it is clicked there.
  "--host-resolver-rules=MAP *.test 127.0.0.1",
];

/** A browser with the extension in it, and one open page. */
export class Extended {
  readonly #browser: Browser;
  readonly #extension: Extension;
  readonly page: Page;
  readonly #known = new Set<Target>();

  private constructor(browser: Browser, extension: Extension, page: Page) {
    this.#browser = browser;
    this.#extension = extension;
    this.page = page;
  }

  static async open(language = "en"): Promise<Extended> {
    const browser = await puppeteer.launch({
      executablePath: PROGRAM,
      headless: true,
      pipe: true,
      enableExtensions: [EXTENSION],
      args: [...FLAGS, `--lang=${language}`],
      env: { ...process.env, LANGUAGE: language.replace("-", "_") },
      protocolTimeout: PATIENCE,
      timeout: PATIENCE,
    });
    const background = await browser.waitForTarget(
      (each) => each.url().endsWith("/background.js"),
      { timeout: PATIENCE },
    );
    const id = new URL(background.url()).host;
    const extension = (await browser.extensions()).get(id);
    if (extension === undefined) throw new Error("the browser did not take the extension in");
    const [page] = await browser.pages();
    if (page === undefined) throw new Error("the browser has no page");
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport({ width: 1000, height: 700 });
    return new Extended(browser, extension, page);
  }

  /** Click the icon while the page is in front, and give the popup that opens. */
  async click(): Promise<Page> {
    await this.page.bringToFront();
    const url = `chrome-extension://${this.#extension.id}/popup.html`;
    // A popup that was open before is closed by that, a moment later.
    const opened = this.#browser.waitForTarget(
      (each: Target) => each.url() === url && !this.#known.has(each),
      { timeout: PATIENCE },
    );
    await this.#extension.triggerAction(this.page);
    const target = await opened;
    this.#known.add(target);
    const popup = await target.asPage();
    popup.setDefaultTimeout(PATIENCE);
    return popup;
  }

  /** Give the extension what `bozzetto connect browser` shows; the answer is what it says. */
  async pair(code: string): Promise<string> {
    const settings = await this.#browser.newPage();
    settings.setDefaultTimeout(PATIENCE);
    await settings.goto(`chrome-extension://${this.#extension.id}/options.html`);
    await settings.type("#code", code);
    await settings.click("button[type=submit]");
    const said = await settle(settings);
    await settings.close();
    return said;
  }

  get id(): string {
    return this.#extension.id;
  }

  /** Its part that stays. */
  workers(): Promise<WebWorker[]> {
    return this.#extension.workers();
  }

  /** What stands beside the icon: how many recordings wait. */
  async waiting(): Promise<unknown> {
    const [background] = await this.workers();
    return background?.evaluate("chrome.action.getBadgeText({})");
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** Give the extension in Firefox what `bozzetto connect browser` shows; what it says, and what waits. */
export async function pairInFirefox(code: string): Promise<readonly [string, unknown]> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    args: ["--remote-allow-system-access"], // an extension's own pages are the browser's
    extraPrefsFirefox: { "extensions.webextensions.uuids": JSON.stringify({ [GECKO]: UUID }) },
    timeout: PATIENCE,
  });
  try {
    const id = await browser.installExtension(EXTENSION);
    if (id !== GECKO) throw new Error(`the extension is called ${id}`);
    const settings = await browser.newPage();
    // Such a page does not say when it has come.
    await settings.goto(`moz-extension://${UUID}/options.html`, { waitUntil: [] });
    await settings.waitForSelector("#pairings li", { timeout: PATIENCE });
    await settings.type("#code", code);
    await settings.click("button[type=submit]");
    const said = await settle(settings);
    return [said, await settings.evaluate(`browser.runtime.sendMessage({ act: "deliver" })`)];
  } finally {
    await browser.close();
  }
}

/** The popup shows the three pictures, and whose work it is: what is pressed now stays in its place. */
export async function drawn(popup: Page): Promise<void> {
  await popup.waitForSelector("#pictures li:nth-child(3)");
  await popup.waitForFunction(() => (document.querySelector("#whose")?.textContent ?? "") !== "");
}

/** What the extension says in the end. */
export async function settle(page: Page): Promise<string> {
  const done = await page.waitForFunction(
    () => {
      const said = document.querySelector("#result")?.textContent ?? "";
      return said === "" || said.endsWith("…") ? null : said;
    },
    { timeout: PATIENCE },
  );
  return String(await done.jsonValue());
}

/** A site of the web, on this machine: its own pages, and whatever else lies there. */
export class Site {
  readonly #name: string;
  readonly #server: Server;

  private constructor(name: string, server: Server) {
    this.#name = name;
    this.#server = server;
  }

  /**
   * @param name ends with `.test`
   * @param files by path: type and content
   * @param shares whether pages of other sites may read them
   */
  static open(
    name: string,
    files: Readonly<Record<string, readonly [string, string | Buffer]>>,
    shares = false,
  ): Promise<Site> {
    const server = createServer((request, response) => {
      const [type, content] = files[new URL(request.url ?? "/", "http://x").pathname] ?? [];
      if (type === undefined) response.writeHead(404);
      else {
        response.setHeader("Content-Type", type);
        if (shares) response.setHeader("Access-Control-Allow-Origin", "*");
      }
      response.end(content);
    });
    return new Promise((done) => {
      server.listen(0, "127.0.0.1", () => {
        done(new Site(name, server));
      });
    });
  }

  url(path: string): string {
    return `http://${this.#name}:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
