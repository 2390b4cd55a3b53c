import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { type DeclaredImage, runningState } from '../../../src/environments/running/running-state.ts';
import { readSignal } from '../../../src/environments/signals/read-signal.ts';
import {
  compareReported,
  newestReported,
  reportedStatus,
  type ReportedStatus,
} from '../../../src/environments/signals/reported-status.ts';
import { signalPlaces } from '../../../src/environments/signals/signal-places.ts';
import { parseDigest } from '../../../src/image/digest.ts';
import { rounds } from '../../rounds.ts';

// Events come late, twice, in another order, or not at all. What GitHub keeps of them, and so how a digest
// runs, is the same in the end.

const dispatch = z.object({ client_payload: z.looseObject({ involvedObject: z.looseObject({}) }) });
const FLUX = readFileSync('test/environments/signals/flux-dispatches.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line): unknown => dispatch.parse(JSON.parse(line)).client_payload);

const [OLD, NEW] = [parseDigest(`sha256:${'a'.repeat(64)}`), parseDigest(`sha256:${'b'.repeat(64)}`)];
const ARGO = [
  ['2026-11-27T07:12:10Z', 'Progressing', [OLD, NEW]],
  ['2026-11-27T07:12:20Z', 'Healthy', [OLD]],
  ['2026-11-27T07:12:30Z', 'Healthy', [NEW]],
  ['2026-11-27T07:12:30Z', 'Degraded', [NEW]],
  ['2026-11-27T07:12:40Z', 'Healthy', [NEW]],
].map(([at, health, digests]) => ({
  ...{ agent: 'argocd', app: 'apps', cluster: 'lab', phase: 'Succeeded', sync: 'Synced' },
  ...{ at, health, images: [...(digests ?? [])].map((digest) => `ghcr.io/acme/shop@${digest}`) },
}));
const EVENTS: readonly unknown[] = [...FLUX, ...ARGO];

const COMMIT = '1e3fc79ae0759156fcb816f1bab0fc4bb14e489e';
const SINCE = { at: new Date('2026-11-27T07:11:00Z'), commit: COMMIT, url: undefined };

function declaredImage(context: string, commits: DeclaredImage['commits']): DeclaredImage {
  const names = { environment: 'dev', target: undefined, image: 'shop', repository: 'ghcr.io/acme/shop' };
  return { ...names, digest: NEW, tag: 'v2', since: SINCE, contexts: [context], commits };
}

/** What GitHub keeps: all statuses of a commit and context, in the order in which they were written. */
type Kept = Map<string, ReportedStatus[]>;

/** Writes a status as an action does: unless one that is there counts for more. */
function keep(kept: Kept, payload: unknown): void {
  const read = readSignal('repository_dispatch', { client_payload: payload });
  if (read.kind === 'nothing') return;
  const images = [
    declaredImage('reported/kustomization/*/lab', []),
    declaredImage('reported/argocd/apps/lab', []),
  ];
  for (const { commit, signal } of signalPlaces(read.signal, images)) {
    const status = reportedStatus(signal);
    const key = `${commit} ${status.context}`;
    const present = kept.get(key) ?? [];
    const newest = newestReported(present);
    if (newest === undefined || compareReported(status, newest) > 0) kept.set(key, [...present, status]);
  }
}

/** How the digest runs, by what was kept on one commit. */
function stateBy(events: readonly unknown[], context: string): string {
  const kept: Kept = new Map();
  for (const event of events) keep(kept, event);
  const statuses = [...kept]
    .filter(([key]) => key.startsWith(COMMIT))
    .flatMap(([, all]) => {
      const last = all.at(-1);
      return last === undefined ? [] : [{ ...last, url: undefined, at: SINCE.at }];
    });
  const commits = [{ oid: COMMIT, url: undefined, statuses }];
  const { kind, says } = runningState(declaredImage(context, commits), { now: SINCE.at, timeOut: 1000 });
  return `${kind}: ${says}`;
}

const CONTEXTS = ['reported/kustomization/apps/lab', 'reported/argocd/apps/lab'];

test('events in their order end with what was said last', () => {
  expect(CONTEXTS.map((context) => stateBy(EVENTS, context))).toEqual([
    'running: It runs, and is healthy.',
    'running: It runs, and is healthy.',
  ]);
});

test.each(CONTEXTS)('in any order, and twice, they end the same: %s', (context) => {
  const order = fc.shuffledSubarray([...EVENTS, ...EVENTS], { minLength: EVENTS.length * 2 });
  fc.assert(
    fc.property(order, (events) => stateBy(events, context) === stateBy(EVENTS, context)),
    rounds(200),
  );
});

test.each(CONTEXTS)('whatever is lost before the last, they end the same: %s', (context) => {
  const last = context.includes('argocd') ? ARGO[4] : FLUX[2];
  const some = fc.subarray(EVENTS.filter((event) => event !== last));
  fc.assert(
    fc.property(some, (events) => stateBy([...events, last], context) === stateBy(EVENTS, context)),
    rounds(200),
  );
});

test('without the last, nothing is said to run that did not', () => {
  const some = fc.shuffledSubarray(FLUX.filter((event) => event !== FLUX[2]));
  fc.assert(
    fc.property(some, (events) => !stateBy(events, 'reported/kustomization/apps/lab').startsWith('running')),
    rounds(200),
  );
});
