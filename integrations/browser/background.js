/**
 * The part that stays: records when a page of the extension says that the person clicked, and
 * hands over what waits.
 */

import { fileName, plainAddress } from "./addresses.js";
import { fetchPictures, look } from "./page.js";
import { base64Of, cutOut, decode } from "./picture.js";
import { pairings, send } from "./studio.js";
import { countWaiting, drop, keep, waiting } from "./waiting.js";
import { api, say } from "./words.js";

const ALARM = "hand over";
const EVERY = 1; // minutes between two tries while something waits
const MOST_TEXT = 100_000; // characters: the studio's own limit
const MOST_PICTURES = 24;
const MOST_BYTES = 24 << 20; // of all pictures together: with the screenshot, below the studio's limit
const MOST_SHOWN = 80; // characters of words that a later visit is offered to follow
const CUT_WHY = "the site does not give its bytes, and it is not wholly visible";

// Only the extension's own pages are answered: not a page of the web, nor what runs inside of one.
api.runtime.onMessage.addListener((message, sender, answer) => {
  const isOwn = sender.id === api.runtime.id && sender.url?.startsWith(api.runtime.getURL(""));
  if (!isOwn) return false;
  const work = { record, deliver: deliverAll, discard };
  const asked = Object.hasOwn(work, message?.act) ? work[message.act] : null;
  if (asked === null) return false;
  asked(message).then(answer, (error) => answer({ state: "failed", why: String(error?.message) }));
  return true;
});

api.alarms.onAlarm.addListener(() => deliver());
api.runtime.onStartup.addListener(() => deliver());
api.runtime.onInstalled.addListener(() => {
  // What is carried into pages can read this storage unless it is said otherwise.
  void api.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
  api.contextMenus.removeAll(() => {
    api.contextMenus.create({ id: "picture", title: say("menuPicture"), contexts: ["image"] });
    api.contextMenus.create({ id: "words", title: say("menuWords"), contexts: ["selection"] });
  });
});

api.contextMenus.onClicked.addListener((info) => {
  // The person sees what would be recorded, and says it there.
  void api.storage.session.set({
    asked: { address: info.srcUrl ?? "", words: info.selectionText },
  });
  void api.action.openPopup();
});

/** Record the visible page: keep it first, and hand it over then. */
async function record(asked) {
  const at = moment();
  const tab = await api.tabs.get(asked.tab);
  if (!tab.active || tab.url !== asked.address) return { state: "moved" };
  const visit = await see(asked, tab, at);
  await api.alarms.create(ALARM, { periodInMinutes: EVERY });
  await keep({ id: visit.id, connection: asked.connection, at, visit, why: "" });
  if (visit.words !== null) await remember(asked.connection, visit);
  const outcome = (await deliver()).get(visit.id) ?? { state: "away" };
  const cut = visit.pictures.filter((each) => each.cut).length;
  const lost = visit.pictures.filter((each) => each.data === null).length;
  return { ...outcome, cut, lost };
}

/** Look at the page, and make of it what the studio takes. */
async function see(asked, tab, at) {
  const target = { tabId: tab.id };
  const url = await api.tabs.captureVisibleTab(tab.windowId, { format: "png" });
  const addresses = asked.pictures.map((each) => each.address);
  const view = await inPage(target, look, [MOST_TEXT, MOST_PICTURES]);
  const bytes = await inPage(target, fetchPictures, [addresses, MOST_BYTES]);
  const shot = base64Of(url);
  const pictures = await gather(addresses, bytes, view, shot);
  const chosen = asked.pictures.findIndex((each) => each.chosen);
  return {
    id: chance(),
    at,
    browser: await browserName(),
    extension: api.runtime.getManifest().version,
    address: plainAddress(tab.url).slice(0, 16_384),
    title: view.title,
    words: asked.words,
    selected: asked.selected,
    screenshot: asked.screenshot ? shot : null,
    pictures,
    role: asked.role,
    chosen: asked.role === "chosen" && chosen >= 0 ? chosen : null,
    follows: asked.follows,
  };
}

