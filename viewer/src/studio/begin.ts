/** Imported before all else: requests go out while the rest of the program is being started. */

import { askEarly } from "./early.ts";

askEarly(location.hash, (path) => fetch(path));
