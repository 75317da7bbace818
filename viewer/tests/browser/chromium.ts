/** Debian's Chromium, driven by Playwright, with the network off. */

import { pathToFileURL } from "node:url";
import { chromium, type BrowserContext, type Page as Tab } from "playwright-core";
import { PATIENCE, staysInside, type Browser, type Page } from "./page.ts";

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox", // tests run as root in containers
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Setup {
  /** Runs before the page's own script. */
  readonly before?: string;
  readonly locale?: string;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** For pages that a server on this machine hands out; nothing else answers either way. */
  readonly online?: boolean;
  readonly dark?: boolean;
}

export interface Chromium extends Browser {
  page(setup?: Setup): Promise<ChromiumPage>;
}

export interface ChromiumPage extends Page {
  /** Playwright's own, for what only one engine is asked. */
  readonly tab: Tab;
}

export async function openChromium(): Promise<Chromium> {
  const browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS });
  return {
    name: "chromium",
    page: async (setup: Setup = {}) => {
      const context = await browser.newContext({
        offline: setup.online !== true,
        colorScheme: setup.dark === true ? "dark" : "light",
        locale: setup.locale ?? "en-GB",
        viewport: { width: setup.width ?? 1280, height: setup.height ?? 900 },
        reducedMotion: setup.reducedMotion === true ? "reduce" : "no-preference",
      });
      if (setup.before !== undefined) await context.addInitScript(setup.before);
      return driven(context, await context.newPage());
    },
    close: () => browser.close(),
  };
}

function driven(context: BrowserContext, tab: Tab): ChromiumPage {
  const requests: string[] = [];
  const errors: string[] = [];
  tab.setDefaultTimeout(PATIENCE);
  tab.on("request", (request) => {
    if (!staysInside(request.url())) requests.push(request.url());
  });
  tab.on("pageerror", (error) => errors.push(error.message));
  tab.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  return {
    tab,
    open: async (path) => {
      await tab.goto(pathToFileURL(path).href);
    },
    go: async (url) => {
      await tab.goto(url);
    },
    choose: (selector, ...paths) => tab.locator(selector).first().setInputFiles(paths),
    wait: (selector) => tab.locator(selector).first().waitFor({ state: "visible" }),
    text: (selector) => tab.locator(selector).first().innerText(),
    click: (selector) => tab.locator(selector).first().click(),
    press: (key) => tab.keyboard.press(key),
    evaluate: <T>(expression: string) => tab.evaluate<T>(expression),
    screenshot: async (path) => {
      await tab.screenshot({ path });
    },
    requests: () => requests,
    errors: () => errors,
    close: () => context.close(),
  };
}
