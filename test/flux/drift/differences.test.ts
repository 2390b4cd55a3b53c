import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { withReal } from '../../with-real.ts';
import { findFlux } from '../find-flux.ts';
import { CHANGED_OBJECTS } from './changed-objects.ts';
import { CHANGED_WORKLOADS } from './changed-workloads.ts';
import { findKubectl } from './find-kubectl.ts';
import { type DriftLab, startDriftLab } from './lab.ts';
import { type FoundObject, objectsOf } from './read-report.ts';

const CASES = [...CHANGED_WORKLOADS, ...CHANGED_OBJECTS].map((made, at) => ({ ...made, name: `case-${at}` }));
const [flux, kubectl] = [findFlux(), findKubectl()];

withReal('differences that people make', [flux, kubectl], () => {
  let lab: DriftLab;
  const reports = new Map<string, readonly FoundObject[]>();
  const printed = new Map<string, string>();

  beforeAll(async () => {
    if (!flux.there || !kubectl.there) return;
    lab = await startDriftLab(flux.use, kubectl.use);
    await lab.kubectl(['create', 'namespace', 'shop']);
    for (const file of readdirSync(join(flux.use, 'definitions')).filter((name) =>
      name.startsWith('kustomize'),
    ))
      await lab.kubectl(['apply', '--server-side', '-f', join(flux.use, 'definitions', file)]);
    await lab.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=120s']);
    const declared = CASES.map(({ declared: text, name }) => text.replaceAll('NAME', name)).join('---\n');
    await mkdir(join(lab.folder, 'declared'));
    await writeFile(join(lab.folder, 'declared', 'all.yaml'), declared);
    await lab.kubectl([
      ...['apply', '--server-side', '--field-manager=kustomize-controller', '--namespace', 'shop'],
      ...['-f', join(lab.folder, 'declared')],
    ]);
    const before = await lab.drift('declared', '--namespace', 'shop', '--json', '--no-server-side');
    if (before.code !== 0)
      throw new Error(`There is drift before anybody did anything: ${before.out}${before.err}`);
    for (const { act, name } of CASES) await act(lab, name);
    for (const [manner, options] of [
      ['containment', ['--no-server-side']],
      ['the server', []],
    ] as const) {
      const { code, out, err } = await lab.drift('declared', '--namespace', 'shop', '--json', ...options);
      if (code !== 2) throw new Error(`${code}: ${err}${out.slice(-2000)}`);
      reports.set(manner, objectsOf(out));
      printed.set(manner, out);
    }
  }, 600_000);

  describe.each(['containment', 'the server'])('found by %s', (manner) => {
    test.each(CASES)('$title', ({ name, kind, path, by }) => {
      const object = reports.get(manner)?.find((found) => found.kind === kind && found.name === name);
      if (path === undefined) {
        expect(object?.state).toBe('missing');
        return;
      }
      expect(object?.state).toBe('differs');
      const places = object?.differences ?? [];
      expect(places.map((place) => place.path)).toContainEqual(path);
      if (by !== undefined) expect(places.find((place) => place.path === path)?.by).toBe(by);
    });

    test('nothing else is', () => {
      const expected = new Set(CASES.map(({ name, kind }) => `${kind} ${name}`));
      const found = reports.get(manner)?.filter(({ state }) => state !== 'same') ?? [];
      expect(
        found.map(({ kind, name }) => `${kind} ${name}`).filter((title) => !expected.has(title)),
      ).toEqual([]);
    });

    test('no value of a Secret is shown', () => {
      expect(printed.get(manner)).not.toMatch(/hunter2|correct horse|aHVudGVyMg|Y29ycmVjdCBob3JzZQ/);
    });
  });
});
