import { styleText } from 'node:util';

/** What the demo prints: steps with their time, facts, a diff. Lines stay within 80 columns. */
export interface DemoTerminal {
  title(text: string): void;
  /** Runs one step and prints its name with the time it took, then what `body` noted. */
  step<T>(name: string, body: (note: (label: string, value: string) => void) => Promise<T>): Promise<T>;
  text(text: string): void;
  diff(unified: string): void;
}

type TextStyle = Parameters<typeof styleText>[0];

const WIDTH = 80;
const LABEL = 11;

/**
 * `env` and `isTTY` decide about colour. NO_COLOR comes first, then FORCE_COLOR, then whether a person is
 * looking.
 */
export function createTerminal(
  write: (text: string) => void,
  env: NodeJS.ProcessEnv,
  isTTY: boolean,
): DemoTerminal {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  const coloured = (env['NO_COLOR'] ?? '') === '' && (forced || isTTY);
  const paint = (style: TextStyle, text: string) =>
    coloured ? styleText(style, text, { validateStream: false }) : text;
  const line = (text = '') => write(`${text}\n`);
  let number = 0;

  return {
    title: (text) => line(paint('bold', text)),
    text: (text) => line(text),
    async step(name, body) {
      number += 1;
      const notes: [string, string][] = [];
      const started = performance.now();
      const result = await body((label, value) => void notes.push([label, value]));
      const time = `${((performance.now() - started) / 1000).toFixed(2)} s`;
      const head = `${String(number).padStart(2)}  ${name} `;
      line();
      line(
        `${paint('bold', head)}${paint('gray', `${'.'.repeat(Math.max(2, WIDTH - head.length - time.length - 1))} ${time}`)}`,
      );
      for (const [label, value] of notes) printNote(line, paint, label, value);
      return result;
    },
    diff(unified) {
      for (const text of unified.trimEnd().split('\n'))
        line(`    ${paint(diffStyle(text), clip(text, WIDTH - 4))}`);
    },
  };
}

/**
 * A value is wrapped between words. A long value without a blank, such as a digest, gets a line of its own.
 */
function printNote(
  line: (text: string) => void,
  paint: (style: TextStyle, text: string) => string,
  label: string,
  value: string,
): void {
  const room = WIDTH - 4 - LABEL;
  const rows = value.split(' ').some((word) => word.length > room) ? ['', value] : wrap(value, room);
  rows.forEach((row, index) => {
    const indent = rows[0] === '' && index > 0 ? '' : (index === 0 ? label : '').padEnd(LABEL);
    line(`    ${paint('gray', indent)}${row}`.trimEnd());
  });
}

function wrap(text: string, width: number): string[] {
  const rows: string[] = [];
  for (const word of text.split(' ')) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}

function diffStyle(text: string): TextStyle {
  if (text.startsWith('+++') || text.startsWith('---') || text.startsWith('diff ')) return 'bold';
  if (text.startsWith('@@')) return 'cyan';
  if (text.startsWith('+')) return 'green';
  if (text.startsWith('-')) return 'red';
  return 'reset';
}

/** A digest is longer than what is left of a line. Its end is cut, because people compare its beginning. */
function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
