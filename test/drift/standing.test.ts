import { describe, expect, test } from '@jest/globals';
import { driftContext, driftingSince, driftStatus } from '../../src/drift/alert/standing.ts';
import type { DriftReport, ObjectState } from '../../src/drift/compare/drift-report.ts';

const NOW = new Date('2026-11-28T03:00:00Z');
const HOUR = 60 * 60 * 1000;
const report = (...states: readonly ObjectState[]): DriftReport => ({
  problems: [],
  objects: states.map((state, at) => ({
    key: { group: '', kind: 'ConfigMap', namespace: 'shop', name: `a${at}` },
    ...{ state, file: undefined, line: undefined, differences: [], tolerated: [], note: undefined },
    isByServer: false,
  })),
});
const lasting = (hours: number) => ({
  environment: 'prod',
  since: new Date(NOW.getTime() - hours * HOUR),
  now: NOW,
  alertAfter: 2 * HOUR,
});

describe('the status of an environment', () => {
  test.each([
    ['no drift', report('same', 'passed-over'), 9, 'success'],
    ['drift that is young', report('same', 'missing'), 1, 'pending'],
    ['drift that has lasted', report('differs'), 2, 'failure'],
    ['drift that is known beside what is not', report('undeclared', 'unknown'), 3, 'failure'],
    ['what is not known', report('same', 'unknown'), 9, 'error'],
    [
      'a file that cannot be read',
      { ...report('same'), problems: [{ file: 'a', line: 1, reason: 'b' }] },
      9,
      'error',
    ],
  ])('%s', (_title, given, hours, state) => {
    expect(driftStatus(given, lasting(hours)).state).toBe(state);
  });

  test('carries the moment from run to run, also in what GitHub keeps of it', () => {
    const many = report(...Array.from({ length: 5000 }, (): ObjectState => 'missing'));
    const { context, description } = driftStatus(many, lasting(1));
    expect(description.length).toBeLessThanOrEqual(140);
    const other = { context: driftContext('dev'), description: 'x since 2020-01-01T00:00:00Z' };
    expect(driftingSince('prod', [other, { context, description }], NOW)).toEqual(lasting(1).since);
  });

  test.each([
    ['nothing was said before', undefined],
    ['the last status was good', 'No differences in 3 objects'],
    ['it names a moment that lies ahead', '1 difference since 2999-01-01T00:00:00Z'],
  ])('begins now where %s', (_title, description) => {
    const earlier = description === undefined ? [] : [{ context: driftContext('prod'), description }];
    expect(driftingSince('prod', earlier, NOW)).toBeUndefined();
    const { description: now } = driftStatus(report('missing'), { ...lasting(0), since: undefined });
    expect(now).toContain('since 2026-11-28T03:00:00Z');
  });

  test('keeps the moment over a run that could not compare everything', () => {
    const { context, description } = driftStatus(report('same', 'unknown'), lasting(5));
    expect(driftingSince('prod', [{ context, description }], NOW)).toEqual(lasting(5).since);
    const { description: nothing } = driftStatus(report('unknown'), { ...lasting(5), since: undefined });
    expect(driftingSince('prod', [{ context, description: nothing }], NOW)).toBeUndefined();
  });
});
