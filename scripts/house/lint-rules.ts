import type { Rule } from 'eslint';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wayBetween } from './circles.ts';
import { type Arrow, type ImportGraph, arrowsOf, readImportGraph } from './import-graph.ts';
import { opened, refilled } from './refill-comment.ts';
import { forbiddenArrow } from './rooms.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let known: ImportGraph | undefined;

/** Read once for a run of the linter. Of the file at hand, the text that is linted counts. */
function graph(): ImportGraph {
  return (known ??= readImportGraph(root, ['src', 'sandbox', 'test', 'scripts', 'bench']));
}

/**
 * A rule that looks at each arrow out of a file, those of types too. `problemOf` says what is wrong with an
 * arrow.
 */
function arrowRule(description: string, problemOf: (arrow: Arrow) => string | undefined): Rule.RuleModule {
  return {
    meta: { type: 'problem', docs: { description }, schema: [] },
    create: (context) => ({
      Program() {
        const file = relative(root, context.filename).replaceAll('\\', '/');
        for (const arrow of arrowsOf(root, file, context.sourceCode.text)) {
          const message = problemOf(arrow);
          if (message !== undefined) context.report({ loc: { line: arrow.line, column: 0 }, message });
        }
      },
    }),
  };
}

/** Whole lines of a comment that stands alone, and what each begins with: ` * ` or `// `. */
interface CommentBlock {
  readonly first: number;
  readonly lines: readonly string[];
  readonly prefix: string;
}

/**
 * Prettier keeps the width of code, and this rule that of comments. It fills a comment again that has its
 * lines for itself.
 */
const commentWidth: Rule.RuleModule = {
  meta: {
    type: 'layout',
    fixable: 'whitespace',
    docs: { description: 'Comments are at most this many characters wide.' },
    schema: [{ type: 'integer', minimum: 40 }],
  },
  create: (context) => ({
    Program() {
      const [width] = context.options as [number];
      const { lines } = context.sourceCode;
      const seen = new Set<number>();
      for (const { loc, value, type } of context.sourceCode.getAllComments()) {
        if (loc === undefined || loc === null || isOneLongWord(value)) continue;
        const wide = range(loc.start.line, loc.end.line).find(
          (line) => (lines[line - 1] ?? '').length > width,
        );
        if (wide === undefined || seen.has(wide)) continue;
        const block =
          type === 'Block' ? blockAt(lines, loc.start.line, loc.end.line) : slashesAt(lines, wide);
        for (const line of block?.lines.keys() ?? []) seen.add((block?.first ?? 0) + line);
        context.report({
          loc: { line: wide, column: width },
          message: `A comment of ${lines[wide - 1]?.length} characters in a line; ${width} are read at a glance.`,
          fix: block === undefined ? null : fixOf(context, block, width),
        });
      }
    },
  }),
};

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

function fixOf(
  { sourceCode }: Rule.RuleContext,
  block: CommentBlock,
  width: number,
): Rule.ReportFixer | null {
  const { first, lines, prefix } = block;
  const filled =
    lines.length === 1 && /^\s*\/\*/.test(prefix)
      ? opened(lines[0] ?? '', width)
      : refilled(lines, prefix, width);
  if (filled.some((line) => line.length > width)) return null;
  const start = sourceCode.getIndexFromLoc({ line: first, column: 0 });
  return (fixer) => fixer.replaceTextRange([start, start + lines.join('\n').length], filled.join('\n'));
}

/**
 * The lines between the first and the last line of a block comment. A comment of one line is opened up first.
 */
function blockAt(lines: readonly string[], first: number, last: number): CommentBlock | undefined {
  if (first === last) {
    const line = lines[first - 1] ?? '';
    const prefix = /^\s*\/\*\*/.exec(line)?.[0];
    return prefix === undefined || !line.endsWith('*/') ? undefined : { first, lines: [line], prefix };
  }
  const inner = lines.slice(first, last - 1);
  const indent = /^\s*\* /.exec(inner.find((line) => /^\s*\* /.test(line)) ?? '')?.[0];
  if (indent === undefined || inner.some((line) => !line.startsWith(indent.trimEnd()))) return undefined;
  return { first: first + 1, lines: inner, prefix: indent };
}

/** Lines of `//` that follow each other at the same column. */
function slashesAt(lines: readonly string[], line: number): CommentBlock | undefined {
  const prefix = /^\s*\/\/ /.exec(lines[line - 1] ?? '')?.[0];
  if (prefix === undefined) return undefined;
  let first = line;
  let last = line;
  while (lines[first - 2]?.startsWith(prefix)) first -= 1;
  while (lines[last]?.startsWith(prefix)) last += 1;
  return { first, lines: lines.slice(first - 1, last), prefix };
}

/** An address cannot be broken. */
function isOneLongWord(comment: string): boolean {
  return /^\s*https?:\S+\s*$/.test(comment);
}

export const rules: Readonly<Record<string, Rule.RuleModule>> = {
  arrows: arrowRule('Rooms import only what stands below them, by its doors.', ({ from, to }) =>
    forbiddenArrow(from, to),
  ),
  'no-circles': arrowRule('No file reaches itself by imports; types count too.', ({ from, to }) => {
    const way = wayBetween(graph(), to, from);
    return way === undefined ? undefined : `A circle: ${[from, ...way].join(' > ')}.`;
  }),
  'comment-width': commentWidth,
};
