/** A key of a map, the identity of a list's element (`{ name: 'api' }`), or its number. */
export type Step = string | number | { readonly [key: string]: string | number };
export type Path = readonly Step[];

/**
 * A path as people and tolerations write it: `spec.template.spec.containers[api].image`,
 * `metadata.annotations[example.com/owner]`, `spec.ports[80,TCP].nodePort`, `spec.rules[2]`.
 */
export function formatPath(path: Path): string {
  return path
    .map((step, at) => {
      const text = stepText(step);
      if (typeof step !== 'string' || !isPlain(step)) return `[${text}]`;
      return at === 0 ? text : `.${text}`;
    })
    .join('');
}

/** What stands for one step: the values of an element's identity without their names. */
export function stepText(step: Step): string {
  return typeof step === 'object' ? Object.values(step).join(',') : String(step);
}

function isPlain(key: string): boolean {
  return /^[\w$-]+$/.test(key);
}

/** A written path as its steps; brackets keep dots and slashes together. Undefined where it is none. */
export function parsePath(text: string): readonly string[] | undefined {
  const steps: string[] = [];
  let rest = text;
  while (rest !== '') {
    const [all, plain, bracketed] = /^(?:\.?([^.[\]]+)|\[([^\]]+)\])/.exec(rest) ?? [];
    const step = plain ?? bracketed;
    if (all === undefined || step === undefined) return undefined;
    steps.push(step);
    rest = rest.slice(all.length);
  }
  return steps.length === 0 ? undefined : steps;
}
