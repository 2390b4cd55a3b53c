import { parseReference } from '../../image/reference.ts';
import type { ImageChange, ManifestPlan } from '../../manifest/plan-edits.ts';
import type { Registry } from '../../registry/registry.ts';

/**
 * The changes with the tags that the registry has for those that came by a digest alone and were refused for
 * it. The same list where there is nothing to ask, or nothing came of it: then the refusal says what to
 * write.
 */
export async function withTags(
  changes: readonly ImageChange[],
  { refusals }: ManifestPlan,
  openRegistry: () => Promise<Registry>,
): Promise<readonly ImageChange[]> {
  const isRefused = ({ name, tag }: ImageChange): boolean =>
    tag === undefined &&
    refusals.some(({ image, code }) => image === name && code === 'REFERENCE_UNEDITABLE');
  if (!changes.some(isRefused)) return changes;
  const { recordReader } = await import('../../records/record-reader.ts');
  const { tagOfDigest } = await import('../../records/tag-of-digest.ts');
  const registry = await openRegistry();
  const readRecord = recordReader(registry, SILENT);
  const tagged: ImageChange[] = [];
  for (const change of changes) {
    const { name, digest } = change;
    const repository = { ...parseReference(change.repository), tag: undefined, digest: undefined };
    const { record } = isRefused(change) ? await readRecord({ ...repository, digest }) : NOTHING;
    const tag =
      record === undefined
        ? undefined
        : await tagOfDigest({ name, repository, digest }, record, { registry, log: SILENT });
    tagged.push(tag === undefined ? change : { ...change, tag });
  }
  return tagged.some(({ tag }, index) => tag !== changes[index]?.tag) ? tagged : changes;
}

const NOTHING = { record: undefined };
/** The refusal is what a person reads, also where the registry does not answer. */
const SILENT = { info: () => undefined, warning: () => undefined };
