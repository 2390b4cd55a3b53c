/** One instruction of a Dockerfile: its name in capitals, and what stands behind it. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

const HEREDOC = /<<-?\s*(["']?)(\w+)\1/g;
const WITH_HEREDOC = new Set(['RUN', 'COPY', 'ADD']);

/**
 * The instructions of a Dockerfile, as BuildKit reads them: lines that go on are joined, and comments and
 * what stands in a here-document are left out.
 */
export function readDockerfile(text: string): readonly Instruction[] {
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
    if (WITH_HEREDOC.has(instruction.name)) at = behindHeredocs(lines, at, rest);
  }
  return instructions;
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

/** The last line of the here-documents that an instruction opens. */
function behindHeredocs(lines: readonly string[], at: number, text: string): number {
  let end = at;
  for (const [opened, , word = ''] of text.matchAll(HEREDOC)) {
    const isEnd = (line: string): boolean =>
      (opened.startsWith('<<-') ? line.replace(/^\t+/, '') : line) === word;
    const found = lines.findIndex((line, index) => index > end && isEnd(line));
    // Without an end there is none, and the builder will say so.
    if (found === -1) return lines.length;
    end = found;
  }
  return end;
}
