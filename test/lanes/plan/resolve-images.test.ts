import { describe, expect, test } from '@jest/globals';
import { errorsOf } from '../../../src/errors/waybill-error.ts';
import { formatReference } from '../../../src/image/reference.ts';
import { carriedImage, resolveImage } from '../../../src/lanes/plan/resolve-images.ts';
import type { AskedImage } from '../../../src/promotion/lane/images.ts';
import type { ImageSource, Knowledge } from '../../../src/records/record-reader.ts';
import { NEW, OLD } from '../../promotion/lane/a-situation.ts';
import { aRecord, recordAlone } from '../../promotion/pull-request/a-description.ts';

const API = {
  name: 'api',
  repository: 'ghcr.io/acme/api',
  source: undefined,
  path: undefined,
  pin: 'digest',
} as const;

interface Case {
  readonly image?: Partial<AskedImage>;
  /** The digest of the tag v2; undefined where the registry has no such tag. */
  readonly tagged?: typeof NEW | undefined;
  /** Whether the registry has the digest by itself. */
  readonly isPresent?: boolean;
  readonly known?: Partial<Knowledge>;
}

/** A registry, and what it was asked. */
function registryOf(given: Case) {
  const { isPresent = true, known = {} } = given;
  const tagged = 'tagged' in given ? given.tagged : NEW;
  const [asked, lines]: readonly [string[], string[]] = [[], []];
  const source: ImageSource = {
    registry: {
      resolve: (reference) => {
        asked.push(`resolve ${formatReference(reference)}`);
        const pinned = isPresent ? reference.digest : undefined;
        return Promise.resolve(reference.digest === undefined ? tagged : pinned);
      },
      taggedDigest: (reference) => {
        asked.push(`tag ${formatReference(reference)}`);
        return Promise.resolve(tagged);
      },
    },
    readRecord: (reference) => {
      asked.push(`record ${formatReference(reference)}`);
      return Promise.resolve({ record: undefined, unanswered: false, ...known });
    },
    log: {
      ...{ debug: () => undefined, error: () => undefined, group: (_, body) => body() },
      info: (line) => void lines.push(line),
      warning: (line) => void lines.push(`warning: ${line}`),
    },
  };
  return { asked, lines, source };
}

const errorsIn = (thrown: unknown): string =>
  errorsOf(thrown)
    .map(({ code, message }) => `${code}: ${message}`)
    .join();

/** What an image that was asked for is resolved to, or the error. */
async function resolve(given: Case) {
  const { asked, lines, source } = registryOf(given);
  const wanted = {
    ...API,
    ...{ tag: 'v2', tagIsGiven: true, digest: undefined, record: undefined },
    ...given.image,
  };
  return { result: await resolveImage(wanted, source).catch(errorsIn), asked, lines };
}

const BOTH = `ghcr.io/acme/api:v2@${NEW}`;
const ALONE = `ghcr.io/acme/api@${NEW}`;

