import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Answer } from './protocol.ts';

/** What tests were seen to execute, kept for as long as neither the test nor the room changes. */
export class KeptMeasures {
  readonly #root: string;
  readonly #file: string;
  readonly #sources: string;
  readonly #known: Record<string, { readonly key: string; readonly answer: Answer }>;

  /** `file` holds what is known; `texts` are the sources of the room. */
  constructor(root: string, file: string, texts: ReadonlyMap<string, string>) {
    this.#root = root;
    this.#file = file;
    this.#sources = JSON.stringify([...texts]);
    this.#known = readIfThere(file);
  }

  of(testFile: string): Answer | undefined {
    const known = this.#known[testFile];
    return known?.key === this.#keyOf(testFile) ? known.answer : undefined;
  }

  keep(testFile: string, answer: Answer): void {
    if (this.of(testFile) !== undefined) return;
    this.#known[testFile] = { key: this.#keyOf(testFile), answer };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(this.#known));
  }

  #keyOf(testFile: string): string {
    const text = readFileSync(join(this.#root, testFile), 'utf8');
    return createHash('sha256').update(`${text} ${this.#sources}`).digest('hex');
  }
}

function readIfThere(file: string): Record<string, { readonly key: string; readonly answer: Answer }> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
