/** The page that is served: today the verifier, with the same components as the single file. */

import { mount } from "svelte";
import App from "../judge/App.svelte";

const target = document.getElementById("desk");
if (target === null) throw new Error("the page has no place for the program");
mount(App, { target, props: { own: null } });
