import { unifiedDiff } from '../../report/diff.ts';
import { cut, plainLine } from '../../report/markdown.ts';
import { type ReadObject } from '../objects/read-objects.ts';
import type { KubeObject } from '../objects/kube-object.ts';
import { formatPath, type Path } from '../objects/path.ts';
import type { Difference } from './compare-values.ts';
import { STARS } from './secret-values.ts';
import { lastWriter, type Writer, writersOf } from './who-changed.ts';

/** A difference in words. Nothing in it is secret, acts on a terminal or is longer than a person reads. */
export interface ShownDifference {
  /** `spec.template.spec.containers[api].image`. */
  readonly path: string;
  readonly kind: Difference['kind'];
  readonly declared: string | undefined;
  readonly live: string | undefined;
  /** The lines of a text of several that differ. */
  readonly lines: readonly string[];
  /** Who wrote the place in the cluster last; where nothing is there, who wrote the object last. */
  readonly by: Writer | undefined;
  readonly line: number | undefined;
}

const LONGEST_VALUE = 160;
const LONGEST_PATH = 300;
/** A comparison of longer texts line by line could take minutes. */
const LONGEST_TEXT = 60_000;
const MOST_LINES = 40;

/** Hides secrets in a text. */
export type Hide = (text: string) => string;

/** Hides each of these texts wherever it stands. */
export function hiding(secrets: readonly string[]): Hide {
  return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, STARS), text);
}

/** A difference between a declared object and the live one, for people and programs. */
export function showDifference(
  difference: Difference,
  declared: ReadObject,
  live: KubeObject,
  hide: Hide,
): ShownDifference {
  const { path, kind } = difference;
  const isSecret = isSecretPlace(live, path);
  const show = (value: unknown): string | undefined =>
    value === undefined ? undefined : isSecret ? STARS : shown(value, hide);
  const by = writerOf(difference, live);
  return {
    path: shownPath(path, hide),
    kind,
    declared: show(difference.declared),
    live: show(difference.live),
    lines: isSecret ? [] : linesOf(difference, hide),
    by: by === undefined ? undefined : { name: cut(plainLine(hide(by.name)), 100), at: by.at },
    line: declared.line,
  };
}

function writerOf({ kind, path, live: value }: Difference, live: KubeObject): Writer | undefined {
  // Kubernetes does not note who scales to nothing: the place stays with whoever set it before.
  if (path.at(-1) === 'replicas' && path.length === 2 && value === 0) return undefined;
  const [writer] = writersOf(live.fields, path);
  // Who wrote the object last may have written another place of it.
  return writer ?? (kind === 'absent' ? lastWriter(live.fields) : undefined);
}

function shownPath(path: Path, hide: Hide): string {
  return cut(plainLine(hide(formatPath(path))), LONGEST_PATH);
}

/** Everything of a Secret but its name, type and labels: people put secrets into its annotations, too. */
function isSecretPlace({ key }: KubeObject, path: Path): boolean {
  if (key.kind !== 'Secret' || key.group !== '') return false;
  return path[0] !== 'type' && path[0] !== 'immutable' && !(path[0] === 'metadata' && path[1] === 'labels');
}

function shown(value: unknown, hide: Hide): string {
  const text = typeof value === 'string' ? value : jsonOf(value);
  // A secret that is cut in two would not be found: it is looked for in all of the text.
  if (text.length > LONGEST_TEXT) return `a text of ${text.length} characters`;
  return cut(plainLine(hide(text)), LONGEST_VALUE) || '""';
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, withoutRemembered) ?? 'null';
  } catch {
    return 'a value that is nested too deep to show';
  }
}

function withoutRemembered(key: string, value: unknown): unknown {
  return key === 'kubectl.kubernetes.io/last-applied-configuration' ? undefined : value;
}

function linesOf({ declared, live }: Difference, hide: Hide): readonly string[] {
  if (typeof declared !== 'string' || typeof live !== 'string') return [];
  if (!declared.includes('\n') && !live.includes('\n')) return [];
  if (declared.length + live.length > LONGEST_TEXT)
    return ['The texts are too long to be shown line by line.'];
  const diff = unifiedDiff({ path: 'text', before: hide(`${declared}\n`), after: hide(`${live}\n`) });
  const lines = diff.split('\n').slice(2, -1);
  const kept = lines.slice(0, MOST_LINES).map((line) => cut(visibleLine(line), LONGEST_VALUE));
  return lines.length > MOST_LINES ? [...kept, `… and ${lines.length - MOST_LINES} more lines`] : kept;
}

/** The blanks of a line count here. */
function visibleLine(line: string): string {
  const [, indent = '', rest = ''] = /^([+\- @]?[ ]*)([^]*)$/.exec(line.replaceAll('\t', '  ')) ?? [];
  return indent + plainLine(rest);
}
