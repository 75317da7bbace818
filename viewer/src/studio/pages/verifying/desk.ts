/** The one desk of the studio: a bundle that was checked after its export lies on it, too. */

import { Desk } from "../../../judge/desk.svelte.ts";

export const desk = new Desk();
