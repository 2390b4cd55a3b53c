import { tryParseReference } from '../../image/reference.ts';
import { spanText, type Candidate, type Span } from '../candidate.ts';
import { DOTENV } from '../may-hold.ts';
import type { ManifestDocument } from '../view.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import { variablesOf } from './compose.ts';
import type { Format, LayerPart } from './format.ts';
import { isBareDigestKey, keyRole, namingKey } from './helm-words.ts';

interface Assignment {
  readonly name: string;
  readonly value: Span;
}

/**
 * Environment files: `APP_IMAGE=repository:tag`, and `APP_IMAGE=repository` with `APP_TAG=v1` beside it. Compose's
 * rules for quotes and comments (https://docs.docker.com/compose/how-tos/environment-variables/env-file/).
 */
export const dotenv: Format = {
  name: 'dotenv',
  certainty: 'kind',
  recognises: (document) => DOTENV.test(document.path) && document.view.language === 'lines',
  *find(document) {
    const assignments = assignmentsOf(document);
    for (const assignment of assignments) yield* candidateOf(document, assignment, assignments);
  },
  *layers(document): Generator<LayerPart> {
    const base = {
      format: dotenv.name,
      view: document.view,
      merged: false,
      prefix: '',
      registry: undefined,
      bareDigest: false,
    };
    for (const { name, value } of assignmentsOf(document)) {
      const group = variablesOf(document.path);
      yield { ...base, at: name, group, path: name, tag: value, digest: undefined };
    }
  },
};

function* candidateOf(
  document: ManifestDocument,
  { name, value }: Assignment,
  all: readonly Assignment[],
): Generator<Candidate> {
  const reference = tryParseReference(spanText(value));
  if (reference === undefined) return;
  const base = { format: dotenv.name, view: document.view, at: name, merged: false };
  const naming = namingKey(name);
  if (reference.tag !== undefined || reference.digest !== undefined) {
    if (naming !== undefined || /image/i.test(name)) yield { ...base, shape: 'whole', value };
    return;
  }
  if (naming === undefined || naming.weak) return;
  const prefixes = naming.prefixes.map((prefix) => prefix.replace(/_$/, ''));
  const part = (wanted: string) =>
    all.find((one) => {
      const role = keyRole(one.name);
      return role?.part === wanted && prefixes.includes(role.prefix);
    });
  const [tag, digest] = [part('tag'), part('digest')];
  yield {
    ...base,
    shape: 'split',
    registry: undefined,
    repository: value,
    tag: tag?.value,
    digest: digest?.value,
    insertion: undefined,
    bareDigest: digest !== undefined && isBareDigestKey(digest.name),
    emptyTagIsDefault: false,
  };
}

const ASSIGNMENT =
  /^(\ufeff?\s*(?:export\s+)?([A-Za-z_]\w*)\s*=[ \t]*)(?:"([^"]*)"|'([^']*)'|([^\s#"'][^\s]*|))[ \t]*(?:#.*)?$/;

function assignmentsOf(document: ManifestDocument): readonly Assignment[] {
  const lines = document.root.kind === 'seq' ? document.root.items : [];
  return lines.flatMap((line) => (line.kind === 'scalar' ? (assignmentOf(line) ?? []) : []));
}

function assignmentOf(node: ScalarNode): Assignment | undefined {
  const match = ASSIGNMENT.exec(node.text);
  if (match === null) return undefined;
  const quoted = match[3] ?? match[4];
  const from = (match[1] ?? '').length + (quoted === undefined ? 0 : 1);
  const text = quoted ?? match[5] ?? '';
  return { name: match[2] ?? '', value: { node, from, to: from + text.length } };
}
