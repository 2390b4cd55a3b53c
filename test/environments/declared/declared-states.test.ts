import { describe, expect, test } from '@jest/globals';
import { editorSettings } from '../../../src/config/editor-settings.ts';
import {
  type EnvironmentFiles,
  declaredState,
  tagReader,
} from '../../../src/environments/declared/declared-states.ts';
import type { Digest } from '../../../src/image/digest.ts';
import type { Declaration } from '../../../src/promotion/advance/environment-state.ts';
import { CONFIG } from '../../lanes/a-plan.ts';
import { NEW, OLD } from '../../promotion/lane/a-situation.ts';

const [api] = CONFIG.images;

/** A reader of tags from a registry that has these, and what it asks and warns of. */
function reader(tags: Readonly<Record<string, Digest>>) {
  const [asked, warnings]: readonly [string[], string[]] = [[], []];
  const log = {
    ...{ info: () => undefined, debug: () => undefined, error: () => undefined },
    warning: (text: string) => void warnings.push(text),
    group: <T>(_: string, body: () => Promise<T>) => body(),
  };
  const registry = {
    resolve: () => Promise.resolve(undefined),
    taggedDigest: ({ spelling, tag }: { readonly spelling: string; readonly tag: string | undefined }) => {
      asked.push(`${spelling}:${tag}`);
      return tag === 'broken' ? Promise.reject(new Error('no answer')) : Promise.resolve(tags[tag ?? '']);
    },
  };
  return { asked, warnings, read: tagReader({ registry, log }) };
}

describe('a tag', () => {
  test('is asked for once', async () => {
    if (api === undefined) throw new TypeError('no image');
    const { asked, warnings, read } = reader({ v1: OLD });
    expect(await Promise.all([read(api, 'v1'), read(api, 'v1'), read(api, 'v2')])).toEqual([
      OLD,
      OLD,
      undefined,
    ]);
    expect(await read(api, 'v2')).toBeUndefined();
    expect(asked).toEqual(['ghcr.io/acme/api:v1', 'ghcr.io/acme/api:v2']);
    expect(warnings).toEqual(['api: the registry has no ghcr.io/acme/api:v2, which is declared.']);
  });

  test('that the registry does not answer for is an error, and no warning', async () => {
    if (api === undefined) throw new TypeError('no image');
    const { warnings, read } = reader({});
    await expect(read(api, 'broken')).rejects.toThrow('no answer');
    expect(warnings).toEqual([]);
  });
});

describe('what the files of an environment declare', () => {
  const workload = (...images: readonly string[]): string =>
    images
      .map((image) => `---\nkind: Pod\napiVersion: v1\nspec: { containers: [{ image: ${image} }] }\n`)
      .join('');
  const files = (...images: readonly string[]) => [{ path: 'dev/pod.yaml', text: workload(...images) }];
  const inShort = (declaration: Declaration | undefined): string => {
    if (declaration === undefined) return 'nothing';
    if (declaration.kind === 'one') {
      const { digest, tag, resolved } = declaration;
      return `${digest.slice(7, 8)} ${tag}${resolved ? ', resolved' : ''}`;
    }
    return declaration.kind;
  };
  const state = (given: EnvironmentFiles) =>
    declaredState({ name: 'dev' }, given, {
      ...{ images: CONFIG.images, readTag: reader({ v1: OLD }).read, editor: editorSettings(CONFIG) },
    });

  test.each<[string, readonly string[], string]>([
    ['a digest', [`ghcr.io/acme/api@${NEW}`], '2 undefined'],
    ['a tag and a digest', [`ghcr.io/acme/api:v2@${NEW}`], '2 v2'],
    ['a tag, which the registry knows', ['ghcr.io/acme/api:v1'], '1 v1, resolved'],
    ['a tag, which the registry does not know', ['ghcr.io/acme/api:v7'], 'unknown'],
    ['two digests', [`ghcr.io/acme/api@${NEW}`, `ghcr.io/acme/api@${OLD}`], 'several'],
    [
      'a digest and the tag of the same',
      [`ghcr.io/acme/api@${OLD}`, 'ghcr.io/acme/api:v1'],
      '1 v1, resolved',
    ],
    ['neither tag nor digest', ['ghcr.io/acme/api'], 'nothing'],
    ['a digest that is none', ['ghcr.io/acme/api@sha256:1234'], 'nothing'],
    ['another image', [`ghcr.io/acme/cart@${NEW}`], 'nothing'],
  ])('%s', async (_, images, expected) => {
    const { images: found } = await state({ all: files(...images), byTarget: new Map() });
    expect(inShort(found.get('api'))).toBe(expected);
    expect(found.has('web')).toBe(false);
  });

  test('and each of its targets alone', async () => {
    const [old, young] = [files('ghcr.io/acme/api:v1'), files(`ghcr.io/acme/api@${NEW}`)];
    const { environment, images, targets } = await state({
      ...{ all: [...old, { path: 'dev/b.yaml', text: young[0]?.text ?? '' }] },
      byTarget: new Map([
        ['eu', old],
        ['us', young],
      ]),
    });
    expect([environment, inShort(images.get('api'))]).toEqual(['dev', 'several']);
    expect([...targets].map(([name, own]) => `${name}: ${inShort(own.get('api'))}`)).toEqual([
      'eu: 1 v1, resolved',
      'us: 2 undefined',
    ]);
  });
});
