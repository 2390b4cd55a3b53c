import { describe, expect, test } from '@jest/globals';
import { buildCommand, inspectCommand } from '../../src/builder/arguments.ts';
import { aRequest } from './a-request.ts';

const PUSH_BY_DIGEST = [
  '--output',
  'type=image,name=ghcr.io/acme/api,push-by-digest=true,name-canonical=true,push=true',
];
const END = ['--metadata-file', '/tmp/m.json', '--', '.'];

const argsOf = (changes: Parameters<typeof aRequest>[0]) =>
  buildCommand(aRequest(changes), '/tmp/m.json').args;

test('a plain build pushes by digest and writes its metadata', () => {
  expect(buildCommand(aRequest(), '/tmp/m.json')).toEqual({
    command: 'docker',
    args: ['buildx', 'build', '--progress=plain', ...PUSH_BY_DIGEST, ...END],
    env: {},
  });
});

test('a builder that cannot push by digest pushes under one tag', () => {
  const destination = { kind: 'tag', image: 'ghcr.io/acme/api', tag: 'sha-1' } as const;
  expect(argsOf({ destination })).toEqual([
    'buildx',
    'build',
    '--progress=plain',
    '--push',
    '--tag',
    'ghcr.io/acme/api:sha-1',
    ...END,
  ]);
});

describe('an input becomes arguments of its own', () => {
  test.each([
    ['builder', { builder: 'b1' }, ['--builder', 'b1']],
    ['file', { file: 'docker/api file' }, ['--file', 'docker/api file']],
    ['target', { target: 'runtime' }, ['--target', 'runtime']],
    ['platforms', { platforms: ['linux/amd64', 'linux/arm64'] }, ['--platform', 'linux/amd64,linux/arm64']],
    ['build-args', { buildArgs: ['A=1, 2', 'B'] }, ['--build-arg', 'A=1, 2', '--build-arg', 'B']],
    ['labels', { labels: ['a=b c'] }, ['--label', 'a=b c']],
    ['annotations', { annotations: ['index:a=b'] }, ['--annotation', 'index:a=b']],
    ['cache-from', { cacheFrom: ['type=gha'] }, ['--cache-from', 'type=gha']],
    ['cache-to', { cacheTo: ['type=gha,mode=max'] }, ['--cache-to', 'type=gha,mode=max']],
    ['build-contexts', { buildContexts: ['lib=../lib'] }, ['--build-context', 'lib=../lib']],
    ['no-cache-filters', { noCacheFilters: ['deps'] }, ['--no-cache-filter', 'deps']],
    ['ssh', { ssh: ['default'] }, ['--ssh', 'default']],
    ['add-hosts', { addHosts: ['db:10.0.0.1'] }, ['--add-host', 'db:10.0.0.1']],
    ['allow', { allow: ['network.host'] }, ['--allow', 'network.host']],
    ['network', { network: 'none' }, ['--network', 'none']],
    ['provenance', { provenance: 'mode=max' }, ['--provenance=mode=max']],
    ['sbom', { sbom: 'true' }, ['--sbom=true']],
    ['no-cache', { noCache: true }, ['--no-cache']],
    ['pull', { pull: true }, ['--pull']],
  ])('%s', (_, changes, expected) => {
    expect(argsOf(changes)).toEqual([
      'buildx',
      'build',
      '--progress=plain',
      ...expected,
      ...PUSH_BY_DIGEST,
      ...END,
    ]);
  });
});

test('a context with a leading dash cannot become an option', () => {
  expect(argsOf({ context: '--output=/etc' }).slice(-2)).toEqual(['--', '--output=/etc']);
});

describe('a secret', () => {
  test('is in the environment of the builder, and not in its arguments', () => {
    const secrets = [
      { id: 'npm', value: 'tok_1' },
      { id: 'key', value: 'line 1\nline 2' },
    ];
    const { args, env } = buildCommand(aRequest({ secrets }), '/tmp/m.json');
    expect(args).toEqual(
      expect.arrayContaining(['id=npm,env=WAYBILL_BUILD_SECRET_0', 'id=key,env=WAYBILL_BUILD_SECRET_1']),
    );
    expect(env).toEqual({ WAYBILL_BUILD_SECRET_0: 'tok_1', WAYBILL_BUILD_SECRET_1: 'line 1\nline 2' });
    expect(args.join(' ')).not.toMatch(/tok_1|line 1/);
  });

  test('from a file keeps a comma or a quote in its path', () => {
    expect(argsOf({ secretFiles: ['a=x/y', 'b=x,"y"'] })).toEqual(
      expect.arrayContaining(['id=a,src=x/y', 'id=b,"src=x,""y"""']),
    );
  });
});

test('a builder is inspected by name, or the current one', () => {
  expect(inspectCommand(undefined).args).toEqual(['buildx', 'inspect']);
  expect(inspectCommand('b1').args).toEqual(['buildx', 'inspect', 'b1']);
});
