/** What opens on a click: what would be recorded of the visible page, and the button that does it. */

import { fileName } from "./addresses.js";
import { look } from "./page.js";
import { decode, base64Of, placeIn } from "./picture.js";
import { ask, pairings } from "./studio.js";
import { countWaiting } from "./waiting.js";
import { api, fill, make, say } from "./words.js";

const MOST_TEXT = 100_000;
const MOST_PICTURES = 24;
const SIDE = 64; // pixels of a small picture
const SHOWN = 40; // characters of a name

const at = (id) => document.getElementById(id);

fill(document);
at("options").addEventListener("click", () => api.runtime.openOptionsPage());
await begin();

async function begin() {
  const paired = await pairings();
  if (paired.length === 0) {
    at("work").disabled = true;
    tell(say("notPaired"));
    return;
  }
  for (const each of paired) {
    at("work").append(make("option", `${each.title} (${each.label})`, { value: each.connection }));
  }
  const [tab] = await api.tabs.query({ active: true, currentWindow: true });
  const view = await seen(tab);
  if (view === null) {
    tell(say("noPage"));
    return;
  }
  const { asked } = await api.storage.session.get("asked");
  await api.storage.session.remove("asked");
  const selected = view.selected || (asked?.words ?? "").replace(/\r\n?/g, "\n");
  showWords(selected);
  showPictures(view, asked?.address ?? "");
  at("form").hidden = false;
  at("record").hidden = false;
  at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    void record(tab, view, selected);
  });
  at("work").addEventListener("change", () => void showWork(paired));
  await showWork(paired);
  if (view.shot !== null) await paint(view);
}

/** Look at the page; null where the browser lets nobody look. */
async function seen(tab) {
  const target = { tabId: tab.id };
  try {
    const args = [MOST_TEXT, MOST_PICTURES];
    const [{ result }] = await api.scripting.executeScript({ target, func: look, args });
    const url = await api.tabs.captureVisibleTab(tab.windowId, { format: "jpeg", quality: 60 });
    return { ...result, shot: base64Of(url) };
  } catch {
    return null;
  }
}

/** Say whose work it is, which words may be followed, and whether the studio is there. */
async function showWork(paired) {
  const connection = at("work").value;
  const pairing = paired.find((each) => each.connection === connection);
  const { last = {} } = await api.storage.local.get("last");
  const before = last[connection];
  at("follow").hidden = before === undefined;
  at("follows").value = before?.id ?? "";
  at("follows").checked = false;
  at("followed").textContent = before === undefined ? "" : say("follows", before.words);
  at("whose").textContent = pairing.person === null ? "" : say("whose", pairing.person);
  const answer = await ask(pairing);
  if (at("work").value !== connection) return;
  if (answer.state === "ready") {
    const { waiting } = await api.runtime.sendMessage({ act: "deliver" });
    await showWaiting(waiting);
  } else {
    tell(answer.state === "refused" ? answer.why : say(answer.state));
    await showWaiting(await countWaiting());
  }
}

async function showWaiting(count) {
  at("waiting").textContent = count === 0 ? "" : say("waits", count);
}

function showWords(selected) {
  const box = at("words");
  const from = () => {
    const isTyped = box.value !== selected;
    at("from").textContent = box.value === "" ? "" : say(isTyped ? "fromTyped" : "fromSelected");
    if (box.value !== "") at("follows").checked = false;
  };
  box.value = selected;
  box.addEventListener("input", from);
  at("follows").addEventListener("change", () => {
    if (at("follows").checked) box.value = "";
    from();
  });
  from();
}

function showPictures(view, clicked) {
  at("none").hidden = view.pictures.length > 0;
  at("roles").hidden = view.pictures.length === 0;
  view.pictures.forEach((picture, index) => {
    const [width, height] =
      picture.pixels[0] === 0 ? [picture.width, picture.height] : picture.pixels;
    const name = fileName(picture.address, index + 1, "").slice(0, SHOWN);
    const size = `${Math.round(width)} × ${Math.round(height)}`;
    const take = make("label", "", { class: "take" });
    const box = make("input", "", { type: "checkbox", name: "take", value: String(index) });
    box.checked = picture.address === clicked;
    const small = make("canvas", "", { width: String(SIDE), height: String(SIDE) });
    take.append(box, small, make("span", `${name}, ${size}`));
    const choose = make("label", "", { class: "choose" });
    const mark = make("input", "", { type: "radio", name: "chosen", value: String(index) });
    mark.checked = box.checked;
    mark.addEventListener("change", () => {
      box.checked = true;
    });
    choose.append(mark, make("span", ` ${say("thisOne")}`));
    const row = make("li");
    row.append(take, choose);
    at("pictures").append(row);
  });
  const showChoice = () => {
    for (const each of document.querySelectorAll(".choose")) each.hidden = role() !== "chosen";
  };
  for (const each of document.getElementsByName("role")) {
    each.addEventListener("change", showChoice);
  }
  showChoice();
}

/** Draw the small pictures out of a screenshot: nothing is fetched for them. */
async function paint(view) {
  const shot = await decode(view.shot);
  document.querySelectorAll("#pictures canvas").forEach((canvas, index) => {
    const { x, y, width, height } = placeIn(view.pictures[index], view, shot);
    if (width === 0 || height === 0) return;
    const scale = Math.min(SIDE / width, SIDE / height);
    const [wide, high] = [width * scale, height * scale];
    const [left, top] = [(SIDE - wide) / 2, (SIDE - high) / 2];
    canvas.getContext("2d").drawImage(shot, x, y, width, height, left, top, wide, high);
  });
}

function role() {
  return document.querySelector("[name=role]:checked").value;
}

/** Let the background record it: it goes on where this closes. */
async function record(tab, view, selected) {
  const taken = [...document.querySelectorAll("[name=take]:checked")].map((each) => +each.value);
  const chosen = document.querySelector("[name=chosen]:checked")?.value;
  const words = at("words").value.trim() === "" ? null : at("words").value;
  if (words === null && taken.length === 0 && !at("screenshot").checked) {
    tell(say("nothing"));
    return;
  }
  if (role() === "chosen" && taken.length > 0 && !taken.includes(Number(chosen ?? -1))) {
    tell(say("whichOne"));
    return;
  }
  at("record").disabled = true;
  tell(say("recording"));
  const done = await api.runtime.sendMessage({
    act: "record",
    connection: at("work").value,
    tab: tab.id,
    address: tab.url,
    words,
    selected: selected === "" ? null : selected,
    screenshot: at("screenshot").checked,
    pictures: taken.map((index) => ({
      address: view.pictures[index].address,
      chosen: String(index) === chosen,
    })),
    role: role(),
    follows: at("follows").checked ? at("follows").value : null,
  });
  tell(result(done));
  at("record").disabled = false;
  await showWaiting(await countWaiting());
}

/** Say in plain words what became of it. */
function result(done) {
  const words = {
    recorded: say("recorded"),
    late: say("recordedLate"),
    taken: say("taken"),
    away: say("keptAway"),
    forbidden: say("keptForbidden"),
    refused: say("keptRefused", done?.why ?? ""),
    moved: say("moved"),
    failed: say("failed", done?.why ?? ""),
  };
  const parts = [words[done?.state] ?? say("failed", "")];
  if (done?.cut > 0) parts.push(say("someCut", done.cut));
  if (done?.lost > 0) parts.push(say("someLost", done.lost));
  return parts.join(" ");
}

function tell(words) {
  at("result").textContent = words;
}
