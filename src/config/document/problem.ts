/** A step into a document: a key of a map, or an index of a list. */
export type Step = string | number;

/** One mistake in a file that Waybill reads, before it has a line and a column. */
export interface DocumentProblem {
  readonly path: readonly Step[];
  /** Whether the mistake is the key at the end of the path, or its value. */
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly hint: string;
}

/**
 * What is wrong with one value. `problem` ends a sentence that starts with "is …, "; `hint` is a whole
 * sentence.
 */
export interface ValueProblem {
  readonly problem: string;
  readonly hint: string;
}

/** A path as people write it: `environments.prod.after[0]`. The root is `waybill.yaml`. */
export function describePath(path: readonly Step[]): string {
  if (path.length === 0) return 'waybill.yaml';
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}

/** A value as a message quotes it: on one line, and not much of it. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

export function problem(
  path: readonly Step[],
  at: DocumentProblem['at'],
  message: string,
  hint: string,
): DocumentProblem {
  return { path, at, message, hint };
}

/** An entry of a list that repeats an earlier one. */
export function twice(path: readonly Step[], name: string): DocumentProblem {
  return problem(path, 'value', `${describePath(path)}: ${quote(name)} is there twice`, 'Keep one of them.');
}
