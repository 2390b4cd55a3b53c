import { describe, expect, test } from '@jest/globals';
import type { BuildIdentity } from '../../../src/actions/build/request/identity.ts';
import { readInputs } from '../../../src/actions/build/inputs.ts';
import { buildRequest } from '../../../src/actions/build/request/make-build-request.ts';
import { fakeRunner, RUN_COMMIT } from '../../runner/fake-runner.ts';

const IDENTITY: BuildIdentity = {
  serverUrl: 'https://github.com',
  repository: 'acme/shop',
  commit: RUN_COMMIT,
  ref: 'refs/heads/main',
};

function requestOf(values: Record<string, string>) {
  const runner = fakeRunner({ inputs: { image: 'ghcr.io/acme/api', ...values } });
  const destination = { kind: 'digest', image: 'ghcr.io/acme/api' } as const;
  const now = new Date('2026-11-22T10:00:00Z');
  return buildRequest(readInputs(runner, {}), IDENTITY, { destination, context: runner.context, now });
}

const STANDARD = [
  'org.opencontainers.image.created=2026-11-22T10:00:00.000Z',
  `org.opencontainers.image.revision=${RUN_COMMIT}`,
  'org.opencontainers.image.source=https://github.com/acme/shop',
  'org.opencontainers.image.title=api',
  'org.opencontainers.image.url=https://github.com/acme/shop',
  'org.opencontainers.image.version=main',
];

describe('labels and annotations', () => {
  test('are the standard ones, and those that describe the build', () => {
    const { labels, annotations } = requestOf({});
    expect(labels.slice(0, 6)).toEqual(STANDARD);
    expect(labels.slice(6)).toEqual([
      expect.stringMatching(/^dev\.waybill\.build\.definition=[0-9a-f]{16}$/),
      expect.stringMatching(/^dev\.waybill\.build\.arguments=[0-9a-f]{16}$/),
    ]);
    expect(annotations).toEqual(STANDARD);
  });

  test('are on the index and on every manifest when there are several platforms', () => {
    expect(requestOf({ platforms: 'linux/amd64,linux/arm64' }).annotations).toEqual(
      STANDARD.map((entry) => `index,manifest:${entry}`),
    );
  });

  test('of the inputs come last, so that they win', () => {
    const request = requestOf({ labels: 'org.opencontainers.image.title=Shop', annotations: 'index:a=b' });
    expect(request.labels.at(-1)).toBe('org.opencontainers.image.title=Shop');
    expect(request.annotations.at(-1)).toBe('index:a=b');
  });

  test('name the highest version among the tags', () => {
    expect(requestOf({ tags: 'latest, v1.4.0' }).labels).toContain('org.opencontainers.image.version=v1.4.0');
  });

  test.each([
    ['labels', `org.opencontainers.image.revision=${'d'.repeat(40)}`],
    ['labels', 'org.opencontainers.image.source=https://github.com/evil/shop'],
    ['annotations', `manifest[linux/amd64]:org.opencontainers.image.revision=${'d'.repeat(40)}`],
    ['annotations', 'index,manifest:org.opencontainers.image.source=evil'],
  ])('under %s cannot give the image another identity: %s', (input, entry) => {
    expect(() => requestOf({ [input]: entry })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  test('that say the same identity are fine', () => {
    const entry = `org.opencontainers.image.source=https://github.com/acme/shop.git\norg.opencontainers.image.revision=${RUN_COMMIT}`;
    expect(() => requestOf({ labels: entry })).not.toThrow();
  });
});

describe('provenance', () => {
  const RUN = 'builder-id=https://github.com/acme/shop/actions/runs/7/attempts/1';
  test.each([
    ['', undefined],
    ['false', 'false'],
    ['true', `mode=min,${RUN}`],
    ['mode=max', `mode=max,${RUN}`],
    ['mode=max,builder-id=https://x', 'mode=max,builder-id=https://x'],
  ])('%j becomes %j', (provenance, expected) => {
    expect(requestOf({ provenance }).provenance).toBe(expected);
  });
});

describe('the token of the run', () => {
  const PINNED = `acme/shop.git#${RUN_COMMIT}`;
  test('fetches a git context from the same server', () => {
    expect(requestOf({ context: `https://github.com/${PINNED}`, 'github-token': 'ghs_1' }).secrets).toEqual([
      { id: 'GIT_AUTH_TOKEN.github.com', value: 'ghs_1' },
    ]);
  });

  test.each([
    ['another server', { context: `https://github.com.evil.dev/${PINNED}` }],
    ['a folder', { context: 'web' }],
    [
      'a context with a token of its own',
      { context: `https://github.com/${PINNED}`, secrets: 'GIT_AUTH_TOKEN=own' },
    ],
  ])('is not given to %s', (_, inputs) => {
    const { secrets } = requestOf({ ...inputs, 'github-token': 'ghs_1' });
    expect(secrets.map(({ value }) => value)).not.toContain('ghs_1');
  });
});
