/** Strangers' pages, and strangers' words: neither gets anything out of a studio, or into it. */

import { createServer, request, type Server } from "node:http";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChromium, type Chromium, type ChromiumPage } from "./chromium.ts";
import { PATIENCE } from "./page.ts";
import { Served, writePrompted } from "./served.ts";
import { entriesOf, opened, watch, type Told } from "./studio.ts";

const MARKUP = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
/** Would turn the words behind it around. */
const BIDI = "\u202egnp.exe\u2066";
const HOSTILE = `${MARKUP}${BIDI}`;
const TITLE = `Harbour ${HOSTILE}`;
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/;

let browser: Chromium;
let served: Served;
/** Let in, with a watched folder and a picture in it. */
let page: ChromiumPage;
let url: string;
let picture: string;
/** Entries of the work before any stranger came. */
let entries: number;

beforeAll(async () => {
  browser = await openChromium();
  served = new Served(`Ann ${HOSTILE}`);
  served.run("work", "open", TITLE);
  page = await browser.page({ online: true });
  const address = await served.start();
  url = new URL(address).origin;
  await page.go(address);
  await watch(page, served.out);
  writePrompted(served, "own-generated/in.png", "in.png", `a harbour ${HOSTILE}`);
  await page.tab.getByText(/recorded: 1/).waitFor();
  served.run("comment", `said ${HOSTILE}`);
  const told = entriesOf(served, TITLE);
  entries = told.length;
  picture = pictureIn(told);
});

afterAll(async () => {
  await browser.close();
  await served.stop();
});

describe("another page in the same browser", () => {
  let stranger: Server;
  let origin: string;

  beforeAll(async () => {
    stranger = createServer((_request, response) => {
      response.setHeader("Content-Type", "text/html").end("<!doctype html><title>stranger</title>");
    });
    await new Promise<void>((done) => stranger.listen(0, "127.0.0.1", done));
    const at = stranger.address();
    if (at === null || typeof at === "string") throw new Error("the stranger has no port");
    origin = `http://127.0.0.1:${at.port}/`;
  });

  afterAll(() => {
    stranger.close();
  });

  /** What each try comes to on a page of another origin, which the cookies of this host go with. */
  const TRIES: readonly (readonly [string, string, unknown])[] = [
    ["reads the studio", `fetch(URL + "/api/home", INCLUDE)${answered()}`, "refused"],
    [
      "writes JSON",
      `fetch(URL + "/api/works", { ...INCLUDE, method: "POST", body: '{"title":"stolen"}',
        headers: { "Content-Type": "application/json" } })${answered()}`,
      "refused",
    ],
    [
      "sends what a form can send",
      `fetch(URL + "/api/works", { ...INCLUDE, method: "POST", mode: "no-cors",
        body: '{"title":"stolen"}', headers: { "Content-Type": "text/plain" } })
        .then(async (answer) => answer.type + (await answer.text()), () => "refused")`,
      expect.stringMatching(/^(refused|opaque)$/),
    ],
    ["shows a picture of it", `shown("img", "/api/assets/" + DIGEST)`, "refused"],
    [
      "shows a small one",
      `shown("img", "/api/assets/" + DIGEST + "/thumbnail?side=128")`,
      "refused",
    ],
    ["runs an answer as a script", `shown("script", "/api/home")`, "refused"],
    [
      "listens to what happens",
      `new Promise((done) => {
        const source = new EventSource(URL + "/api/events", { withCredentials: true });
        source.onopen = () => done("open");
        source.onerror = () => { source.close(); done("refused"); };
      })`,
      "refused",
    ],
  ];

  test("the studio's own page is shown what strangers are refused", async () => {
    const [reads, , , shows, small] = TRIES;
    const can = async (tried: (typeof TRIES)[number] | undefined): Promise<unknown> =>
      page.tab.evaluate(script(tried?.[1] ?? "null"));
    expect(await can(reads)).toBe("answered with 200");
    expect(await can(shows)).toBe("shown");
    expect(await can(small)).toBe("shown");
  });

  test.each(TRIES)(
    "%s, in vain, from another port and from a file",
    async (_what, tried, wanted) => {
      const file = join(dirname(served.folder), "stranger.html");
      writeFileSync(file, "<!doctype html><title>stranger</title>");
      for (const address of [origin, pathToFileURL(file).href]) {
        const tab = await page.tab.context().newPage();
        await tab.goto(address);
        expect(await tab.evaluate(script(tried)), address).toEqual(wanted);
        await tab.close();
      }
    },
  );

  test("frames the studio, in vain", async () => {
    const tab = await page.tab.context().newPage();
    await tab.goto(origin);
    await tab.evaluate(
      `document.body.append(Object.assign(document.createElement("iframe"), { src: ${JSON.stringify(url)} }))`,
    );
    await expect
      .poll(() => tab.frames()[1]?.url(), { timeout: PATIENCE })
      .toMatch(/^chrome-error:/);
    await tab.close();
  });

  test("sends a form that a person is made to press, in vain", async () => {
    const tab = await page.tab.context().newPage();
    await tab.goto(origin);
    await tab.evaluate(`(() => {
      const form = Object.assign(document.createElement("form"), {
        action: ${JSON.stringify(`${url}/api/works`)}, method: "post", enctype: "text/plain" });
      form.append(Object.assign(document.createElement("input"), { name: '{"title":"stolen', value: '"}' }));
      document.body.append(form);
      form.submit();
    })()`);
    await tab.waitForURL(/api\/works/);
    expect(await tab.innerText("body")).toContain("comes from another page");
    expect(served.run("work", "list")).not.toContain("stolen");
    await tab.close();
  });

  test("calls this machine by a name of its own (DNS rebinding), in vain", async () => {
    const cookies = await page.tab.context().cookies(url);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const port = new URL(url).port;
    const own = await asked("/api/home", { host: `127.0.0.1:${port}`, cookie });
    expect(own.status).toBe(200);
    for (const host of ["evil.example", `evil.example:${port}`, `127.0.0.1.evil.example:${port}`]) {
      for (const path of ["/api/home", "/"]) {
        const answer = await asked(path, { host, cookie });
        expect(answer.status).toBe(403);
        expect(answer.text).not.toContain("Harbour");
      }
    }
  });

  test("and nothing of all this is in the record", () => {
    expect(entriesOf(served, TITLE)).toHaveLength(entries);
    expect(served.run("work", "list")).not.toContain("stolen");
  });

  function script(expression: string): string {
    return `(async () => {
      const URL = ${JSON.stringify(url)};
      const DIGEST = ${JSON.stringify(picture)};
      const INCLUDE = { credentials: "include" };
      const shown = (tag, path) => new Promise((done) => {
        const element = document.createElement(tag);
        element.onload = () => done("shown");
        element.onerror = () => done("refused");
        element.src = URL + path;
        document.body.append(element);
      });
      return ${expression};
    })()`;
  }

  async function asked(
    path: string,
    headers: Record<string, string>,
  ): Promise<{ status: number; text: string }> {
    return new Promise((done, fail) => {
      const { port } = new URL(url);
      request({ host: "127.0.0.1", port, path, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () => {
          done({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() });
        });
      })
        .on("error", fail)
        .end();
    });
  }
});

