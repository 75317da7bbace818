/** Light or dark: as the system has it, or as the reader has chosen on this browser. */

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEPT_AS = "bozzetto.theme";
const DARK = "(prefers-color-scheme: dark)";

class ThemeState {
  #chosen = $state<Theme>(keptTheme());

  get chosen(): Theme {
    return this.#chosen;
  }

  choose(theme: Theme): void {
    this.#chosen = theme;
    keep(theme);
    this.draw();
  }

  /** Draw the page in it. */
  draw(): void {
    document.documentElement.dataset.theme = drawnAs(this.#chosen, matchMedia(DARK).matches);
  }

  /** Draw, and draw again when the system turns. Gives back what ends it. */
  follow(): () => void {
    const query = matchMedia(DARK);
    const turn = (): void => {
      this.draw();
    };
    turn();
    query.addEventListener("change", turn);
    return () => {
      query.removeEventListener("change", turn);
    };
  }
}

/** How a choice is drawn on a system. */
export function drawnAs(theme: Theme, isSystemDark: boolean): "light" | "dark" {
  if (theme !== "auto") return theme;
  return isSystemDark ? "dark" : "light";
}

/** A browser may refuse to keep anything, by throwing. */
function keptTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEPT_AS);
    return THEMES.find((theme) => theme === kept) ?? "auto";
  } catch {
    return "auto"; // nothing is kept here
  }
}

function keep(theme: Theme): void {
  try {
    localStorage.setItem(KEPT_AS, theme);
  } catch {
    return; // it lasts as long as the page, then
  }
}

export const theme = new ThemeState();
