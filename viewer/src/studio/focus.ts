/**
 * Where the focus goes when what has it goes away: a form that is done with, a button that waits for
 * its own act. Whoever works by keyboard goes on at that place, and not at the top of the page
 * (WCAG 2.2, 2.4.3). A browser gives such a focus to nobody.
 */

/** What can stand in for something in it: it is small enough that Tab goes on near the place. */
const PLACES = "li, form, fieldset, article, section, [role=tabpanel], main";

/** Milliseconds after which a browser has noticed that what had the focus cannot have it. */
const NOTICED = 40;

/** Keep the focus within an element, for as long as it is there. */
export function keepFocus(root: HTMLElement): () => void {
  /** What had the focus last, and all that it stood in, the nearest first. */
  let trail: readonly HTMLElement[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;

  const hears = new AbortController();
  const { signal } = hears;
  document.addEventListener("focusin", ({ target }) => (trail = trailOf(target, root)), { signal });
  // Whoever points beside everything has put the focus down.
  document.addEventListener("pointerdown", () => (trail = []), { signal });
  const watching = new MutationObserver(() => {
    if (trail.length === 0) return;
    timer ??= setTimeout(() => {
      timer = null;
      if (isLost()) restore(trail);
    }, NOTICED);
  });
  watching.observe(root, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  return () => {
    watching.disconnect();
    hears.abort();
    if (timer !== null) clearTimeout(timer);
  };
}

function trailOf(target: EventTarget | null, root: HTMLElement): HTMLElement[] {
  const trail: HTMLElement[] = [];
  let at = target instanceof Element ? target : null;
  for (; at !== null && root.contains(at); at = at.parentElement) {
    if (at instanceof HTMLElement) trail.push(at);
  }
  return trail;
}

function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** To what had it, if it can have it again; while that waits, it is waited for; else to its place. */
function restore([last, ...around]: readonly HTMLElement[]): void {
  if (last?.isConnected === true) {
    if (!last.matches(":disabled")) last.focus({ preventScroll: true });
    return;
  }
  const place = around.find((one) => one.isConnected && one.matches(PLACES));
  if (place === undefined) return;
  if (!place.hasAttribute("tabindex")) {
    place.tabIndex = -1;
    const put = (): void => {
      place.removeAttribute("tabindex");
    };
    place.addEventListener("blur", put, { once: true });
  }
  place.focus({ preventScroll: true });
}
