import { z } from 'zod';
import type { GateState } from '../../promotion/gates/gate.ts';
import { imagesIn } from './image-texts.ts';
import { nothing, type Signal, signalled, type SignalReading, speakerPart } from './signal.ts';

/**
 * An event of Flux as a `Provider` of the type `githubdispatch` sends it: the whole of it is the payload.
 * https://github.com/fluxcd/pkg/blob/main/apis/event/v1beta1/event.go
 */
export const fluxEventSchema = z.object({
  involvedObject: z.object({ kind: z.string(), namespace: z.string().default(''), name: z.string() }),
  severity: z.string(),
  timestamp: z.iso.datetime({ offset: true }),
  message: z.string(),
  reason: z.string().default(''),
  metadata: z.record(z.string(), z.string()).nullish(),
  reportingController: z.string(),
});

type FluxEvent = z.infer<typeof fluxEventSchema>;

/** Kinds that apply something. The others fetch, and say nothing of what runs. */
const APPLIES: ReadonlySet<string> = new Set(['Kustomization', 'HelmRelease']);

/**
 * What an event of Flux says of the commit that it names. `githubdispatch` has gaps, and none of them becomes
 * a success:
 *
 * - the last event of a reconciliation is never sent: "Health check passed" is the last that comes, and only
 *   with `wait: true` or `healthChecks`
 * - without them every event means that the objects were applied, and not that they run: pending
 * - nothing is sent for a commit that changes nothing: an earlier commit that holds the digest counts then
 * - a HelmRelease names the version of its chart: it counts where its metadata names a commit or the image
 * - an OCIRepository or GitRepository says that something was fetched: nothing follows from it
 */
export function readFluxEvent(event: FluxEvent): SignalReading {
  const { kind, name, namespace } = event.involvedObject;
  if (!APPLIES.has(kind)) return nothing(`${kind} ${name} was fetched, which says nothing of what runs.`);
  const metadata = event.metadata ?? {};
  const commit = commitIn(metadata);
  const images = imagesIn((metadata['image'] ?? '').split(/[\s,]+/));
  if (commit === undefined && images.length === 0)
    return nothing(
      `${kind} ${name} names no commit and no image (it is at ${metadata['revision'] ?? 'no revision'}). Let a Kustomization with "wait: true" apply it, or name the image in its annotation event.toolkit.fluxcd.io/image.`,
    );
  const signal: Signal = {
    speaker: [kind, name, metadata['cluster'] ?? namespace].map(speakerPart).join('/'),
    ...meaningOf(event),
    at: new Date(event.timestamp),
    commit,
    images,
    url: undefined,
  };
  return signalled(signal);
}

/**
 * The commit of git that was applied: `main@sha1:1e3fc79…`. Where the source is an OCI artifact, its own
 * revision is a digest, and `originRevision` is the commit that it was made from.
 */
function commitIn(metadata: Readonly<Record<string, string>>): string | undefined {
  for (const key of ['commit', 'originRevision', 'revision']) {
    const [, commit] = /(?:^|[@:/])([0-9a-f]{40})$/.exec(metadata[key] ?? '') ?? [];
    if (commit !== undefined) return commit;
  }
  return undefined;
}

/** Reasons with which helm-controller says that a release runs, or that a failed one was taken back. */
const BY_REASON: ReadonlyMap<string, GateState> = new Map([
  ['InstallSucceeded', 'passed'],
  ['UpgradeSucceeded', 'passed'],
  ['TestSucceeded', 'passed'],
  ['RollbackSucceeded', 'failed'],
  ['UninstallSucceeded', 'failed'],
]);

function meaningOf({ severity, reason, message, involvedObject }: FluxEvent): Pick<Signal, 'state' | 'says'> {
  const words = reason.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  if (severity === 'error') return { state: 'failed', says: words === '' ? 'failed' : words };
  if (/^Health check passed\b/m.test(message)) return { state: 'passed', says: 'health check passed' };
  const meant = involvedObject.kind === 'HelmRelease' ? BY_REASON.get(reason) : undefined;
  if (meant !== undefined) return { state: meant, says: words };
  if (reason === 'DependencyNotReady') return { state: 'pending', says: 'dependency not ready' };
  // Also with the reason ReconciliationSucceeded: that comes when what a deleted object had applied is gone.
  return { state: 'pending', says: applied(message) };
}

function applied(message: string): string {
  return / deleted$/m.test(message) ? 'was deleted' : 'applied, not seen to be healthy';
}
