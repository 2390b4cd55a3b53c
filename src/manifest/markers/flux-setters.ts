import { canonicalRepository, tryParseReference } from '../../image/reference.ts';
import { keyRole, siblingOf } from '../formats/helm/value-keys.ts';
import type { SoughtImage } from '../plan.ts';
import { type Candidate, spanOf, spanText } from '../view/candidate.ts';
import type { ManifestDocument, View } from '../view/view.ts';
import { textAt } from '../yaml/merge.ts';
import { type PlacedScalar, scalarsOf } from '../yaml/placed-scalars.ts';
import { pathText } from '../yaml/tree.ts';

/**
 * Flux image automation marks values with `# {"$imagepolicy": "namespace:policy"}`, with `:name`, `:tag` or
 * `:digest` behind it for a part
 * (https://fluxcd.io/flux/guides/image-update/#configure-image-update-for-custom-resources). The comment is a
 * locator for us as well, once the policy's repository is known.
 */
interface Setter {
  readonly view: View;
  readonly placed: PlacedScalar;
  readonly policy: string;
  readonly part: 'reference' | 'name' | 'tag' | 'digest';
}

const KEY = '"$imagepolicy"';
const SETTER = /^"\$imagepolicy"\s*:\s*"([^":\s]{1,300}:[^":\s]{1,300})(?::(name|tag|digest))?"/;
const MOST_SETTERS = 2000;

export function findSetters(view: View): readonly Setter[] {
  if (!view.text.includes(KEY) || view.language === 'lines') return [];
  const scalars = view.documents.flatMap((tree) => [...scalarsOf(tree.root)]);
  const setters: Setter[] = [];
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
    const part = match[2];
    const known = part === 'name' || part === 'tag' || part === 'digest' ? part : 'reference';
    setters.push({ view, placed, policy: match[1] ?? '', part: known });
  }
  return setters;
}

/**
 * What ImagePolicy and ImageRepository objects, and the setters themselves, say about policies' repositories.
 */
export function policyRepositories(
  setters: readonly Setter[],
  documents: readonly ManifestDocument[],
): ReadonlyMap<string, string> {
  const repositories = new Map<string, string>();
  const learn = (policy: string, text: string | undefined): void => {
    const reference = text === undefined ? undefined : tryParseReference(text);
    if (reference !== undefined) repositories.set(policy, canonicalRepository(reference));
  };
  for (const document of documents) {
    if (document.kind !== 'ImagePolicy') continue;
    const target = textAt(document.root, 'spec', 'imageRepositoryRef', 'name');
    const namespace = textAt(document.root, 'metadata', 'namespace') ?? '';
    const repository = documents.find((one) => one.kind === 'ImageRepository' && one.name === target);
    learn(`${namespace}:${document.name}`, textAt(repository?.root, 'spec', 'image'));
  }
  for (const { placed, policy, part } of setters) {
    if (part === 'name' || part === 'reference') learn(policy, placed.node.text.trim());
  }
  return repositories;
}

/**
 * Candidates for tags and digests that a setter marks. The policy's repository decides; a policy of an
 * unknown repository is taken for the image of the same name.
 */
export function setterCandidates(
  setters: readonly Setter[],
  repositories: ReadonlyMap<string, string>,
  images: readonly SoughtImage[],
): readonly Candidate[] {
  return setters.flatMap((setter): Candidate[] => {
    const { view, placed, policy, part } = setter;
    if (part === 'name') return [];
    const repository = repositories.get(policy);
    const image = images.find((one) => one.name === policy.slice(policy.indexOf(':') + 1));
    const asserted = repository === undefined ? image && { name: image.name } : { repository };
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
