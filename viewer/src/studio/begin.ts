/** The page's first script, and a small one: requests go out while the program is being read. */

import { askEarly } from "./early.ts";

askEarly(location.hash, (path) => fetch(path));