describe('an image that was asked for', () => {
  test('by its tag is what the registry says it is', async () => {
    expect(await resolve({ image: { path: 'services/api', source: 'acme/shop' } })).toEqual({
      result: {
        ...API,
        ...{ tag: 'v2', digest: NEW, record: undefined, unanswered: false },
        ...{ path: 'services/api', source: 'acme/shop' },
      },
      asked: ['resolve ghcr.io/acme/api:v2', `record ${BOTH}`],
      lines: [`api: ghcr.io/acme/api:v2 is ${NEW}`],
    });
  });

  test('by a digest is that, where the tag says the same', async () => {
    const { result, asked, lines } = await resolve({ image: { digest: NEW } });
    expect(result).toMatchObject({ digest: NEW, tag: 'v2' });
    expect(asked).toEqual([`resolve ${ALONE}`, 'tag ghcr.io/acme/api:v2', `record ${BOTH}`]);
    expect(lines).toEqual([]);
  });

  const elsewhere = `ghcr.io/acme/api:v2 is ${OLD} in the registry, not ${NEW}`;
  const nowhere = `ghcr.io/acme/api:v2 does not exist in the registry, not ${NEW}`;
  const counts = 'The digest counts: that is what is promoted.';
  test.each<[string, Case, readonly string[]]>([
    ['another tag', { tagged: OLD }, [`warning: ${elsewhere}. ${counts}`]],
    ['a tag that is gone', { tagged: undefined }, [`warning: ${nowhere}. ${counts}`]],
    ['a tag that nobody named', { tagged: OLD, image: { tagIsGiven: false } }, []],
  ])('by a digest is that, beside %s', async (_, given, lines) => {
    const { result, ...rest } = await resolve({ ...given, image: { digest: NEW, ...given.image } });
    expect(result).toMatchObject({ digest: NEW, tag: 'v2' });
    expect(rest.lines).toEqual(lines);
  });

  test('by a digest alone asks for no tag', async () => {
    const { result, asked } = await resolve({ image: { digest: NEW, tag: undefined, tagIsGiven: false } });
    expect(result).toMatchObject({ digest: NEW, tag: undefined });
    expect(asked).toEqual([`resolve ${ALONE}`, `record ${ALONE}`]);
  });

  test.each<[string, Case, string]>([
    [
      'its tag is not there',
      { tagged: undefined },
      'IMAGE_NOT_FOUND: The registry has no ghcr.io/acme/api:v2 (api)',
    ],
    [
      'its digest is not there',
      { image: { digest: NEW }, isPresent: false },
      `IMAGE_NOT_FOUND: The registry has no ${ALONE} (api)`,
    ],
    [
      'its digest is gone',
      { image: { digest: NEW }, known: { gone: true } },
      `IMAGE_NOT_FOUND: The registry has no ${ALONE} (api)`,
    ],
    [
      'the tag alone is written, and is another',
      { image: { digest: NEW, pin: 'tag' }, tagged: OLD },
      `DIGEST_MISMATCH: ${elsewhere}`,
    ],
    [
      'the tag alone is written, and is another, though nobody named it',
      { image: { digest: NEW, pin: 'tag', tagIsGiven: false }, tagged: OLD },
      `DIGEST_MISMATCH: ${elsewhere}`,
    ],
    [
      'the tag alone is written, and is gone',
      { image: { digest: NEW, pin: 'tag' }, tagged: undefined },
      `DIGEST_MISMATCH: ${nowhere}`,
    ],
    [
      'the tag alone is written, and there is none',
      { image: { digest: NEW, pin: 'tag', tag: undefined, tagIsGiven: false } },
      `INPUT_INVALID: api is pinned by tag and came by its digest, and no tag is known that points to ${NEW} now`,
    ],
  ])('is refused where %s', async (_, given, error) => {
    expect((await resolve(given)).result).toBe(error);
  });
});

describe('a record that was given', () => {
  const commit = '1'.repeat(40);
  const source = { repository: 'acme/shop', commit };
  test('says more than the image, and no more than anybody could', async () => {
    const known = { record: aRecord({ version: '1.2.0' }) };
    const { result, lines } = await resolve({
      known,
      image: { record: recordAlone({ version: '1.3.0', source }) },
    });
    expect(result).toMatchObject({ record: { version: '1.2.0', source, own: { version: '1.2.0' } } });
    expect(lines.at(-1)).toMatch(/^warning: .*the version: the image says 1.2.0, and a record says 1.3.0/);
  });

  test.each<[string, string | undefined, boolean]>([
    ['of another source than waybill.yaml', 'acme/cart', true],
    ['of the same source', 'Acme/Shop', false],
    ['where waybill.yaml names no source', undefined, false],
  ])('%s', async (_, named, warns) => {
    const { lines } = await resolve({ image: { source: named }, known: { record: aRecord({ source }) } });
    const warning = `warning: api is built from ${named} according to waybill.yaml, and from acme/shop according to its record.`;
    expect(lines.includes(warning)).toBe(warns);
  });

  test('is not needed', async () => {
    expect(
      (await resolve({ image: { source: 'acme/shop' }, known: { record: aRecord({}) } })).lines,
    ).toHaveLength(1);
  });
});

describe('an image that stays in a proposal', () => {
  const trailer = { name: 'api', repository: 'ghcr.io/acme/api', tag: 'v2', digest: NEW, from: [] };
  const carried = async (given: Case) => {
    const { asked, source } = registryOf(given);
    const result = await carriedImage(trailer, API, source).catch(errorsIn);
    return { result, asked };
  };
  test('is resolved as its commit says it', async () => {
    const record = aRecord({ version: 'v2' });
    expect(await carried({ known: { record } })).toEqual({
      result: { ...API, tag: 'v2', digest: NEW, record, unanswered: false },
      asked: [`resolve ${ALONE}`, `record ${BOTH}`],
    });
  });

  test('has to be in the registry', async () => {
    const error = `IMAGE_NOT_FOUND: The registry has no ${ALONE} (api)`;
    expect((await carried({ isPresent: false })).result).toBe(error);
    expect((await carried({ known: { gone: true } })).result).toBe(error);
  });
});
