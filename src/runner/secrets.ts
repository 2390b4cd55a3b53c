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
  /**
   * The text with every remembered secret replaced by `***`, also where it is encoded, and how one begins
   * where the text was cut.
   */
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
  const whole = longestFirst.reduce((masked, form) => masked.replaceAll(form, MASK), text);
  return longestFirst.reduce(withoutBeginning, whole);
}

/** Fewer characters of a secret are an ordinary word as well, and tell nobody the rest. */
const SHORTEST_BEGINNING = 10;
/** Where somebody cuts a text: its end, or before one of these. */
const AFTER_A_CUT = new Set([undefined, '…', '"', "'", '`', '\n']);

/**
 * Many places cut a text to a length before it comes here: an error, a description of a status, a line of a
 * commit. What is left of a secret there is how it begins.
 */
function withoutBeginning(text: string, secret: string): string {
  const start = secret.slice(0, SHORTEST_BEGINNING);
  if (secret.length <= SHORTEST_BEGINNING || !text.includes(start)) return text;
  const [first = '', ...rest] = text.split(start);
  return rest.reduce((masked, part) => {
    const more = sharedLength(part, secret.slice(start.length));
    return AFTER_A_CUT.has(part[more]) ? `${masked}${MASK}${part.slice(more)}` : `${masked}${start}${part}`;
  }, first);
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
