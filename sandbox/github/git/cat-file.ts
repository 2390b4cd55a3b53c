import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

import { gitEnvironment } from './run-git.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface GitObject {
  readonly oid: string;
  readonly type: ObjectType;
  readonly size: number;
  /** Empty when only the header was asked for. */
  readonly content: Buffer;
}

interface Waiting {
  readonly withContent: boolean;
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One long-lived `git cat-file --batch-command` for each repository. A lookup costs a line on a pipe and no
 * process. It sees what other processes write, because git looks again when it misses an object.
 */
export class CatFile {
  readonly #gitDirectory: string;
  #child: ChildProcessWithoutNullStreams | undefined;
  #closed = false;
  #waiting: Waiting[] = [];
  #chunks: Buffer[] = [];
  #length = 0;
  /**
   * So many bytes must be there before parsing goes on. Without it, the chunks of a large object would be
   * joined again and again.
   */
  #needed = 0;

  constructor(gitDirectory: string) {
    this.#gitDirectory = gitDirectory;
  }

  /** The object of that name (an object id or a full reference), undefined when there is none. */
  contents(name: string): Promise<GitObject | undefined> {
    return this.#ask(name, true);
  }

  /** Type and size only. */
  info(name: string): Promise<GitObject | undefined> {
    return this.#ask(name, false);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stdin.end();
    await ended;
  }

  #ask(name: string, withContent: boolean): Promise<GitObject | undefined> {
    // A request that outlives the stand-in must not start a process that nobody ends.
    if (this.#closed) return Promise.reject(new Error('the repository is closed'));
    if (/[\n\0]/.test(name) || name === '') return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ withContent, resolve, reject });
      this.#start().stdin.write(`${withContent ? 'contents' : 'info'} ${name}\n`);
    });
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#child !== undefined) return this.#child;
    const child = spawn('git', ['--git-dir', this.#gitDirectory, 'cat-file', '--batch-command'], {
      env: gitEnvironment(),
    });
    child.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      if (this.#length >= this.#needed) this.#parse();
    });
    child.stdin.on('error', () => undefined);
    child.on('close', () => this.#fail(child));
    child.on('error', () => this.#fail(child));
    this.#child = child;
    return child;
  }

  #fail(child: ChildProcessWithoutNullStreams): void {
    if (this.#child === child) this.#child = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const request of waiting) request.reject(new Error('git cat-file ended before it answered'));
  }

  #parse(): void {
    let buffer =
      this.#chunks.length === 1 ? (this.#chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#chunks);
    this.#needed = 0;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const end = buffer.indexOf(10);
      if (end < 0) break;
      const [oid = '', type = '', size = '0'] = buffer.toString('utf8', 0, end).split(' ');
      if (!isObjectType(type)) {
        buffer = buffer.subarray(end + 1);
        this.#waiting.shift();
        next.resolve(undefined);
        continue;
      }
      const length = Number(size);
      const total = next.withContent ? end + 1 + length + 1 : end + 1;
      if (buffer.length < total) {
        this.#needed = total;
        break;
      }
      const content = next.withContent ? Buffer.from(buffer.subarray(end + 1, total - 1)) : Buffer.alloc(0);
      buffer = buffer.subarray(total);
      this.#waiting.shift();
      next.resolve({ oid, type, size: length, content });
    }
    this.#chunks = buffer.length > 0 ? [buffer] : [];
    this.#length = buffer.length;
  }
}

function isObjectType(text: string): text is ObjectType {
  return text === 'blob' || text === 'tree' || text === 'commit' || text === 'tag';
}
