import { Composer, type Document, Lexer, Parser } from 'yaml';
import { no, ok, type Result } from '../../errors/result.ts';
import { convertDocument } from './convert.ts';
import type { Mask } from './template/mask.ts';
import type { DocumentTree } from './tree.ts';

const DEEPEST_NESTING = 200;
const MOST_DOCUMENTS = 5000;

export interface ReadProblem {
  readonly reason: string;
  readonly offset: number;
}

export type ReadResult = Result<readonly DocumentTree[], ReadProblem>;

/**
 * Parses `text` with the library that knows all of YAML. `source` is the same with its template actions in
 * view.
 */
export function readWithLibrary(text: string, source: string, masks: readonly Mask[]): ReadResult {
  const lexer = new Lexer();
  const parser = new Parser();
  const composer = new Composer({
    keepSourceTokens: true,
    uniqueKeys: false,
    strict: false,
    schema: 'failsafe',
    logLevel: 'silent',
  });
  const documents: DocumentTree[] = [];
  const accept = (document: Document): ReadProblem | undefined => {
    const error = document.errors[0];
    if (error !== undefined) return { reason: firstLine(error.message), offset: error.pos[0] };
    if (documents.length >= MOST_DOCUMENTS) {
      return { reason: `it holds more than ${MOST_DOCUMENTS} documents`, offset: document.range?.[0] ?? 0 };
    }
    const tree = convertDocument({ text, source, masks }, document);
    const dangling = tree.aliases.find((alias) => alias.target === undefined);
    if (dangling !== undefined) {
      return { reason: `the alias *${dangling.name} has no anchor before it`, offset: dangling.start };
    }
    documents.push(tree);
    return undefined;
  };
  // At the very end the lexer takes an escaped quote for a closing one; with a line break behind it, it does
  // not.
  for (const lexeme of lexer.lex(/['"]$/.test(text) ? `${text}\n` : text)) {
    for (const token of parser.next(lexeme)) {
      for (const document of composer.next(token)) {
        const found = accept(document);
        if (found !== undefined) return no(found);
      }
    }
    if (parser.stack.length > DEEPEST_NESTING) {
      return no({ reason: `it nests deeper than ${DEEPEST_NESTING} levels`, offset: parser.offset });
    }
  }
  for (const token of parser.end()) {
    for (const document of composer.next(token)) {
      const found = accept(document);
      if (found !== undefined) return no(found);
    }
  }
  for (const document of composer.end(false, text.length)) {
    const found = accept(document);
    if (found !== undefined) return no(found);
  }
  return ok(documents);
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
