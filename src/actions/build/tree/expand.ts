const VARIABLE = /\\(.)|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?([-+])([^{}]*))?\})/g;

/**
 * A text with the values of its variables, as a Dockerfile has them: `$NAME`, `${NAME}`, `${NAME:-other}` and
 * `${NAME:+other}`. Undefined where a variable has no value, or a `$` means something else.
 */
export function expand(text: string, variables: ReadonlyMap<string, string>): string | undefined {
  let isKnown = true;
  const bare = text.replace(/^"(.*)"$/, '$1');
  const expanded = bare.replace(VARIABLE, (_, ...parts: readonly (string | undefined)[]) => {
    const [escaped, short, long, operator, other = ''] = parts;
    if (escaped !== undefined) return escaped === '$' ? '\0' : escaped;
    const value = variables.get(short ?? long ?? '');
    if (operator === '+') return value === undefined || value === '' ? '' : other;
    if (operator === '-' && (value === undefined || value === '')) return other;
    if (value === undefined) isKnown = false;
    return value ?? '';
  });
  if (!isKnown || expanded.includes('$')) return undefined;
  return expanded.replaceAll('\0', '$');
}
