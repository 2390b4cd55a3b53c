/*
 * The room of the commands: each file runs one of them over the rooms beside it. A command does not read the
 * environment of the process: terminal, folder and registry come in as arguments.
 */
import type { Registry } from '../../registry/registry.ts';
import type { Arguments } from '../arguments/options.ts';
import type { Terminal } from '../output/terminal.ts';

/** What a command works with. */
export interface CommandContext {
  readonly arguments: Arguments;
  readonly terminal: Terminal;
  /** Opened only when a tag has to be resolved. */
  openRegistry(): Promise<Registry>;
  /** Tells a person who has waited for two seconds what the command does. */
  say(doing: string): void;
}

/**
 * 0: done. 1: not possible, or nothing matched. 2: there are differences, of `drift` alone. Wrong usage is
 * thrown, and becomes 2.
 */
export type ExitCode = 0 | 1 | 2;
