const MASK = '***';
/** Shorter lines of a secret are not masked alone: `{` or `true` would blank out ordinary words. */
const SHORTEST_LINE = 6;

/**
 * The secrets of one run. The runner masks them in the log. This masks them also in what the runner does not
 * look at, such as the job summary.
 */
export interface Secrets {
  /**
   * Remembers a secret. Of a secret of several lines, it remembers each line that is long enough. Returns the
   * parts that were not known before.
   */
  add(secret: string): readonly string[];
  /** The text with every remembered secret replaced by `***`. */
  hide(text: string): string;
}

export function createSecrets(): Secrets {
  const known = new Set<string>();
  return {
    add(secret) {
      const lines = secret.split(/\r?\n/).map((line) => line.trim());
      const parts = [secret.trim(), ...lines.filter((line) => line.length >= SHORTEST_LINE)];
      const added = [...new Set(parts)].filter((part) => part !== '' && !known.has(part));
      for (const part of added) known.add(part);
      return added;
    },
    hide(text) {
      const longestFirst = [...known].sort((a, b) => b.length - a.length);
      return longestFirst.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
    },
  };
}
