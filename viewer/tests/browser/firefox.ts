/** Debian's Firefox, driven by WebDriver BiDi, with a proxy that answers nobody. */

import { pathToFileURL } from "node:url";
import puppeteer, { type KeyInput, type Page as Tab } from "puppeteer-core";
import { PATIENCE, staysInside, type Browser, type Page } from "./page.ts";

const PROGRAM = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const NOWHERE = 9; // the discard port, on which nothing listens
const NO_NETWORK = {
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": NOWHERE,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": NOWHERE,
  "intl.accept_languages": "en-GB, en",
};

export async function openFirefox(): Promise<Browser> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: PROGRAM,
    headless: true,
    extraPrefsFirefox: NO_NETWORK,
    timeout: PATIENCE,
  });
  return {
    name: "firefox",
    page: async () => driven(await browser.newPage()),
    close: () => browser.close(),
  };
}

function driven(tab: Tab): Page {
  const requests: string[] = [];
  const errors: string[] = [];
  tab.setDefaultTimeout(PATIENCE);
  tab.on("request", (request) => {
    if (!staysInside(request.url())) requests.push(request.url());
  });
  tab.on("pageerror", (error) => errors.push(String(error)));
  return {
    open: async (path) => {
      await tab.goto(pathToFileURL(path).href);
    },
    go: async (url) => {
      await tab.goto(url);
    },
    choose: async (selector, ...paths) => {
      const input = await tab.waitForSelector(selector);
      if (input === null) throw new Error(`nothing is at ${selector}`);
      await (input as unknown as { uploadFile(...paths: string[]): Promise<void> }).uploadFile(
        ...paths,
      );
    },
    wait: async (selector) => {
      await tab.waitForSelector(selector, { visible: true });
    },
    text: (selector) =>
      tab.$eval(selector, (element) => (element as { innerText?: string }).innerText ?? ""),
    // Where it stands still: what comes into a page moves the rest of it.
    click: (selector) => tab.locator(selector).click(),
    press: (key) => tab.keyboard.press(key as KeyInput),
    evaluate: async <T>(expression: string) => (await tab.evaluate(expression)) as T,
    screenshot: async (path) => {
      await tab.screenshot({ path: path });
    },
    requests: () => requests,
    errors: () => errors,
    close: () => tab.close(),
  };
}