/** Any answer that can be read is one too many. */
function answered(): string {
  return `.then((answer) => "answered with " + answer.status, () => "refused")`;
}

/** The digest of the only picture. */
function pictureIn(told: readonly Told[]): string {
  const body = told.find(({ kind }) => kind === "output.received");
  const digest = /sha256:[0-9a-f]{64}/.exec(JSON.stringify(body?.body))?.[0];
  if (digest === undefined) throw new Error("there is no picture");
  return digest;
}

test("a prompt, a title and names full of markup and bidi controls are text on every page", async () => {
  const shown = await opened(browser);
  const { tab } = shown;
  tab.on("dialog", (dialog) => {
    throw new Error(`a dialog: ${dialog.message()}`);
  });
  await shown.go(served.again());
  await tab
    .getByRole("link", { name: /Harbour/ })
    .first()
    .waitFor();
  const scripts = await shown.evaluate<number>("document.scripts.length");
  for (const name of ["Home", "Works", "People", "Doctor", "Settings", "Import"]) {
    await tab.getByRole("navigation").getByRole("link", { name, exact: true }).click();
    await tab.getByRole("heading", { level: 1 }).first().waitFor();
    if (name === "Works" || name === "People")
      await tab.getByRole("main").getByText("<img src=x").first().waitFor();
    await harmless(shown, scripts, name);
  }
  await tab.getByRole("link", { name: "Works", exact: true }).click();
  await tab
    .getByRole("link", { name: /Harbour/ })
    .first()
    .click();
  for (const name of [
    "Candidates",
    "Tree",
    "Timeline",
    "Compare",
    "Replay",
    "Edits",
    "Statement",
    "People",
    "Evidence",
  ]) {
    await tab.getByRole("tab", { name, exact: true }).click();
    await tab.locator("#work-panel > *").first().waitFor();
    await harmless(shown, scripts, name);
  }
  expect(shown.requests()).toEqual([]);
  await shown.close();
});

async function harmless(shown: ChromiumPage, scripts: number, where: string): Promise<void> {
  const text = await shown.evaluate<string>("document.body.innerText");
  expect(text, where).toContain("<img src=x");
  expect(text, where).not.toMatch(BIDI_CONTROLS);
  expect(await shown.tab.title(), where).not.toMatch(/taken|\u202e/);
  expect(await shown.evaluate<number>("document.scripts.length"), where).toBe(scripts);
  expect(await shown.evaluate(`document.querySelectorAll("[onerror], [onload]").length`)).toBe(0);
}
