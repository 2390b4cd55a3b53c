/**
 * `stagin` is nearest to `staging`: the slot that was most likely meant. Undefined when at least a third
 * of the longer word's letters would have to change (Damerau-Levenshtein, case ignored).
 */
export function nearest(word: string, slots: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const slot of slots) {
    const distance = editDistance(word.toLowerCase(), slot.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(word.length, slot.length) / 3));
    if (distance <= allowed && distance < bestDistance) {
      best = slot;
      bestDistance = distance;
    }
  }
  return best;
}

/** ` Did you mean "x"?` with the nearest slot, or an empty string. */
export function didYouMean(word: string, slots: Iterable<string>): string {
  const match = nearest(word, slots);
  return match === undefined ? '' : ` Did you mean "${match}"?`;
}

function editDistance(a: string, b: string): number {
  let twoBack: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (current[j - 1] ?? 0) + 1,
        (previous[j] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (twoBack[j - 2] ?? 0) + 1);
      current.push(cost);
    }
    twoBack = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
