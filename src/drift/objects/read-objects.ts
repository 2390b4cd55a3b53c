import { LineCounter, parseAllDocuments, type Tags } from 'yaml';
import { fieldAt, isFields, listOf } from './fields.ts';
import { type KubeObject, kubeObject } from './kube-object.ts';

/** A text with objects, and where it came from. */
export interface ObjectText {
  readonly file: string;
  readonly text: string;
}

/** An object that was read, with the line that it begins on. */
export interface ReadObject extends KubeObject {
  readonly file: string;
  readonly line: number;
}

/** What of a text could not be read, or is no object. */
export interface ReadProblem {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface ReadObjects {
  readonly objects: readonly ReadObject[];
  readonly problems: readonly ReadProblem[];
}

/**
 * Reads the objects of a text: JSON, or documents of YAML, which Kubernetes reads as YAML 1.1. The elements
 * of a `List` count, the list itself does not. Empty documents and files that are no objects at all (a
 * `kustomization.yaml`, values of Helm) are passed by.
 */
export function readObjects({ file, text }: ObjectText): ReadObjects {
  const first = text.trimStart()[0];
  if (first === '{' || first === '[') {
    try {
      return collect(file, [{ value: JSON.parse(text) as unknown, line: 1 }]);
    } catch {
      // A map of YAML may begin like one of JSON; the reader of YAML says what is wrong.
    }
  }
  return readYaml(file, text);
}

function readYaml(file: string, text: string): ReadObjects {
  const counter = new LineCounter();
  const customTags = (tags: Tags): Tags => tags.filter((tag) => !isUnknown(tag));
  const documents = parseAllDocuments(text, {
    version: '1.1',
    customTags,
    lineCounter: counter,
    logLevel: 'silent',
    uniqueKeys: false,
  });
  if (!Array.isArray(documents)) return { objects: [], problems: [] };
  const values: { readonly value: unknown; readonly line: number }[] = [];
  for (const document of documents) {
    const [error] = document.errors;
    const start = document.contents?.range?.[0] ?? 0;
    const line = counter.linePos(error?.pos[0] ?? start).line;
    if (error !== undefined) return broken(file, line, error.message.split('\n')[0] ?? '');
    try {
      values.push({ value: document.toJS({ maxAliasCount: 1000 }) as unknown, line });
    } catch (cause) {
      return broken(file, line, cause instanceof Error ? cause.message : String(cause));
    }
  }
  return collect(file, values);
}

/** Tags of YAML 1.1 that the readers of Kubernetes do not know: `12:30` stays a text for them. */
function isUnknown(tag: Tags[number]): boolean {
  if (typeof tag === 'string') return false;
  const isSexagesimal = 'format' in tag && tag.format === 'TIME';
  return isSexagesimal || /:(?:timestamp|binary|omap|pairs|set)$/.test(tag.tag);
}

function broken(file: string, line: number, reason: string): ReadObjects {
  return { objects: [], problems: [{ file, line, reason }] };
}

function collect(
  file: string,
  values: readonly { readonly value: unknown; readonly line: number }[],
): ReadObjects {
  const objects: ReadObject[] = [];
  const problems: ReadProblem[] = [];
  const pending = values.map((entry) => ({ ...entry, depth: 0 })).reverse();
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const { value, line, depth } = entry;
    const items = itemsOf(value);
    if (items !== undefined && depth < 10) {
      for (const item of items.toReversed()) pending.push({ value: item, line, depth: depth + 1 });
      continue;
    }
    const object = kubeObject(value);
    if (object !== undefined) objects.push({ ...object, file, line });
    else if (isFields(value) && 'apiVersion' in value && 'kind' in value && isNamed(value))
      problems.push({ file, line, reason: `${String(value['kind'])} has no metadata.name` });
  }
  return { objects, problems };
}

/** A `List`, a `ConfigMapList`, and a plain list of JSON. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const kind = fieldAt(value, 'kind');
  const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(fieldAt(value, 'items'));
  if (!isList) return undefined;
  // In the list of one kind the elements of some answers do not repeat what they are.
  const [apiVersion, item] = [fieldAt(value, 'apiVersion'), kind.slice(0, -'List'.length)];
  return listOf(fieldAt(value, 'items')).map((element) =>
    isFields(element) && !('kind' in element) && item !== ''
      ? { apiVersion, kind: item, ...element }
      : element,
  );
}

/** Kinds that configure a program and are no objects of a cluster have no name of their own. */
function isNamed({ apiVersion, kind }: { readonly [key: string]: unknown }): boolean {
  return !(
    String(apiVersion).startsWith('kustomize.config.k8s.io/') ||
    String(apiVersion).startsWith('config.kubernetes.io/') ||
    kind === 'Kustomization' ||
    kind === 'Component'
  );
}
