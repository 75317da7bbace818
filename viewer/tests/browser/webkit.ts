/** Debian's WebKitGTK, the engine of Safari, driven by its own WebDriver on a virtual screen. */

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { pathToFileURL } from "node:url";
import {
  Builder,
  By,
  Capabilities,
  error,
  Key,
  until,
  type WebDriver,
  type WebElement,
} from "selenium-webdriver";
import { PATIENCE, type Browser, type Page } from "./page.ts";
import { freePort } from "./ports.ts";

const DRIVER = process.env.WEBKIT_DRIVER ?? "WebKitWebDriver";
/** Debian puts it under /usr/lib/<architecture>/webkit2gtk-4.1/. */
const LIBRARIES = "/usr/lib";
const SCREEN = "1280x900x24"; // pixels and bits

export async function openWebkit(): Promise<Browser> {
  const display = await virtualScreen();
  const port = await freePort();
  const driver = spawn(DRIVER, [`--port=${port}`], {
    stdio: "ignore",
    env: {
      ...process.env,
      DISPLAY: display.name,
      LANG: "en_GB.UTF-8",
      // Tests run as root in containers, where its sandbox cannot be made.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    },
  });
  const end = (): void => {
    driver.kill();
    display.process.kill();
  };
  try {
    await listening(port);
    const session = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities(new Capabilities(browserOptions()))
      .build();
    return {
      name: "webkit",
      page: () => Promise.resolve(driven(session)),
      close: () => session.quit().finally(end),
    };
  } catch (fault) {
    end();
    throw fault;
  }
}

function browserOptions(): Record<string, unknown> {
  const binary = process.env.WEBKIT ?? installed();
  if (binary === undefined) throw new Error(`no WebKitGTK under ${LIBRARIES}`);
  return {
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary, args: ["--automation"] },
  };
}

function installed(): string | undefined {
  return readdirSync(LIBRARIES)
    .map((name) => `${LIBRARIES}/${name}/webkit2gtk-4.1/MiniBrowser`)
    .find((path) => existsSync(path));
}

function driven(session: WebDriver): Page {
  // What is drawn anew between finding and asking is looked for again.
  const asked = async <T>(
    selector: string,
    ask: (element: WebElement) => Promise<T>,
  ): Promise<T> => {
    const answer = await session.wait(() => ofShown(session, selector, ask), PATIENCE);
    if (answer === undefined) throw new Error(`nothing is to be seen at ${selector}`);
    return answer.said;
  };
  return {
    open: (path) => session.get(pathToFileURL(path).href),
    go: (url) => session.get(url),
    choose: async (selector, ...paths) => {
      // A file input is hidden behind a button that a person sees.
      const input = await session.wait(until.elementLocated(By.css(selector)), PATIENCE);
      await input.sendKeys(paths.join("\n"));
    },
    wait: async (selector) => {
      await asked(selector, () => Promise.resolve());
    },
    text: (selector) => asked(selector, (element) => element.getText()),
    click: (selector) => asked(selector, (element) => element.click()),
    press: async (key) => {
      await session
        .actions()
        .sendKeys(KEYS[key] ?? key)
        .perform();
    },
    evaluate: (expression) => session.executeScript(`return (${expression});`),
    screenshot: async (path) => {
      await writeFile(path, Buffer.from(await session.takeScreenshot(), "base64"));
    },
    requests: () => [], // this driver has no way to ask
    errors: () => [],
    close: () => session.get("about:blank"),
  };
}

/** What the first element of a selector says or does; undefined where it is not to be seen yet. */
async function ofShown<T>(
  session: WebDriver,
  selector: string,
  ask: (element: WebElement) => Promise<T>,
): Promise<{ said: T } | undefined> {
  const [element] = await session.findElements(By.css(selector));
  try {
    if (element === undefined || !(await element.isDisplayed())) return undefined;
    return { said: await ask(element) };
  } catch (fault) {
    if (MOVED.some((sort) => fault instanceof sort)) return undefined;
    throw fault;
  }
}

/** What the driver says of an element that is not where it just was. */
const MOVED = [
  error.StaleElementReferenceError,
  error.ElementNotInteractableError,
  error.ElementClickInterceptedError,
];

const KEYS: Readonly<Record<string, string>> = {
  Enter: Key.ENTER,
  Escape: Key.ESCAPE,
  Tab: Key.TAB,
  ArrowLeft: Key.ARROW_LEFT,
  ArrowRight: Key.ARROW_RIGHT,
  ArrowUp: Key.ARROW_UP,
  ArrowDown: Key.ARROW_DOWN,
  Home: Key.HOME,
  End: Key.END,
  Space: Key.SPACE,
};

/** A screen of its own, under a number that the server finds free. */
async function virtualScreen(): Promise<{ name: string; process: ChildProcess }> {
  const server = spawn(
    "Xvfb",
    ["-displayfd", "3", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"],
    {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    },
  );
  const answer = server.stdio[3];
  if (answer === undefined || answer === null) throw new Error("Xvfb gave no display");
  const number = await new Promise<string>((resolve, reject) => {
    answer.once("data", (data: Buffer) => {
      resolve(data.toString().trim());
    });
    server.once("error", reject);
    server.once("exit", (code) => {
      reject(new Error(`Xvfb ended with ${String(code)}`));
    });
  });
  return { name: `:${number}`, process: server };
}

async function listening(port: number): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${DRIVER} does not listen on ${port}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}
