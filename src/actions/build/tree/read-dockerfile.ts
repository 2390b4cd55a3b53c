import { no, ok, type Result } from '../../../errors/result.ts';

/** One instruction of a Dockerfile: its name in capitals, and what stands behind it. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** A word of a shell, with what is quoted in it. */
const WORD = /(?:[^\s"'\\]|\\[^]|"(?:[^"\\]|\\[^])*"|'[^']*')+/g;
/** As BuildKit reads it: `<<EOF`, `3<<-"END"`, and neither `<<<text` nor `$((1<<2))`. */
const HEREDOC = /^\d*<<(-?)([^<]+)$/;
const WITH_HEREDOC = new Set(['RUN', 'COPY', 'ADD']);

/**
 * The instructions of a Dockerfile, as BuildKit reads them: lines that go on are joined, and comments and
 * what stands in a here-document are left out. The problem names a line: what a here-document without an end
 * swallows is not known.
 */
export function readDockerfile(text: string): Result<readonly Instruction[]> {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const goesOn = new RegExp(`${escapeOf(lines) === '`' ? '`' : '\\\\'}[ \\t]*$`);
  const instructions: Instruction[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = at + 1;
    let joined = lines[at] ?? '';
    if (isComment(joined) || joined.trim() === '') continue;
    while (goesOn.test(joined) && at + 1 < lines.length) {
      at += 1;
      const next = lines[at] ?? '';
      // Comments and empty lines between lines that go on do not end the instruction.
      joined =
        joined.replace(goesOn, '') + (isComment(next) || next.trim() === '' ? lineEnd(joined, goesOn) : next);
    }
    const [, name = '', rest = ''] = /^\s*([A-Za-z]+)\s*([^]*)$/.exec(joined) ?? [];
    const instruction = { name: name.toUpperCase(), text: rest.trim(), line };
    instructions.push(instruction);
    if (!WITH_HEREDOC.has(instruction.name)) continue;
    const end = behindHeredocs(lines, at, rest);
    if (end === undefined) return no(`line ${line} of the Dockerfile opens a here-document without an end`);
    at = end;
  }
  return ok(instructions);
}

function lineEnd(joined: string, goesOn: RegExp): string {
  return goesOn.exec(joined)?.[0] ?? '';
}

function isComment(line: string): boolean {
  return /^\s*#/.test(line);
}

/** `# escape=\`` in front of everything else makes the backtick what a backslash is. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^\s*#\s*([A-Za-z]+)\s*=\s*(\S*)\s*$/.exec(line);
    if (directive === null) return '\\';
    if (directive[1]?.toLowerCase() === 'escape') return directive[2] ?? '\\';
  }
  return '\\';
}

/** The last line of the here-documents that an instruction opens; undefined where they do not end. */
function behindHeredocs(lines: readonly string[], at: number, text: string): number | undefined {
  let end = at;
  for (const [written] of text.matchAll(WORD)) {
    const [opened, dash, name = ''] = HEREDOC.exec(written) ?? [];
    if (opened === undefined) continue;
    const word = name.replace(/["']/g, '');
    const isEnd = (line: string): boolean => (dash === '-' ? line.replace(/^\t+/, '') : line) === word;
    const found = lines.findIndex((line, index) => index > end && isEnd(line));
    if (found === -1) return undefined;
    end = found;
  }
  return end;
}
