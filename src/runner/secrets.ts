const MASK = '***';
/** Shorter lines of a secret are not masked alone: `{` or `true` would blank out ordinary words. */
const SHORTEST_LINE = 6;

/**
 * The secrets of one run. The runner masks them in the log. This masks them also in what the runner does not
 * look at: the job summary, outputs, and what is written to GitHub.
 */
export interface Secrets {
  /**
   * Remembers a secret. Of a secret of several lines, it remembers each line that is long enough. Returns the
   * parts that were not known before.
   */
  add(secret: string): readonly string[];
  /** The text with every remembered secret replaced by `***`, also where it is encoded. */
  hide(text: string): string;
  /** The same for what others read on: a secret of a few letters is left, for it would blank out digests. */
  hideLong(text: string): string;
}

/**
 * A secret as it is, in an address, and in Base64: alone, and inside a longer text, where it begins at one of
 * three places of a group of characters. Both spellings of Base64 are known.
 */
function formsOf(secret: string): readonly string[] {
  if (secret.length < SHORTEST_LINE) return [secret];
  const encoded = [0, 1, 2].flatMap((offset) => inBase64(secret, offset));
  return [...new Set([secret, encodeURIComponent(secret.toWellFormed()), ...encoded])];
}

/** The characters that depend on the secret alone, when `offset` bytes stand before it. */
function inBase64(secret: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor((bytes.length * 8) / 6);
  const text = bytes.toString('base64').slice(first, last);
  return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
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
    hide: (text) => hidden(text, [...known]),
    hideLong: (text) =>
      hidden(
        text,
        [...known].filter(({ length }) => length >= SHORTEST_LINE),
      ),
  };
}

function hidden(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.flatMap(formsOf).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((masked, form) => masked.replaceAll(form, MASK), text);
}
