/** What stands in the first list and not in the second. */
export function gone<T>(list: readonly T[], other: readonly T[]): readonly T[] {
  return list.filter((entry) => !other.includes(entry));
}
