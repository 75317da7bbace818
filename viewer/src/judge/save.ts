/** Handing something to the reader: a file on their disk, or a text on their clipboard. */

/** How long an address of a saved file lives, in milliseconds: a browser may ask where to put it. */
const KEPT = 60_000;

/** Save bytes as a file. The browser writes it; nothing is sent. */
export function save(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, KEPT);
}

/** Put a text on the clipboard. False where the browser does not let a page do so. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    // A browser without a clipboard for pages has none (TypeError), or refuses it (DOMException).
    if (error instanceof DOMException || error instanceof TypeError) return false;
    throw error;
  }
}
