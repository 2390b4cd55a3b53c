const MASK = '***';
/** Shorter lines of a secret (braces, "true") would blank out ordinary words. */
const SHORTEST_LINE = 6;

/**
 * The secrets of one run. The runner masks the log; this masks also what is written where the runner does not
 * look.
 */
export interface Secrets {
  /**
   * Remembers a secret, and each long enough line of a secret of several lines. Returns the parts that are
   * new.
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
