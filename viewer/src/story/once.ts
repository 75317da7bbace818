/** Parts of a story that most readers of it do without. */

/** What is worked out when it is asked for first. */
export function once<T>(makes: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: makes() }).value;
}
