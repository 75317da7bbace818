/** The page that verifies from a disk: a classic script, which stands behind the body's content. */

import { mount } from "svelte";
import App from "./App.svelte";

// The text of this very script, as the browser's policy has compared it before it ran.
const own = document.currentScript?.textContent ?? null;
const target = document.getElementById("desk");
if (target === null) throw new Error("the page has no place for the program");
mount(App, { target, props: { own } });
