import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { withReal } from '../../with-real.ts';
import { yaml } from '../../yaml.ts';
import { findFlux } from '../find-flux.ts';
import { findKubectl } from './find-kubectl.ts';
import { type DriftLab, startDriftLab } from './lab.ts';
import { type FoundObject, objectsOf } from './read-report.ts';
import { NO_DIFFERENCES } from './unchanged-objects.ts';

const CASES = NO_DIFFERENCES.map((made, at) => ({ ...made, name: `case-${at}` }));
const [flux, kubectl] = [findFlux(), findKubectl()];
const TOLERATED = CASES.find(({ title }) => title === 'what waybill.yaml tolerates')?.name ?? '';

/**
 * The same as the cluster has to take it: the order of applying, and what a reader of the cluster refuses.
 */
const CONFIG = yaml`
  version: 1
  images: { api: { repository: ghcr.io/acme/api } }
  environments:
    prod:
      files: [declared/**]
      drift:
        declared: [declared]
        namespace: shop
        tolerate:
          - { kind: Deployment, name: shop/${TOLERATED}, path: spec.revisionHistoryLimit, reason: tried out, until: 2999-01-01 }
`;

withReal('what is no difference', [flux, kubectl], () => {
  let lab: DriftLab;
  const reports = new Map<string, { readonly code: number; readonly objects: readonly FoundObject[] }>();

  beforeAll(async () => {
    if (!flux.there || !kubectl.there) return;
    lab = await startDriftLab(flux.use, kubectl.use);
    await lab.kubectl(['create', 'namespace', 'shop']);
    for (const file of readdirSync(join(flux.use, 'definitions')).filter((name) =>
      name.startsWith('kustomize'),
    ))
      await lab.kubectl(['apply', '--server-side', '-f', join(flux.use, 'definitions', file)]);
    await lab.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=120s']);
    await mkdir(join(lab.folder, 'declared'));
    for (const { declared, name } of CASES)
      await writeFile(join(lab.folder, 'declared', `${name}.yaml`), declared.replaceAll('NAME', name));
    await writeFile(join(lab.folder, 'waybill.yaml'), CONFIG);
    await lab.kubectl([
      ...['apply', '--server-side', '--field-manager=kustomize-controller', '--namespace', 'shop'],
      ...['-f', join(lab.folder, 'declared')],
    ]);
    for (const { act, name } of CASES) await act?.(lab, name);
    for (const [manner, options] of [
      ['containment', ['--no-server-side']],
      ['the server', []],
    ] as const) {
      const { code, out, err } = await lab.drift('prod', '--json', ...options);
      if (out === '') throw new Error(err);
      reports.set(manner, { code, objects: objectsOf(out) });
    }
  }, 600_000);

  describe.each(['containment', 'the server'])('by %s', (manner) => {
    test.each(CASES)('$title', ({ name }) => {
      const found = reports.get(manner)?.objects.filter((object) => object.name === name) ?? [];
      const told = found.filter(({ state }) => state !== 'same' && state !== 'passed-over');
      expect(told).toEqual([]);
    });

    test('the exit code says so', () => {
      expect(reports.get(manner)?.code).toBe(0);
    });

    test('what is tolerated is told, with its reason', () => {
      const tolerated = reports.get(manner)?.objects.flatMap((object) => object.tolerated) ?? [];
      expect(tolerated.map(({ reason }) => reason)).toContain('tried out');
    });
  });
});
