import type { GitHubRoute } from './call.ts';

export interface RouteMatch {
  readonly route: GitHubRoute;
  readonly params: Readonly<Record<string, string>>;
}

/** Parameters that may hold slashes: names of branches and references, and paths of files. */
const LONG = ['ref', 'branch', 'path', 'basehead'];

/** Finds routes by method and path. Of two that fit, the one with more fixed words wins. */
export class Router {
  readonly #entries: readonly { readonly route: GitHubRoute; readonly pattern: RegExp }[];

  constructor(routes: readonly GitHubRoute[]) {
    this.#entries = [...routes]
      .sort((left, right) => fixedWords(right.template) - fixedWords(left.template))
      .map((route) => ({ route, pattern: patternOf(route.template) }));
  }

  match(method: string, path: string): RouteMatch | undefined {
    for (const { route, pattern } of this.#entries) {
      if (route.method !== method) continue;
      const groups = pattern.exec(path)?.groups;
      if (groups === undefined) continue;
      const params = decodeAll(groups);
      if (params !== undefined) return { route, params };
    }
    return undefined;
  }
}

function fixedWords(template: string): number {
  return template.split('/').filter((part) => !part.startsWith('{')).length;
}

function patternOf(template: string): RegExp {
  const source = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    return `(?<${name}>${LONG.includes(name) ? '.*' : '[^/]+'})`;
  });
  return new RegExp(`^${source.replace('/(?<path>', '/?(?<path>')}/?$(?<end>)`);
}

function decodeAll(groups: Readonly<Record<string, string>>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    return undefined;
  }
}
