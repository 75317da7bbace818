/** The studio in the browser: the page that `bozzetto serve` serves, and everything that is drawn. */

import { mount } from "svelte";
import "../texts/studio.ts";
import App from "./App.svelte";

const target = document.getElementById("desk");
if (target === null) throw new Error("the page has no place for the program");
mount(App, { target });
