import { describe, expect, test } from '@jest/globals';
import { parseImageArgument } from '../../../src/cli/arguments/image-argument.ts';
import { API, B } from '../command-line.ts';

describe('--image', () => {
  test.each([
    [`${API}=${API}:v2@${B}`, API, 'v2', B],
    [`${API}=${API}@${B}`, API, undefined, B],
    [`${API}=${API}:v2`, API, 'v2', undefined],
    [`${API}=v2@${B}`, API, 'v2', B],
    [`${API}=v2`, API, 'v2', undefined],
    [`${API}=${B}`, API, undefined, B],
    [`${API}=@${B}`, API, undefined, B],
    [`${API}:v2@${B}`, API, 'v2', B],
    [`api=v2@${B}`, 'api', 'v2', B],
    [`api=${API}:v2@${B}`, 'api', 'v2', B],
    ['redis=7', 'redis', '7', undefined],
    ['redis=redis:7', 'redis', '7', undefined],
    [`redis=redis@${B}`, 'redis', undefined, B],
    [`localhost:5000/app=v2@${B}`, 'localhost:5000/app', 'v2', B],
    [`localhost:5000/app:v2`, 'localhost:5000/app', 'v2', undefined],
  ])('%s', (text, image, tag, digest) => {
    expect(parseImageArgument(text)).toMatchObject({ image, tag, digest });
  });

  test.each([
    '',
    '=v2',
    `${API}=`,
    API,
    `${API}=${API}`,
    `${API}=@`,
    `${API}=v2@`,
    `${API}=v2@sha256:abc`,
    `${API}=v 2`,
    `${API}=-v2`,
    `${API}=sha256:abc`,
    'redis=redis',
    'https://ghcr.io/acme/api:v2',
  ])('%j is refused with what to write', (text) => {
    expect(() => parseImageArgument(text)).toThrow(
      expect.objectContaining({
        code: 'INPUT_INVALID',
        hint: expect.stringMatching(/Write|neither tag nor digest|A digest is|A tag |A reference /),
      }),
    );
  });

  test.each([`${API}=${'d'.repeat(64)}`, `${API}@${'d'.repeat(64)}`, `api=${'D'.repeat(64)}`])(
    '%j is a digest without its first word, and no tag',
    (text) => {
      expect(() => parseImageArgument(text)).toThrow(
        expect.objectContaining({
          code: 'INPUT_INVALID',
          hint: expect.stringContaining(`"sha256:" is missing before it: sha256:${'d'.repeat(64)}.`),
        }),
      );
    },
  );
});
