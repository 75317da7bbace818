/** A second person with a key on a device of their own: they join, speak, and only they can have. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium, type Chromium } from "./chromium.ts";
import { Served } from "./served.ts";
import { entriesOf, opened, verdict, WORK } from "./studio.ts";

let browser: Chromium;
let served: Served;

beforeAll(async () => {
  browser = await openChromium();
  served = new Served();
});

afterAll(async () => {
  await browser.close();
  await served.stop();
});

test("a guest joins with a key that never leaves their browser, and signs there what they say", async () => {
  served.run("work", "open", WORK);
  const owner = await opened(browser);
  await owner.go(await served.start());
  await owner.tab.getByRole("link", { name: "People", exact: true }).click();
  const invites = owner.tab.getByRole("region", { name: "Invite to a device of their own" });
  await invites.getByLabel("Name").fill("Bo Chen");
  await invites.getByLabel(/role|What/i).fill("colourist");
  await invites.getByRole("button", { name: "Make an address" }).click();
  const address = await invites.locator("code").innerText();

  const guest = await opened(browser);
  await guest.go(address);
  await guest.tab.getByRole("heading", { name: "Bo Chen, you are invited" }).waitFor();
  await guest.tab.getByRole("button", { name: "Make my key and join" }).click();
  await guest.tab.getByRole("link", { name: "Works", exact: true }).click();
  await guest.tab.getByRole("link", { name: WORK }).first().click();
  await guest.tab.getByRole("tab", { name: "Statement" }).click();
  await guest.tab.getByRole("button", { name: "Note", exact: true }).click();
  await guest.tab.getByRole("textbox", { name: "What is there to say?" }).fill("Less blue.");
  await guest.tab.keyboard.press("Control+Enter");
  await guest.tab.getByRole("article").getByText("Less blue.").waitFor();

  // The owner sees it come, under the other's name.
  await owner.tab.getByRole("link", { name: "Works", exact: true }).click();
  await owner.tab.getByRole("link", { name: WORK }).first().click();
  await owner.tab.getByRole("tab", { name: "Statement" }).click();
  const said = owner.tab.getByRole("article").filter({ hasText: "Less blue." });
  await said.getByText("Bo Chen").first().waitFor();
  await owner.tab.getByText(/Checked here: all/).waitFor();

  const comment = entriesOf(served, WORK).find(({ kind }) => kind === "comment.made");
  const people = JSON.parse(served.run("people", "list", "--json")) as {
    people: { key: string; name: string }[];
  };
  const bo = people.people.find(({ name }) => name === "Bo Chen");
  expect(comment?.by.person).toBe(bo?.key);
  expect(bo?.key).toMatch(/^ed25519:/);
  const keys = await owner.evaluate<string[][]>(
    `fetch("/api/chains/" + location.hash.split("/")[2] + "/lines?start=0").then((answer) => answer.text())
      .then((text) => text.trim().split("\\n").map((line) => JSON.parse(line.slice(line.indexOf("{")))))
      .then((lines) => lines.map((line) => line.signatures.map(({ key }) => key)))`,
  );
  expect(keys.at(-1)).toEqual([bo?.key]);
  expect(served.run("people", "list", "--json")).not.toContain("private");
  const bundle = `${served.folder}.zip`;
  served.run("export", WORK, bundle);
  expect(verdict(served, bundle)).toBe("intact-unknown-signer");
  // The device goes on where it was; another browser is not let in by the same address.
  await guest.tab.reload();
  await guest.tab.getByRole("article").getByText("Less blue.").waitFor();
  const third = await opened(browser);
  await third.go(address);
  await third.tab
    .getByText(/not let in|used/)
    .first()
    .waitFor();
  for (const page of [owner, guest, third]) await page.close();
});
