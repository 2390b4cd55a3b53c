import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Bytes of heap. Node collects what a file left only when it must, and by then the other process holds as
 * much.
 */
const LARGE = 200_000_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * The world of the tests is that of the process. Jest puts its console there, and what it wraps is put back.
 */
export class PlainEnvironment {
  readonly global = globalThis;
  readonly #console = globalThis.console;
  readonly #exit = process.exit;

  setup(): Promise<void> {
    // Jest looks for a source map of every frame of every stack that somebody reads. Lines are as they are
    // here, because types are stripped in place, so Node's own text is right.
    Reflect.deleteProperty(Error, 'prepareStackTrace');
    return Promise.resolve();
  }

  teardown(): Promise<void> {
    globalThis.console = this.#console;
    process.exit = this.#exit;
    if (getHeapStatistics().used_heap_size > LARGE) collectGarbage();
    return Promise.resolve();
  }

  getVmContext(): null {
    return null;
  }
}

// Jest takes the default export of the module it is told.
export { PlainEnvironment as default };
