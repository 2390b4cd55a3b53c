/*
 * The room for what is printed, for people and as JSON: colours, widths, plans and errors. It may not know
 * where a plan comes from, and changes no file.
 */
import { styleText } from 'node:util';

/** Where a command line writes text. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  on?(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** What a command sees of the process that runs it. */
export interface Terminal {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** The folder that paths are relative to. */
  readonly cwd: string;
  /** The version of Node that runs this. */
  readonly node: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Hears of what could not be printed, perhaps after the command has ended. */
  lost?(error: NodeJS.ErrnoException): void;
  /** Says what the command is doing, to a person who has waited for a while: "Reading 20,000 files". */
  progress?(doing: string): void;
  /** Lets the command end first when somebody presses Ctrl-C; the process then ends by that signal. */
  holdSignals?(): HeldSignals;
}

export interface HeldSignals {
  /** Whether the process was told to end. */
  isCaught(): boolean;
  release(): void;
}

/**
 * Whether to colour what goes to `stream`. The option decides, then `NO_COLOR` (no-color.org) and
 * `FORCE_COLOR`, then whether a person looks at it.
 */
export function usesColor(terminal: Terminal, stream: TextStream, option: boolean | undefined): boolean {
  if (option !== undefined) return option;
  const { NO_COLOR, FORCE_COLOR, TERM } = terminal.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return stream.isTTY === true && TERM !== 'dumb';
}

const USUAL_WIDTH = 80;
const LEAST_WIDTH = 40;

/** How many columns a person sees of what goes to `stream`. Without end where a program reads it. */
export function widthOf({ isTTY, columns }: TextStream): number {
  return isTTY === true ? Math.max(LEAST_WIDTH, columns || USUAL_WIDTH) : Infinity;
}

/** What files hold cannot act on the terminal. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '�');
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Puts a style around a text. */
export type Paint = (style: Style, text: string) => string;

export function painter(color: boolean): Paint {
  // Whether the stream takes colours is decided already.
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

/**
 * `waybill plan … | head`: a reader may go away early. Any other failure of a stream is a failure of the run.
 */
export function watchStreams(terminal: Terminal): void {
  for (const stream of [terminal.stdout, terminal.stderr])
    stream.on?.('error', (error) => {
      if (error.code !== 'EPIPE') terminal.lost?.(error);
    });
}
