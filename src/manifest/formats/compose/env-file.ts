import { type ImageReference, tryParseReference } from '../../../image/reference.ts';
import { DOTENV } from '../../text/may-hold-values.ts';
import { type ReferenceSlot, type Span, spanText } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import type { ScalarNode } from '../../yaml/tree.ts';
import type { Format, LayerPart } from '../format.ts';
import { isHandedReference } from '../handed-reference.ts';
import { isBareDigestKey, isVersionKey, keyRole, mayBeTag, namingKey } from '../helm/value-keys.ts';
import { variablesOf } from './compose-file.ts';
import { referencesWithVariables } from './variable-reference.ts';

/** A `NAME=value`, and where it stands for people. */
interface Assignment {
  readonly name: string;
  readonly value: Span;
  readonly at: string;
}

/**
 *     APP_IMAGE=ghcr.io/acme/app:v1
 *
 *     WEB_REGISTRY=ghcr.io
 *     WEB_IMAGE=acme/web
 *     WEB_TAG=v1
 *
 * Environment files: a whole reference, or one over several variables. A value may take up another variable.
 * Quotes and comments follow Compose
 * (https://docs.docker.com/compose/how-tos/environment-variables/env-file/).
 */
export const dotenv: Format = {
  name: 'dotenv',
  certainty: 'kind',
  recognises: (document) => DOTENV.test(document.path) && document.view.language === 'lines',
  find: (document) => findAssigned(document, dotenv.name, assignmentsIn(document)),
  *layers(document): Generator<LayerPart> {
    const base = {
      format: dotenv.name,
      view: document.view,
      merged: false,
      prefix: '',
      registry: undefined,
      bareDigest: false,
    };
    for (const { name, value } of assignmentsIn(document)) {
      const group = variablesOf(document.path);
      yield { ...base, at: name, group, path: name, tag: value, digest: undefined };
    }
  },
};

/** `APP_IMAGE`, `IMG`, `image`: a variable of such a name holds an image and nothing else. */
const IMAGE_NAME = /image|(?:^|_)img(?:_|$)/i;

/** The references among assignments that stand together. Every format that carries assignments calls it. */
export function* findAssigned(
  document: ViewDocument,
  format: string,
  assignments: readonly Assignment[],
): Generator<ReferenceSlot> {
  for (const assignment of assignments) {
    yield* slotOf({ format, view: document.view, merged: false }, assignment, assignments);
  }
}

function* slotOf(
  common: Pick<ReferenceSlot, 'format' | 'view' | 'merged'>,
  { name, value, at }: Assignment,
  all: readonly Assignment[],
): Generator<ReferenceSlot> {
  const base = { ...common, at };
  const naming = namingKey(name.toLowerCase());
  const speaksOfImage = naming !== undefined || IMAGE_NAME.test(name);
  if (speaksOfImage && common.format === dotenv.name && spanText(value).includes('$')) {
    yield* referencesWithVariables(base, value, variablesOf(common.view.file.path));
    return;
  }
  const reference = tryParseReference(spanText(value));
  if (reference === undefined) return;
  if (reference.tag !== undefined || reference.digest !== undefined) {
    if (speaksOfImage) yield { ...base, shape: 'whole', value };
    else if (isHandedReference({ name, value })) yield { ...base, shape: 'whole', value, isHandedOn: true };
    return;
  }
  if (naming === undefined || naming.weak) return;
  const prefixes = naming.prefixes.map((prefix) => prefix.replace(/_$/, ''));
  const counting = all.filter(
    (other) => !isVersionKey(other.name) || (naming.takesVersion && mayBeTag(spanText(other.value))),
  );
  const beside = (part: string) =>
    prefixes.map((prefix) => besideNamed(counting, prefix, part)).find(Boolean);
  const [registry, tag, digest] = [beside('registry'), beside('tag'), beside('digest')];
  yield {
    ...base,
    shape: 'split',
    registry: hasHost(reference) ? undefined : registry && spanText(registry.value),
    repository: value,
    tag: tag?.value,
    digest: digest?.value,
    insertion: undefined,
    bareDigest: digest !== undefined && isBareDigestKey(digest.name),
    emptyTagIsDefault: false,
    undecided: UNDECIDED,
  };
}

const UNDECIDED = {
  because: 'there is neither a tag nor a digest with it',
  hint: 'Write a first tag behind it, or into a variable beside it whose name ends in "_TAG".',
};

/** `APP_TAG` or `app_tag`: the variable of a prefix for a part. */
function besideNamed(all: readonly Assignment[], prefix: string, part: string): Assignment | undefined {
  return all.find(({ name }) => {
    const lower = name.toLowerCase();
    if (part === 'registry') return lower === (prefix === '' ? part : `${prefix}_${part}`);
    const role = keyRole(lower);
    return role?.part === part && role.prefix === prefix;
  });
}

/** `ghcr.io/acme/app` and `docker.io/nginx` name their registry, `acme/app` does not. */
function hasHost({ registry, spelling }: ImageReference): boolean {
  return registry !== 'docker.io' || /^[^/]*[.:][^/]*\//.test(spelling);
}

const ASSIGNMENT =
  /^(\ufeff?\s*(?:export\s+)?([A-Za-z_]\w*)\s*=[ \t]*)(?:"([^"]*)"|'([^']*)'|([^\s#"'][^\s]*|))[ \t]*(?:#.*)?$/;

/** Every `NAME=value` of a text that was read as lines. */
export function assignmentsIn(document: ViewDocument): readonly Assignment[] {
  const lines = document.root.kind === 'seq' ? document.root.items : [];
  return lines.flatMap((line) => (line.kind === 'scalar' ? (assignmentOf(line) ?? []) : []));
}

/** A `NAME=value` taken apart. Where nothing says where it stands, `at` is its name. */
export function assignmentOf(node: ScalarNode, at?: string): Assignment | undefined {
  const match = ASSIGNMENT.exec(node.text);
  if (match === null) return undefined;
  const quoted = match[3] ?? match[4];
  const from = (match[1] ?? '').length + (quoted === undefined ? 0 : 1);
  const text = quoted ?? match[5] ?? '';
  const name = match[2] ?? '';
  return { name, value: { node, from, to: from + text.length }, at: at ?? name };
}
