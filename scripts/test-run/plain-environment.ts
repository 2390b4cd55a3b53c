/**
 * The world of the tests is that of the process. Jest puts its console there, and what it wraps is put back.
 */
export class PlainEnvironment {
  readonly global = globalThis;
  readonly #console = globalThis.console;
  readonly #exit = process.exit;

  setup(): Promise<void> {
    return Promise.resolve();
  }

  teardown(): Promise<void> {
    globalThis.console = this.#console;
    process.exit = this.#exit;
    return Promise.resolve();
  }

  getVmContext(): null {
    return null;
  }
}

// Jest takes the default export of the module it is told.
export { PlainEnvironment as default };
