import { canonicalRepository, tryParseReference } from '../../image/reference.ts';
import { keyRole, siblingOf } from '../formats/helm/value-keys.ts';
import type { SoughtImage } from '../plan.ts';
import { type Assertion, type ReferenceSlot, spanOf, spanText } from '../view/reference-slot.ts';
import type { ViewDocument, View } from '../view/view.ts';
import { textAt } from '../yaml/merge.ts';
import { type PlacedScalar, scalarsOf } from '../yaml/placed-scalars.ts';
import { pathText } from '../yaml/tree.ts';

/**
 *     tag: v1 # {"$imagepolicy": "flux-system:app:tag"}
 *
 * A mark of Flux's image automation, which names a namespace, a policy and perhaps a part: `name`, `tag` or
 * `digest` (https://fluxcd.io/flux/guides/image-update/#configure-image-update-for-custom-resources). It is a
 * marker for us as well, once the policy's repository is known.
 */
interface FluxSetter {
  readonly view: View;
  readonly placed: PlacedScalar;
  readonly policy: string;
  readonly part: 'reference' | 'name' | 'tag' | 'digest';
}

const KEY = '"$imagepolicy"';
const SETTER = /^"\$imagepolicy"\s*:\s*"([^":\s]{1,300}:[^":\s]{1,300})(?::(name|tag|digest))?"/;
const MOST_SETTERS = 2000;

export function findSetters(view: View): readonly FluxSetter[] {
  if (!view.text.includes(KEY) || view.language === 'lines') return [];
  const scalars = view.documents.flatMap((tree) => [...scalarsOf(tree.root)]);
  const setters: FluxSetter[] = [];
  for (
    let at = view.text.indexOf(KEY);
    at !== -1 && setters.length < MOST_SETTERS;
    at = view.text.indexOf(KEY, at + 1)
  ) {
    const match = SETTER.exec(view.text.slice(at, at + 1000));
    const before = /#[ \t]*\{[ \t]*$/.exec(view.text.slice(Math.max(0, at - 24), at));
    if (match === null || before === null) continue;
    const lineStart = view.text.lastIndexOf('\n', at) + 1;
    const placed = scalars.findLast(({ node }) => node.start >= lineStart && node.end <= at);
    if (placed === undefined) continue;
    const [, policy = '', word] = match;
    const part = word === 'name' || word === 'tag' || word === 'digest' ? word : 'reference';
    setters.push({ view, placed, policy, part });
  }
  return setters;
}

/**
 * The repository of each policy, as the objects ImagePolicy and ImageRepository say, or the setters
 * themselves.
 */
export function policyRepositories(
  setters: readonly FluxSetter[],
  documents: readonly ViewDocument[],
): ReadonlyMap<string, string> {
  const repositories = new Map<string, string>();
  const remember = (policy: string, text: string | undefined): void => {
    const reference = text === undefined ? undefined : tryParseReference(text);
    if (reference !== undefined) repositories.set(policy, canonicalRepository(reference));
  };
  for (const document of documents) {
    if (document.kind !== 'ImagePolicy') continue;
    const target = textAt(document.root, 'spec', 'imageRepositoryRef', 'name');
    const namespace = textAt(document.root, 'metadata', 'namespace') ?? '';
    const repository = documents.find(({ kind, name }) => kind === 'ImageRepository' && name === target);
    remember(`${namespace}:${document.name}`, textAt(repository?.root, 'spec', 'image'));
  }
  for (const { placed, policy, part } of setters) {
    if (part === 'name' || part === 'reference') remember(policy, placed.node.text.trim());
  }
  return repositories;
}

/** The references, tags and digests that setters mark. */
export function setterSlots(
  setters: readonly FluxSetter[],
  repositories: ReadonlyMap<string, string>,
  images: readonly SoughtImage[],
): readonly ReferenceSlot[] {
  return setters.flatMap((setter): ReferenceSlot[] => {
    const { view, placed, policy, part } = setter;
    if (part === 'name') return [];
    const asserted = imageOf(policy, repositories, images);
    if (asserted === undefined) return [];
    const base = { format: 'flux-setter', view, at: pathText(placed.path), merged: false };
    const span = spanOf(placed.node);
    if (part === 'reference') {
      const reference = tryParseReference(spanText(span));
      return reference === undefined ? [] : [{ ...base, shape: 'whole', value: span }];
    }
    const prefix = keyRole(placed.key ?? '')?.prefix ?? '';
    const digest = part === 'tag' ? siblingOf(placed.map, prefix, 'digest') : undefined;
    return [
      {
        ...base,
        shape: 'split',
        asserted,
        registry: undefined,
        repository: undefined,
        tag: part === 'tag' ? span : undefined,
        digest: part === 'digest' ? span : digest && spanOf(digest),
        insertion: undefined,
        bareDigest: false,
        emptyTagIsDefault: true,
      },
    ];
  });
}

/**
 * The image that a policy follows. A policy of an unknown repository is taken for the image of the same name.
 */
function imageOf(
  policy: string,
  repositories: ReadonlyMap<string, string>,
  images: readonly SoughtImage[],
): Assertion | undefined {
  const repository = repositories.get(policy);
  if (repository !== undefined) return { by: 'repository', repository };
  const image = images.find(({ name }) => name === policy.slice(policy.indexOf(':') + 1));
  return image && { by: 'name', name: image.name };
}
