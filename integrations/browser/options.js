/** The extension's settings: which works it hands over to, and what waits. */

import { ask, askLeave, forgetPairing, keepPairing, pairings, readCode } from "./studio.js";
import { waiting } from "./waiting.js";
import { api, fill, make, say } from "./words.js";

const at = (id) => document.getElementById(id);

fill(document);
at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  // Firefox asks the person for the leave, which it does only right after a click.
  const asked = askLeave();
  void pair(asked);
});
await show();

async function pair(asked) {
  const code = readCode(at("code").value);
  if (code === null) {
    tell(say("noCode"));
    return;
  }
  if (!(await asked)) {
    tell(say("forbidden"));
    return;
  }
  const answer = await ask(code);
  if (answer.state !== "ready") {
    tell(answer.why ?? say(answer.state));
    return;
  }
  const { connection, title, label, person } = answer.told;
  await keepPairing({ ...code, connection, title, label, person });
  at("code").value = "";
  tell(say("pairedWith", title));
  await show();
}

async function show() {
  const rows = (await pairings()).map((each) =>
    row(`${each.title} (${each.label}), ${each.address}`, say("forget"), () =>
      forgetPairing(each.connection),
    ),
  );
  at("pairings").replaceChildren(...(rows.length > 0 ? rows : [make("li", say("noPairing"))]));
  const kept = (await waiting()).map((each) =>
    row(described(each), say("discard"), () =>
      api.runtime.sendMessage({ act: "discard", id: each.id }),
    ),
  );
  at("waiting").replaceChildren(...(kept.length > 0 ? kept : [make("li", say("noWaiting"))]));
}

function described({ at: seen, visit, why }) {
  const time = new Date(seen).toLocaleString(api.i18n.getUILanguage());
  return [time, visit.title, why].filter((each) => each !== "").join(": ");
}

function row(words, button, act) {
  const made = make("li");
  const press = make("button", button, { type: "button", class: "plain" });
  press.addEventListener("click", async () => {
    await act();
    await show();
  });
  made.append(make("span", words), press);
  return made;
}

function tell(words) {
  at("result").textContent = words;
}
