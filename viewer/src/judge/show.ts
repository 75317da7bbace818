/** Bring a section of the page before the reader, by eye and by ear; nothing where it is not there. */
export function show(id: string): void {
  const section = document.getElementById(id);
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  section?.scrollIntoView({ behavior: isCalm ? "auto" : "smooth", block: "start" });
  section?.focus({ preventScroll: true });
}
