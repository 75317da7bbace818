/** Which key presses are the board's, and which belong to what the person stands in. */

/** What holds letters that somebody writes. */
const WRITING = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog";
/** What a key other than a letter or a digit already does something to. */
const OWN = "button, a, summary, input, [role=slider], [role=tablist], [role=separator]";
const NAME = "bozzetto keys";

/**
 * Whether a press is for the board.
 *
 * @param on single keys are taken wherever the person stands; else only on the board's own pictures
 */
export function isForBoard(event: KeyboardEvent, on: boolean): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return on;
  if (target.closest(WRITING) !== null || document.querySelector("dialog[open]") !== null) {
    return false;
  }
  const picture = target.closest("[data-board] .picture") !== null;
  if (picture) return true;
  if (!on) return false;
  const isLetter = event.key.length === 1 && event.key !== " ";
  return isLetter || event.key.startsWith("Page") || target.closest(OWN) === null;
}

/** Whether this browser takes single keys; it does until somebody turned them off. */
export function takesKeys(): boolean {
  return attempt(() => localStorage.getItem(NAME)) !== "off";
}

export function turnKeys(on: boolean): void {
  attempt(() => {
    localStorage.setItem(NAME, on ? "on" : "off");
  });
}

/** A browser may refuse to keep anything: the choice then lasts as long as the page. */
function attempt<T>(does: () => T): T | undefined {
  try {
    return does();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
