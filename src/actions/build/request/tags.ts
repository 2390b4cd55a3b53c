import { WaybillError } from '../../../errors/waybill-error.ts';
import {
  type ImageReference,
  isTag,
  parseReference,
  sameRepository,
  tryParseReference,
} from '../../../image/reference.ts';
import { slugTag, tagHint } from '../../../image/tags.ts';
import type { Log } from '../../../runner/runner.ts';

/**
 * The entries of the input `tags` as tags: bare ones, whole references to the same repository as
 * docker/build-push-action takes them, and names of branches (`feature/login` is put on as `feature-login`,
 * and the log says so). Throws `INPUT_INVALID` or `REFERENCE_INVALID`.
 */
export function readTags(
  entries: readonly string[],
  image: ImageReference,
  log: Pick<Log, 'info'>,
): readonly string[] {
  const tags = entries.map((entry) => {
    if (isTag(entry)) return entry;
    if (!isMeantAsReference(entry)) return tagOfBranch(entry, log);
    const reference = parseReference(entry, 'an entry of the input "tags"');
    if (reference.tag !== undefined && reference.digest === undefined && sameRepository(reference, image)) {
      return reference.tag;
    }
    throw notOurs(entry, image);
  });
  const own = entries.find((entry) => entry === image.spelling && !isTag(entry));
  if (own !== undefined) throw notOurs(own, image);
  return [...new Set(tags)];
}

/** No branch has a colon in its name (git-check-ref-format), and few begin as a host does. */
function isMeantAsReference(entry: string): boolean {
  return (
    entry.includes(':') || (/^[^/]+\.[a-z]{2,}\//i.test(entry) && tryParseReference(entry) !== undefined)
  );
}

function tagOfBranch(entry: string, log: Pick<Log, 'info'>): string {
  const tag = slugTag(entry);
  if (!isTag(tag)) {
    const message = `The input "tags" has an entry of which no tag can be made: ${JSON.stringify(entry.slice(0, 200))}`;
    const hint = tag === '' ? 'A tag has letters, digits, "_", "." and "-" alone.' : tagHint(tag);
    throw new WaybillError('INPUT_INVALID', message, { hint });
  }
  log.info(`The tag is ${tag}: ${JSON.stringify(entry)} has characters that no tag can have.`);
  return tag;
}

function notOurs(entry: string, image: ImageReference): WaybillError {
  return new WaybillError('INPUT_INVALID', `The tag ${entry} is not a tag of ${image.spelling}`, {
    hint: 'Write the tag alone ("v1.4.0"), or push to another repository with a step of its own.',
  });
}
