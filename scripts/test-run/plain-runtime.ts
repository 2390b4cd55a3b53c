import { readFileSync } from 'node:fs';
import { createRequire, registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Jest loads the test files with this instead of its own runtime (`runtime` in jest.config.js). Its own gives
// each file a world of its own, and there it evaluates the sources, the stand-ins and the libraries again.
// That was more than half of the work of a run. Here Node loads them, once for each process of Jest.
//
// What lies beside the tests is evaluated again for each file, because it may have hooks and counters that
// belong to the file that runs. It gets another address each time: `stage.ts?file=7`.

const require = createRequire(import.meta.url);
let roots: readonly string[] = [];
const stripped = new Map<string, string>();
let file = 0;
let api: Readonly<Record<string, unknown>> = {};

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === '@jest/globals') return { url: `jest:globals?file=${file}`, shortCircuit: true };
    const resolved = nextResolve(specifier, context);
    return isEvaluatedAgain(resolved.url) ? { ...resolved, url: addressOf(resolved.url) } : resolved;
  },
  load(url, context, nextLoad) {
    if (url.startsWith('jest:globals')) return { format: 'module', source: apiSource(), shortCircuit: true };
    if (!isEvaluatedAgain(url)) return nextLoad(url, context);
    return { format: 'module', source: sourceOf(fileURLToPath(url)), shortCircuit: true };
  },
});

function isEvaluatedAgain(url: string): boolean {
  return roots.some((root) => url.startsWith(root)) && /\.ts(\?|$)/.test(url);
}

function addressOf(url: string): string {
  return `${url.replace(/\?.*$/, '')}?file=${file}`;
}

function sourceOf(path: string): string {
  const known = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'), { mode: 'strip' });
  stripped.set(path, known);
  return known;
}

/** What a test imports as `@jest/globals`. */
function apiSource(): string {
  Object.assign(globalThis, { [Symbol.for('waybill-test-api')]: api });
  const names = Object.keys(api).join(', ');
  return `export const { ${names} } = globalThis[Symbol.for('waybill-test-api')];`;
}

/** What Jest and its test framework ask of a runtime, for one test file. */
export class PlainRuntime {
  constructor(config: { readonly roots: readonly string[] }) {
    roots = config.roots.map((folder) => `${pathToFileURL(folder).href}/`);
    file += 1;
  }

  /** The test framework keeps the tests of a file and its handlers of events: it begins anew with each. */
  requireInternalModule(path: string): unknown {
    delete require.cache[path];
    Reflect.deleteProperty(globalThis, Symbol.for('EVENT_HANDLERS'));
    return require(path);
  }

  requireModule(path: string): unknown {
    return require(path);
  }

  setGlobalsForRuntime(globals: Readonly<Record<string, unknown>>): void {
    api = globals;
  }

  unstable_shouldLoadAsEsm(): boolean {
    return true;
  }

  unstable_importModule(path: string): Promise<unknown> {
    return import(addressOf(pathToFileURL(path).href));
  }

  getSourceMaps(): undefined {
    return undefined;
  }

  getAllCoverageInfoCopy(): undefined {
    return undefined;
  }

  enterTestCode(): void {}

  leaveTestCode(): void {}

  teardown(): void {}
}

// Jest takes the default export of the module it is told.
export { PlainRuntime as default };
