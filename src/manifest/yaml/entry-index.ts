import type { MapEntry } from './tree.ts';

/** Maps of manifests are small: a look at each entry is as fast as a hash, and takes no room. */
const FEW = 8;

/** The first entry of each key, in a list of entries that may still grow. */
export class EntryIndex {
  private readonly entries: readonly MapEntry[];
  private byKey: Map<string, MapEntry> | undefined;
  private indexed = 0;

  constructor(entries: readonly MapEntry[]) {
    this.entries = entries;
  }

  get(key: string): MapEntry | undefined {
    if (this.entries.length <= FEW) return this.entries.find((entry) => entry.key === key);
    const byKey = (this.byKey ??= new Map());
    for (; this.indexed < this.entries.length; this.indexed += 1) {
      const entry = this.entries[this.indexed];
      if (entry?.key !== undefined && !byKey.has(entry.key)) byKey.set(entry.key, entry);
    }
    return byKey.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }
}
