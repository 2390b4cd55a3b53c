import { z } from 'zod';
import { imagesIn } from './image-texts.ts';
import { nothing, type Signal, signalled, type SignalReading, speakerPart } from './signal.ts';

/**
 * What a template has to send by `repositoryDispatch`. Argo CD has no payload of its own: the template writes
 * all of it (docs/observe.md lists the fields).
 */
export const argoEventSchema = z.object({
  agent: z.literal('argocd'),
  app: z.string().min(1),
  /** `operationState.phase`: how the last sync ended. */
  phase: z.string().default(''),
  health: z.string().default(''),
  sync: z.string().default(''),
  at: z.iso.datetime({ offset: true }),
  cluster: z.string().default(''),
  /** One for each source of the Application: commits, versions of charts, tags. */
  revisions: z.array(z.string()).nullish(),
  /** `status.summary.images`. */
  images: z.array(z.string()).nullish(),
  url: z.string().optional(),
});

type ArgoEvent = z.infer<typeof argoEventSchema>;

/**
 * What Argo CD says of the digests that run. The commit that it names is the newest of the branch, of
 * whatever source, so it counts only where the sync failed and nothing new runs. Gaps that become no success:
 *
 * - the health that is read right after a sync can be the one from before: it counts for the images beside it
 * - several sources have several revisions, and some are versions of charts: none of them is relied on
 * - a rollout under way shows old and new images together: whoever compares them sees that it is not done
 */
export function readArgoEvent(event: ArgoEvent): SignalReading {
  const images = imagesIn(event.images ?? []);
  const commits = (event.revisions ?? []).filter((revision) => /^[0-9a-f]{40}$/.test(revision));
  const hasFailed = SYNC_FAILED.has(event.phase);
  const [commit] = commits.length === 1 ? commits : [];
  if (hasFailed && commit === undefined)
    return nothing(
      `The sync of ${event.app} failed, and its ${commits.length} commits do not say of what. Its images are those from before.`,
    );
  if (!hasFailed && images.length === 0) return nothing(`${event.app} names no image.`);
  const signal: Signal = {
    speaker: ['argocd', event.app, ...(event.cluster === '' ? [] : [event.cluster])]
      .map(speakerPart)
      .join('/'),
    ...meaningOf(event, hasFailed),
    at: new Date(event.at),
    commit: hasFailed ? commit : undefined,
    images: hasFailed ? [] : images,
    url: event.url,
  };
  return signalled(signal);
}

const SYNC_FAILED: ReadonlySet<string> = new Set(['Failed', 'Error']);

function meaningOf({ phase, health, sync }: ArgoEvent, hasFailed: boolean): Pick<Signal, 'state' | 'says'> {
  if (hasFailed) return { state: 'failed', says: 'sync failed' };
  if (health === 'Degraded') return { state: 'failed', says: 'degraded' };
  const says = [phase, sync, health]
    .filter((word) => word !== '')
    .join(', ')
    .toLowerCase();
  const isWell = health === 'Healthy' && sync === 'Synced' && phase === 'Succeeded';
  return isWell ? { state: 'passed', says: 'synced and healthy' } : { state: 'pending', says };
}
