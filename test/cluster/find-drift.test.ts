import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { renderPath } from '../../src/cluster/declared/render.ts';
import { findDrift } from '../../src/cluster/find-drift.ts';
import { applyDry } from '../../src/cluster/live/dry-run.ts';
import { programRunner, type Run } from '../../src/cluster/programs/run-program.ts';
import { keyText, kubeObject } from '../../src/drift/objects/kube-object.ts';
import { Folder } from '../cli/command-line.ts';
import { yaml } from '../yaml.ts';

const noProgram: Run = ({ program }) => Promise.reject(new Error(`${program} was called`));
const NOW = new Date('2026-11-28T00:00:00Z');

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const request = (paths: readonly string[], more: object = {}) => ({
  root: folder.path,
  paths,
  helm: { release: undefined, values: [] },
  agent: undefined,
  live: ['live.json'],
  access: { kubeconfig: undefined, context: undefined, namespace: 'shop', isServerAsked: false },
  tolerations: [],
  now: NOW,
  ...more,
});

const configMap = (name: string, annotations: Readonly<Record<string, string>> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', annotations },
});

test('a folder that declares nothing is an error, and no success', async () => {
  folder.write({ 'envs/values.yaml': 'tag: v1\n', 'live.json': JSON.stringify(configMap('a')) });
  folder.write({ 'empty/.keep': '' });
  for (const path of ['envs', 'empty'])
    await expect(findDrift(request([path]), noProgram)).rejects.toMatchObject({ code: 'RENDER_FAILED' });
});

test('what stands in a file that cannot be read is not called undeclared', async () => {
  const tracked = (name: string) =>
    configMap(name, { 'argocd.argoproj.io/tracking-id': `shop:/ConfigMap:shop/${name}` });
  folder.write({
    'envs/a.yaml': JSON.stringify(configMap('a')),
    'envs/b.yaml': 'kind: [\n',
    'live.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [tracked('a'), tracked('b')] }),
  });
  const { report } = await findDrift(request(['envs']), noProgram);
  expect(report.problems).toHaveLength(1);
  expect(report.objects.map(({ state }) => state)).toEqual(['same']);
  folder.write({ 'envs/b.yaml': '' });
  const { report: whole } = await findDrift(request(['envs']), noProgram);
  expect(whole.objects.map(({ state }) => state)).toEqual(['same', 'undeclared']);
});

test('the name of a release is never an option of helm', async () => {
  folder.write({ 'chart/Chart.yaml': 'name: shop\n' });
  const calls: (readonly string[])[] = [];
  const run: Run = ({ args }) => {
    calls.push(args);
    return Promise.resolve({ exitCode: 0, output: '', said: '' });
  };
  const helm = { release: '--post-renderer=/bin/evil', values: ['-x.yaml'] };
  await renderPath('chart', { root: folder.path, namespace: '--debug', helm }, run);
  const [args = []] = calls;
  const options = args.slice(1, args.indexOf('--'));
  expect(args.slice(args.indexOf('--'))).toEqual(['--', helm.release, join(folder.path, 'chart')]);
  expect(options).toEqual([
    '--namespace=--debug',
    '--include-crds',
    `--values=${join(folder.path, '-x.yaml')}`,
  ]);
});

test('what is declared is never an option of kubectl', async () => {
  const calls: (readonly string[])[] = [];
  const run: Run = ({ args }) => {
    calls.push(args);
    return Promise.resolve({ exitCode: 0, output: '', said: '' });
  };
  const object = { ...configMap('a'), kind: '--kubeconfig=evil' };
  folder.write({ 'a.json': JSON.stringify(object) });
  await findDrift(request(['a.json'], { live: [] }), run);
  const [args = []] = calls;
  expect(args.slice(-2)).toEqual(['--', '--kubeconfig=evil.v1.']);
});

test('a link in the commit that leads out of it is not followed', async () => {
  const run = programRunner({ cwd: folder.path, env: process.env, stop: undefined });
  const git = (...args: readonly string[]) => run({ program: 'git', args });
  await git('init', '--quiet');
  symlinkSync('/etc', join(folder.path, 'apps'));
  await git('add', '.');
  await git('-c', 'user.name=a', '-c', 'user.email=a@acme.dev', 'commit', '--quiet', '--message=a');
  const commit = (await git('rev-parse', 'HEAD')).output.trim();
  const agent = yaml`
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: { name: apps, namespace: flux-system }
    spec: { path: ./apps }
    status: { lastAppliedRevision: "main@sha1:${commit}" }
  `;
  folder.write({ 'live.json': agent });
  const asked = request([], { agent: { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' } });
  const scratches: string[] = [];
  const watched: Run = (call) => {
    if (call.program === 'tar') scratches.push(...call.args.filter((arg) => arg.startsWith(tmpdir())));
    return run(call);
  };
  await expect(findDrift(asked, watched)).rejects.toMatchObject({
    code: 'RENDER_FAILED',
    message: expect.stringContaining('is a link out of the config repo'),
  });
  expect(scratches.length).toBeGreaterThan(0);
  expect(scratches.filter((path) => existsSync(path))).toEqual([]);
});

test('what an agent adds is laid over the whole config repo, too', async () => {
  const real = programRunner({ cwd: folder.path, env: process.env, stop: undefined });
  const git = (...args: readonly string[]) => real({ program: 'git', args });
  folder.write({ 'a.yaml': JSON.stringify(configMap('a')) });
  await git('init', '--quiet');
  await git('add', '.');
  await git('-c', 'user.name=a', '-c', 'user.email=a@acme.dev', 'commit', '--quiet', '--message=a');
  const commit = (await git('rev-parse', 'HEAD')).output.trim();
  const agent = yaml`
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: { name: apps, namespace: flux-system }
    spec: { path: ./, targetNamespace: shop }
    status: { lastAppliedRevision: "main@sha1:${commit}" }
  `;
  folder.write({ 'live.json': agent });
  const bases: string[] = [];
  const run: Run = (call) => {
    if (call.program !== 'kustomize') return real(call);
    const [, overlay = ''] = call.args;
    const { resources } = JSON.parse(readFileSync(join(overlay, 'kustomization.yaml'), 'utf8')) as {
      resources: string[];
    };
    bases.push(...resources.map((base) => relative(join(overlay, base), overlay)));
    return Promise.resolve({ exitCode: 0, output: JSON.stringify(configMap('a')), said: '' });
  };
  const asked = request([], { agent: { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' } });
  const { report } = await findDrift(asked, run);
  // Kustomize refuses a base that its overlay lies in.
  expect(bases).toEqual(['../overlay']);
  expect(report.objects).toMatchObject([{ state: 'missing', file: '.' }]);
});

test('an object that the server refuses does not keep its answer for the others', async () => {
  const objects = ['a', 'bad', 'c', 'd'].flatMap((name) => kubeObject(configMap(name)) ?? []);
  const live = new Map(objects.map((object) => [keyText(object.key), object]));
  const kubectl = (_args: readonly string[], input = '') => {
    const { items } = JSON.parse(input) as { items: { metadata: { name: string } }[] };
    const isRefused = items.some(({ metadata }) => metadata.name === 'bad');
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    return Promise.resolve(
      isRefused
        ? { exitCode: 1, output: '', said: 'The ConfigMap "bad" is invalid' }
        : { exitCode: 0, output: list, said: '' },
    );
  };
  const applied = await applyDry(objects, live, 'shop', kubectl);
  expect([...applied.values()].map(({ key }) => key.name)).toEqual(['a', 'c', 'd']);
});
