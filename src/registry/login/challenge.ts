/** One challenge of a `WWW-Authenticate` header. Scheme and parameter names are in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const SCHEMES = new Set(['basic', 'bearer', 'digest', 'hoba', 'mutual', 'negotiate', 'ntlm', 'vapid']);
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const SPACE = /[ \t]*/y;
const SEPARATORS = /[ \t,]*/y;
const UNQUOTED = /[^\s,"]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)(?:"|$)/y;

/**
 * Reads the challenges of a `WWW-Authenticate` header (RFC 9110, 11.6.1) as registries write them. It takes
 * several in one header, parameters without quotes, any case, spaces around `=`, stray commas, a quote that
 * never ends, and a scope with a comma outside of quotes (`scope=repository:a:pull,push`). It leaves out what
 * it cannot read, and never throws.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const reader = new HeaderReader(header);
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let last: { readonly name: string; readonly quoted: boolean } | undefined;
  for (reader.skip(SEPARATORS); !reader.done; reader.skip(SEPARATORS)) {
    const word = reader.take(TOKEN);
    if (word === undefined) {
      reader.next();
      continue;
    }
    const current = challenges.at(-1);
    const value = reader.value();
    if (value !== undefined) {
      const name = word.toLowerCase();
      if (current !== undefined && !current.parameters.has(name)) current.parameters.set(name, value.text);
      last = { name, quoted: value.quoted };
    } else if (
      last?.quoted === false &&
      current !== undefined &&
      !SCHEMES.has(word.toLowerCase()) &&
      reader.atEndOfItem
    ) {
      current.parameters.set(last.name, `${current.parameters.get(last.name) ?? ''},${word}`);
    } else {
      challenges.push({ scheme: word.toLowerCase(), parameters: new Map() });
      last = undefined;
    }
  }
  return challenges;
}

class HeaderReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  get atEndOfItem(): boolean {
    const rest = this.#peek(SPACE)?.length ?? 0;
    const next = this.#text[this.#at + rest];
    return next === undefined || next === ',';
  }

  next(): void {
    this.#at += 1;
  }

  skip(pattern: RegExp): void {
    this.take(pattern);
  }

  take(pattern: RegExp): string | undefined {
    const found = this.#peek(pattern);
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** Reads `= value` at this place. Undefined when there is none, and then nothing is consumed. */
  value(): { readonly text: string; readonly quoted: boolean } | undefined {
    const start = this.#at;
    this.skip(SPACE);
    if (this.#text[this.#at] !== '=') {
      this.#at = start;
      return undefined;
    }
    this.next();
    this.skip(SPACE);
    const quoted = this.take(QUOTED);
    if (quoted === undefined) return { text: this.take(UNQUOTED) ?? '', quoted: false };
    const inner = quoted.slice(1, quoted.length > 1 && quoted.endsWith('"') ? -1 : undefined);
    return { text: inner.replace(/\\(.)/g, '$1'), quoted: true };
  }

  #peek(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }
}
