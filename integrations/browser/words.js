/** The extension's own words, in the browser's language, and the browser's own interface. */

/** Firefox calls it `browser`; both answer with promises. */
export const api = globalThis.browser ?? globalThis.chrome;

/**
 * Say something in the browser's language.
 * @param {string} name of a message in `_locales`
 * @param {...(string | number)} values what stands for `$1` and so on
 * @returns {string}
 */
export function say(name, ...values) {
  return api.i18n.getMessage(name, values.map(String));
}

/**
 * Put the words where a page of the extension has room for them: always as text, never as markup.
 * @param {Document} page
 */
export function fill(page) {
  page.documentElement.lang = api.i18n.getUILanguage();
  page.title = say("name");
  for (const place of page.querySelectorAll("[data-say]")) {
    place.textContent = say(place.dataset.say);
  }
}

/**
 * Make an element with a text and attributes.
 * @param {string} name
 * @param {string} [text]
 * @param {Record<string, string>} [attributes]
 * @returns {HTMLElement}
 */
export function make(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