async function inPage(target, func, args) {
  const [{ result }] = await api.scripting.executeScript({ target, func, args });
  return result;
}

/** Put the pictures together: their bytes, else as the screenshot shows them, else why not. */
async function gather(addresses, bytes, view, shot) {
  const bitmap = bytes.some((each) => each.data === null) ? await decode(shot) : null;
  const made = addresses.map(async (address, index) => {
    const { data, type, why } = bytes[index];
    const box = view.pictures.find((each) => each.address === address);
    const cut = data !== null || box === undefined ? null : await cutOut(box, view, bitmap);
    const isCut = cut !== null;
    return {
      name: fileName(isCut ? "" : address, index + 1, isCut ? "image/png" : type),
      address: plainAddress(address).slice(0, 16_384),
      data: data ?? cut,
      lost: data === null && !isCut ? (why === "it is too large" ? why : CUT_WHY) : null,
      cut: isCut,
    };
  });
  return Promise.all(made);
}

/** Note which words were recorded last: pictures of a later visit may belong to them. */
async function remember(connection, visit) {
  const { last = {} } = await api.storage.local.get("last");
  last[connection] = { id: visit.id, words: visit.words.slice(0, MOST_SHOWN) };
  await api.storage.local.set({ last });
}

let turn = Promise.resolve(new Map());

/** Hand over what waits, one after the other; whoever asks meanwhile waits for its own turn. */
function deliver() {
  turn = turn.then(handOver, handOver);
  return turn;
}

async function deliverAll() {
  await deliver();
  return { state: "ready", waiting: await countWaiting() };
}

/** @returns {Promise<Map<string, {state: string, why?: string}>>} what became of each visit */
async function handOver() {
  const outcomes = new Map();
  const away = new Set();
  const known = new Map((await pairings()).map((each) => [each.connection, each]));
  for (const row of await waiting()) {
    const pairing = known.get(row.connection);
    const answer = away.has(row.connection)
      ? { state: "away" }
      : pairing === undefined
        ? { state: "refused", why: say("unpaired") }
        : await send(pairing, row.visit);
    outcomes.set(row.id, await settle(row, answer));
    if (answer.state === "away" || answer.state === "forbidden") away.add(row.connection);
  }
  await show();
  return outcomes;
}

/** Drop what the studio has; keep everything else, and say why. */
async function settle(row, answer) {
  if (answer.state === "ready") {
    await drop(row.id);
    return { state: !answer.told.recorded ? "taken" : answer.told.late ? "late" : "recorded" };
  }
  await keep({ ...row, why: answer.why ?? say(answer.state) });
  return { state: answer.state, why: answer.why };
}

/** Throw away one that waits: the person said so. */
async function discard({ id }) {
  await drop(id);
  await show();
  return { state: "ready" };
}

/** Show beside the icon how many wait, and try again only as long as some do. */
async function show() {
  const count = await countWaiting();
  await api.action.setBadgeText({ text: count === 0 ? "" : String(count) });
  if (count === 0) await api.alarms.clear(ALARM);
  else await api.alarms.create(ALARM, { periodInMinutes: EVERY });
}

/** The wall clock as the record spells it; a browser has milliseconds. */
function moment() {
  return new Date().toISOString().replace("Z", "000Z");
}

function chance() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
}

/** @returns {Promise<{name: string, version: string}>} as the browser names itself */
async function browserName() {
  if (api.runtime.getBrowserInfo !== undefined) {
    const { name, version } = await api.runtime.getBrowserInfo();
    return { name, version };
  }
  const brands = (navigator.userAgentData?.brands ?? []).filter(
    ({ brand }) => !/not.?a/i.test(brand),
  );
  const { brand = "Chromium", version = "unknown" } =
    brands.find((each) => each.brand !== "Chromium") ?? brands[0] ?? {};
  return { name: brand, version };
}
