/** The compiler of components, as both builds and the tests use it. */

import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { PluginOption } from "vite";

/** Letters and digits of a class: of a hundred styles, two of one name are found by the build. */
const NAME = 4;

/**
 * Svelte, with short names for the classes that keep a component's style to itself: they stand some
 * thousand times in a build. A name depends on the style alone, and so not on the folder.
 */
export function components(): PluginOption {
  const styles = new Map<string, string>();
  const cssHash = ({ hash, css }: { hash: (text: string) => string; css: string }): string => {
    const name = `s${hash(css).slice(-NAME)}`;
    const known = styles.get(name) ?? css;
    if (known !== css) throw new Error(`two styles have one name, ${name}: make names longer`);
    styles.set(name, css);
    return name;
  };
  return svelte({ compilerOptions: { cssHash } });
}
