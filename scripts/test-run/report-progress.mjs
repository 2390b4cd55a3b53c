import { relative } from 'node:path';

/** A reporter of Jest that sends a `Progress` (run-jest.ts) each time a test begins or ends. */
export default class ReportProgress {
  #running = new Set();

  onTestFileStart({ path }) {
    this.#running.add(relative('.', path));
    this.#send(false);
  }

  onTestCaseStart() {
    this.#send(false);
  }

  onTestCaseResult() {
    this.#send(false);
  }

  onTestFileResult({ path }) {
    this.#running.delete(relative('.', path));
    this.#send(false);
  }

  onRunComplete() {
    this.#send(true);
  }

  #send(complete) {
    process.send?.({ running: [...this.#running], complete });
  }
}
