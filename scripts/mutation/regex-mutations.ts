/** One way to change the source of a regular expression. */
export interface RegexMutation {
  readonly source: string;
  /** What changed: `without ^`, `\d becomes \D`. */
  readonly change: string;
}

const OPPOSITE: Readonly<Record<string, string>> = {
  d: 'D',
  D: 'd',
  w: 'W',
  W: 'w',
  s: 'S',
  S: 's',
  b: 'B',
  B: 'b',
};

/** `^a+$` gives `a+$`, `^a$` and `^a+`: one anchor, quantifier, class or look-around is changed at a time. */
export function regexMutations(source: string, flags: string): readonly RegexMutation[] {
  const mutations: RegexMutation[] = [];
  const replace = (start: number, end: number, by: string): void => {
    const changed = source.slice(0, start) + by + source.slice(end);
    const seen = source.slice(start, end);
    if (changed !== '' && changed !== source && isValid(changed, flags))
      mutations.push({ source: changed, change: by === '' ? `without ${seen}` : `${seen} becomes ${by}` });
  };
  let isInClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at];
    if (char === '\\') {
      const opposite = OPPOSITE[source[at + 1] ?? ''];
      if (opposite !== undefined) replace(at, at + 2, `\\${opposite}`);
      at += 1;
    } else if (isInClass) {
      if (char === ']') isInClass = false;
    } else if (char === '[') {
      isInClass = true;
      if (source[at + 1] === '^') replace(at, at + 2, '[');
      else replace(at, at + 1, '[^');
    } else if (char === '^' || char === '$') {
      replace(at, at + 1, '');
    } else if (char === '(' && source[at + 1] === '?') {
      const look = /^\(\?(<?)([=!])/.exec(source.slice(at));
      if (look !== null) replace(at, at + look[0].length, `(?${look[1]}${look[2] === '=' ? '!' : '='}`);
      at += 1;
    } else {
      const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(source.slice(at));
      if (quantifier !== null) {
        replace(at, at + quantifier[0].length, '');
        at += quantifier[0].length - 1;
      }
    }
  }
  return mutations;
}

function isValid(source: string, flags: string): boolean {
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}
