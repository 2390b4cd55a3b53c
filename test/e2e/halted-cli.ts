import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endWithTest } from '../end-with-test.ts';
import { CLI } from './on-nodes.ts';

/** Where a run of the command line is held up: before the call of that number to a function of `node:fs`. */
export interface Halt {
  readonly call: 'openSync' | 'writeFileSync' | 'renameSync' | 'readSync';
  readonly number: number;
  /** Waits until the test lets it go on, or is killed there, as by the system. */
  readonly then: 'wait' | 'die';
  /** Only calls whose first argument ends like this are counted; a descriptor is none. */
  readonly path?: RegExp;
}

/**
 * A run in a terminal of its own, which `script` makes: keys reach it as they reach a program of a person.
 */
export class TerminalRun {
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;
  private readonly gate: Gate;
  private text = '';

  constructor(node: string, argv: readonly string[], cwd: string, halt: Halt) {
    this.gate = new Gate(halt);
    const command = [node, '--require', this.gate.script, CLI, ...argv].map(quoted).join(' ');
    // `exec`: the program is the shell's own process, so that its end by a signal is the end that is told.
    this.child = spawn('script', ['-q', '-e', '-c', `exec ${command}`, '/dev/null'], {
      cwd,
      env: { PATH: process.env['PATH'], TERM: 'xterm', HOME: cwd, SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.child.stdout?.on('data', (data: Buffer) => (this.text += data.toString('utf8')));
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
    endWithTest(async () => {
      this.gate.open();
      this.child.stdin?.end();
      if (this.child.exitCode === null) this.child.kill('SIGKILL');
      await this.ended;
    });
  }

  get printed(): string {
    return this.text;
  }

  /** Waits until the run is held up. */
  async halted(): Promise<void> {
    while (!this.gate.isReached()) await pause(20);
  }

  /** Presses Ctrl-C, and waits until the terminal has taken it: then it shows `^C`. */
  async interrupt(): Promise<void> {
    this.child.stdin?.write('\u0003');
    await this.shows('^C');
  }

  async shows(text: string): Promise<void> {
    while (!this.text.includes(text)) await pause(20);
  }

  /** Lets the run go on, and returns its exit code as a shell sees it. */
  async goOn(): Promise<number | null> {
    this.gate.open();
    return this.ended;
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Files by which a test and the run that is held up know of each other. */
export class Gate {
  readonly script: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'waybill-gate-'));

  constructor({ call, number, then, path = /^/ }: Halt) {
    endWithTest(() => {
      rmSync(this.folder, { recursive: true, force: true });
    });
    this.script = join(this.folder, 'halt.cjs');
    const [reached, open] = ['reached', 'open'].map((name) => JSON.stringify(join(this.folder, name)));
    const halt =
      then === 'die'
        ? "process.kill(process.pid, 'SIGKILL');"
        : `fs.closeSync(plainOpen(${reached}, 'w'));
           while (!fs.existsSync(${open})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);`;
    writeFileSync(
      this.script,
      `const fs = require('node:fs');
       if (!require('node:worker_threads').isMainThread) return;
       const [plain, plainOpen] = [fs.${call}, fs.openSync];
       let count = 0;
       fs.${call} = (...given) => {
         if ((typeof given[0] === 'number' || ${String(path)}.test(given[0])) && (count += 1) === ${number}) { ${halt} }
         return plain(...given);
       };`,
    );
  }

  isReached(): boolean {
    return existsSync(join(this.folder, 'reached'));
  }

  open(): void {
    if (existsSync(this.folder)) writeFileSync(join(this.folder, 'open'), '');
  }
}
