/** A set in which each of these is there where it was not, and not where it was. */
export function flip<Item>(set: ReadonlySet<Item>, items: readonly Item[]): ReadonlySet<Item> {
  const after = new Set(set);
  for (const item of items) {
    if (!after.delete(item)) {
      after.add(item);
    }
  }

  return after;
}
