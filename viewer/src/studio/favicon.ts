/** The icon of the page in the browser's tab. */

import { iconOf, type LampState } from "./lamp.ts";

/** Show a state's icon. Gives back what takes it away. */
export function showIcon(state: LampState): () => void {
  // The page's policy lets pictures come from memory, and not from data in an address.
  const url = URL.createObjectURL(new Blob([iconOf(state)], { type: "image/svg+xml" }));
  const link = document.createElement("link");
  link.rel = "icon";
  link.type = "image/svg+xml";
  link.href = url;
  document.head.append(link);
  return () => {
    link.remove();
    URL.revokeObjectURL(url);
  };
}
