import { type Document, isScalar, parseAllDocuments } from 'yaml';
import { locate } from '../../errors/location.ts';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import { type DocumentProblem, offsetOf, type PlacedProblem } from './problem.ts';
import { yamlProblems } from './yaml-problems.ts';

const LARGEST = 1024 * 1024;
const MOST_ALIASES = 1_000;

/**
 * A parsed `waybill.yaml`, or another file of Waybill's own: its plain value, and the errors of what is wrong
 * with it.
 */
export interface ConfigDocument {
  readonly value: unknown;
  /**
   * Throws `WaybillErrors` with every mistake, in the order of the file: those that were found in the value,
   * and keys that stand twice. Each is a `CONFIG_INVALID` with its place. Does nothing when there is none.
   */
  throwAll(found: readonly DocumentProblem[]): void;
  /** The error of this mistake alone. */
  errorOf(problem: DocumentProblem): WaybillErrors;
}

type ErrorsOf = (problems: readonly PlacedProblem[]) => WaybillErrors;

/**
 * Reads the YAML of `waybill.yaml`. Throws `WaybillErrors` with every syntax error, or with one
 * `CONFIG_INVALID` when it is empty, too large, or holds several documents. `whatBelongs` says what to do
 * with an empty one.
 */
export function readDocument(text: string, file: string, whatBelongs = 'Remove the file.'): ConfigDocument {
  const errorsOf = errorsIn(text, file);
  const refuse: ErrorsOf = (problems) =>
    errorsOf(problems.map((problem) => ({ ...problem, message: `${file}: ${problem.message}` })));
  if (text.length > LARGEST) throw refuse([tooLarge]);
  const document = onlyDocument(parse(text), refuse, whatBelongs);
  const problems = yamlProblems(document);
  const placed = (problem: DocumentProblem) => ({ ...problem, offset: offsetOf(document, problem) });
  return {
    value: plainValue(document, problems, refuse),
    throwAll: (found) => {
      const all = [...problems, ...found.map(placed)].sort((a, b) => a.offset - b.offset);
      if (all.length > 0) throw errorsOf(all.filter(isFirstOfItsPlace));
    },
    errorOf: (problem) => errorsOf([placed(problem)]),
  };
}

function errorsIn(text: string, file: string): ErrorsOf {
  return (problems) =>
    new WaybillErrors(
      problems.map(
        ({ offset, message, hint }) =>
          new WaybillError('CONFIG_INVALID', message, { hint, location: locate(file, text, offset) }),
      ),
    );
}

/** An anchor is checked wherever it is used, and what is wrong with it is reported once. */
function isFirstOfItsPlace(problem: PlacedProblem, index: number, all: readonly PlacedProblem[]): boolean {
  return all.findIndex(({ offset, hint }) => offset === problem.offset && hint === problem.hint) === index;
}

const tooLarge = {
  offset: 0,
  message: 'the file is larger than 1 MiB',
  hint: 'This is no waybill.yaml; check the path.',
};

function parse(text: string): readonly Document.Parsed[] {
  const options = {
    version: '1.2',
    schema: 'core',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
  } as const;
  const documents = parseAllDocuments(text, options);
  return Array.isArray(documents) ? documents : [];
}

function onlyDocument(
  documents: readonly Document.Parsed[],
  refuse: ErrorsOf,
  whatBelongs: string,
): Document.Parsed {
  const syntax = documents.flatMap(({ errors }) => errors);
  // The parser says it once for each level that it left.
  const tooDeep = syntax.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (tooDeep !== undefined)
    throw refuse([
      {
        offset: tooDeep.pos[0],
        message: 'the file is nested too deeply',
        hint: 'Write it with less nesting.',
      },
    ]);
  if (syntax.length > 0)
    throw refuse(
      syntax.map(({ pos, code, message }) => ({
        offset: pos[0],
        message: `not valid YAML: ${message}`,
        hint: code === 'BAD_SCALAR_START' ? QUOTE : MEND,
      })),
    );
  const [document, second] = documents;
  if (document === undefined || (second === undefined && isNothing(document)))
    throw refuse([{ offset: 0, message: 'the file is empty', hint: whatBelongs }]);
  if (second === undefined) return document;
  const hint = 'Keep one document, without "---" in between.';
  throw refuse([{ offset: second.range[0], message: 'a second document starts here', hint }]);
}

/** Comments alone, `---` and `null` say nothing either. */
function isNothing({ contents }: Document.Parsed): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

const QUOTE =
  'Put the text in quotes. The name of a user or a team is written without "@": octocat, acme/sre.';
const MEND =
  'Mend the YAML at this place; indentation, a missing colon or an open quote are the usual causes.';

function plainValue(
  document: Document.Parsed,
  problems: readonly PlacedProblem[],
  refuse: ErrorsOf,
): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    const message = `the aliases cannot be followed: ${cause instanceof Error ? cause.message : String(cause)}`;
    const generic = { offset: 0, message, hint: 'Write the values out, or use fewer aliases.' };
    throw refuse(problems.length > 0 ? problems : [generic]);
  }
}
