import { lastSegment, tryParseReference } from '../../image/reference.ts';
import { keyRole, siblingOf } from '../formats/helm/value-keys.ts';
import type { PassedOver, Refusal, SoughtImage } from '../plan.ts';
import { locateSpan, writtenText } from '../view/describe.ts';
import { type ReferenceSlot, spanOf, spanText } from '../view/reference-slot.ts';
import type { View } from '../view/view.ts';
import { type PlacedScalar, scalarsOf } from '../yaml/placed-scalars.ts';
import { pathText } from '../yaml/tree.ts';
import { canonical, type FluxPolicies } from './flux-policies.ts';

/**
 *     tag: v1 # {"$imagepolicy": "flux-system:app:tag"}
 *
 * A mark of Flux's image automation, which names a namespace, a policy and perhaps a part: `name`, `tag` or
 * `digest` (https://fluxcd.io/flux/guides/image-update/#configure-image-update-for-custom-resources). It is a
 * marker for us as well, once the policy's repository is known.
 */
export interface FluxSetter {
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

/** A place that a setter marks, and what its policy follows. */
export interface MarkedBySetter {
  readonly setter: FluxSetter;
  /** It says which image it is where the policy follows one repository, or the text names it. */
  readonly slot: ReferenceSlot;
  /** Repositories in canonical form. Several where the files disagree, none where they say nothing. */
  readonly followed: readonly string[];
}

/** The references, tags and digests that setters mark. */
export function readSetters(
  setters: readonly FluxSetter[],
  policies: FluxPolicies,
): readonly MarkedBySetter[] {
  const repositories = repositoriesByPolicy(setters, policies);
  return setters.flatMap((setter) => {
    const followed = [...(repositories.get(setter.policy) ?? [])];
    return slotsOf(setter, followed).map((slot) => ({ setter, slot, followed }));
  });
}

/**
 * What each policy follows, as its objects say. Where they are not among the files, the setters say it that
 * stand at a repository or a whole reference.
 */
function repositoriesByPolicy(
  setters: readonly FluxSetter[],
  policies: FluxPolicies,
): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, ReadonlySet<string>>();
  for (const { policy } of setters) {
    if (known.has(policy)) continue;
    const declared = policies.repositoriesOf(policy);
    const naming = setters.filter(
      (setter) => setter.policy === policy && (setter.part === 'name' || setter.part === 'reference'),
    );
    known.set(
      policy,
      declared.size > 0 ? declared : new Set(naming.flatMap(({ placed }) => canonical(placed.node.text))),
    );
  }
  return known;
}

function slotsOf({ view, placed, part }: FluxSetter, followed: readonly string[]): readonly ReferenceSlot[] {
  if (part === 'name') return [];
  const base = { format: 'flux-setter', view, at: pathText(placed.path), merged: false };
  const span = spanOf(placed.node);
  if (part === 'reference') {
    const reference = tryParseReference(spanText(span));
    return reference === undefined ? [] : [{ ...base, shape: 'whole', value: span }];
  }
  const prefix = keyRole(placed.key ?? '')?.prefix ?? '';
  const digest = part === 'tag' ? siblingOf(placed.map, prefix, 'digest') : undefined;
  const [repository] = followed;
  const isKnown = repository !== undefined && followed.length === 1;
  return [
    {
      ...base,
      shape: 'split',
      asserted: isKnown ? { by: 'repository', repository } : undefined,
      registry: undefined,
      repository: undefined,
      tag: part === 'tag' ? span : undefined,
      digest: part === 'digest' ? span : digest && spanOf(digest),
      insertion: undefined,
      bareDigest: false,
      emptyTagIsDefault: true,
    },
  ];
}

/** A setter of a policy that may follow a sought image or another one. */
export function ambiguousPolicy(
  { setter: { view, placed, policy, part }, followed }: MarkedBySetter,
  images: readonly SoughtImage[],
): readonly Refusal[] {
  const meant = images.filter(({ repository }) =>
    canonical(repository).some((text) => followed.includes(text)),
  );
  return meant.map(({ name }) => ({
    code: 'REFERENCE_AMBIGUOUS',
    image: name,
    message: `the policy ${policy} of the comment in ${view.file.path} follows ${followed.join(' or ')}, as the files say`,
    hint: `Give the policies names of their own, or mark the value with "# waybill: ${name} ${part}" or "# waybill: ignore".`,
    location: locateSpan(view, spanOf(placed.node)),
  }));
}

/**
 * A setter of which no file says what its policy follows. A policy of the image's name is probably its own,
 * and that is no licence to write.
 */
export function unknownPolicy(
  { setter: { view, placed, policy, part } }: MarkedBySetter,
  images: readonly SoughtImage[],
): readonly PassedOver[] {
  const name = policy.slice(policy.indexOf(':') + 1);
  const alike = images.filter((image) => image.name === name || lastSegment(image.repository) === name);
  return alike.map((image) => ({
    image: image.name,
    location: locateSpan(view, spanOf(placed.node)),
    found: writtenText(view, spanOf(placed.node)),
    reason: `no file says which repository the policy ${policy} of Flux follows; if it is this one, write "# waybill: ${image.name} ${part}" in the line above it`,
  }));
}
