import type { z } from 'zod';
import { didYouMean } from '../../errors/nearest.ts';
import { no, ok, type Result } from '../../errors/result.ts';
import { describePath, type DocumentProblem, quote, type Step, type ValueProblem } from './problem.ts';
import { keysAt, textRuleAt } from './schema-at.ts';

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

const EMPTY: Readonly<Record<string, string>> = {
  array: 'Write at least one entry.',
  string: 'Write a text, or leave the key out.',
};
const ADDRESS = 'Write a full address: https://staging.example.com.';

/** The value as the schema reads it, or one problem for each key or value that has to change. */
export function checkBySchema<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): Result<z.output<Schema>, readonly DocumentProblem[]> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  return no(
    withoutEchoes(parsed.error.issues).flatMap((issue) =>
      problemsOfIssue({ schema, root: value }, [], issue),
    ),
  );
}

/** What was checked: the schema, and the whole value. */
interface Checked {
  readonly schema: z.core.$ZodType;
  readonly root: unknown;
}

function problemsOfIssue(checked: Checked, above: readonly Step[], issue: Issue): readonly DocumentProblem[] {
  const { schema, root } = checked;
  const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  const value = valueAt(root, path);
  const where = describePath(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(schema, path, key));
    case 'invalid_union':
      return withoutEchoes(closestBranch(issue.errors)).flatMap((inner) =>
        problemsOfIssue(checked, path, inner),
      );
    case 'invalid_key':
      return issue.issues.map((inner) => ({
        path,
        at: 'key' as const,
        message: `${describePath(path.slice(0, -1))} has the name ${quote(path.at(-1))}, ${inner.message}`,
        hint: hintOf(inner) ?? 'Choose another name.',
      }));
    case 'invalid_value':
      return [oneOf(path, value, issue.values.map(String))];
    case 'invalid_type':
      return [
        brokenRule(schema, path, value) ?? wrongKind(path, value, KINDS[issue.expected] ?? issue.expected),
      ];
    case 'too_small':
      return [
        { path, at: 'value', message: `${where} is empty`, hint: EMPTY[issue.origin] ?? 'Leave it out.' },
      ];
    case 'too_big':
      return [
        { path, at: 'value', message: `${where} is too long`, hint: `At most ${issue.maximum} characters.` },
      ];
    case 'invalid_format':
      return [
        { path, at: 'value', message: `${where} is ${quote(value)}, which is not an address`, hint: ADDRESS },
      ];
    default:
      return [
        {
          path,
          at: 'value',
          message: `${where} is ${quote(value)}, ${issue.message}`,
          hint: hintOf(issue) ?? 'docs/waybill-yaml.md says what can stand here.',
        },
      ];
  }
}

function unknownKey(schema: z.core.$ZodType, path: readonly Step[], key: string): DocumentProblem {
  const known = keysAt(schema, path);
  const guess = didYouMean(key, known);
  const words = [guess.trimStart(), `The keys here are ${known.join(', ')}.`, anchorsPlace(path, key, guess)];
  return {
    path: [...path, key],
    at: 'key',
    message: `${describePath(path)} has the unknown key ${quote(key)}`,
    hint: words.filter((word) => word !== '').join(' '),
  };
}

/** A key that is like no other was perhaps meant for anchors alone. */
function anchorsPlace(path: readonly Step[], key: string, guess: string): string {
  if (key.startsWith('x-')) return 'A key of your own stands at the top of the file.';
  if (path.length > 0 || guess !== '') return '';
  return `A key for anchors alone begins with "x-": x-${key.replace(/^\W+/, '').slice(0, 40)}.`;
}

function oneOf(path: readonly Step[], value: unknown, words: readonly string[]): DocumentProblem {
  const where = describePath(path);
  const hint = `Write ${words.length === 1 ? '' : 'one of '}${words.join(', ')}.`;
  if (value === undefined) return { path, at: 'key', message: `${where} is missing`, hint };
  const guess = typeof value === 'string' ? didYouMean(value, words).trimStart() : '';
  return {
    path,
    at: 'value',
    message: `${where} is ${value === null ? 'empty' : quote(value)}`,
    hint: `${guess} ${hint}`.trimStart(),
  };
}

function wrongKind(path: readonly Step[], value: unknown, expected: string): DocumentProblem {
  const where = describePath(path);
  if (value === undefined)
    return { path, at: 'key', message: `${where} is missing`, hint: `It is needed here, as ${expected}.` };
  const found = value === null ? 'empty' : quote(value);
  return {
    path,
    at: 'value',
    message: `${where} is ${found}, not ${expected}`,
    hint: exampleOf(value, expected),
  };
}

/** A number or a yes where a text has a rule: `soak: 30` lacks its unit, and quotes would not mend it. */
function brokenRule(
  schema: z.core.$ZodType,
  path: readonly Step[],
  value: unknown,
): DocumentProblem | undefined {
  if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const found: ValueProblem | undefined = textRuleAt(schema, path)?.(String(value));
  if (found === undefined) return undefined;
  const message = `${describePath(path)} is ${quote(value)}, ${found.problem}`;
  return { path, at: 'value', message, hint: found.hint };
}

function exampleOf(value: unknown, expected: string): string {
  const isPlain = typeof value !== 'object';
  if (expected === 'a list' && isPlain) return `Write a list: [${quote(value)}].`;
  if (expected === 'a text' && isPlain) return `Write a text, in quotes: ${quote(String(value))}.`;
  return `Write ${expected}.`;
}

/** The alternative whose kind of value was written, and among several the one with the fewest mistakes. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const sameKind = branches.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const [first, ...others] = sameKind.length > 0 ? sameKind : branches;
  return others.reduce((best, issues) => (score(issues) < score(best) ? issues : best), first ?? []);
}

/** A misspelled key can break a rule of its whole map. The key is reported, and the rule is not. */
function withoutEchoes(issues: readonly Issue[]): readonly Issue[] {
  const misspelled = issues
    .filter(({ code }) => code === 'unrecognized_keys')
    .map(({ path }) => path.join('.'));
  return issues.filter(({ code, path }) => code !== 'custom' || !misspelled.includes(path.join('.')));
}

/** An unknown key says that another alternative was meant. */
function score(issues: readonly Issue[]): number {
  return issues.reduce((sum, { code }) => sum + (code === 'unrecognized_keys' ? 10 : 1), 0);
}

function hintOf(issue: Issue): string | undefined {
  const hint: unknown = issue.code === 'custom' ? issue.params?.['hint'] : undefined;
  return typeof hint === 'string' ? hint : undefined;
}

function valueAt(root: unknown, path: readonly Step[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Object.entries(value).find(([key]) => key === String(step))?.[1];
  }
  return value;
}
