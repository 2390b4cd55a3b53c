import { imageMeant } from '../../config/images.ts';
import { environmentNamed } from '../../config/configured-environments.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import type { Digest } from '../../image/digest.ts';
import { namesStatus } from '../../promotion/gates/health.ts';
import { versionText } from '../../promotion/gates/words.ts';
import { reportedContext, reportedStatus } from '../signals/reported-status.ts';
import { speakerPart } from '../signals/signal.ts';
import { type Kept, keepSignal } from './keep-signal.ts';
import type { RunningRead } from './read-running.ts';

/** What the job of somebody's own agent says of one image. */
export interface StateReport {
  readonly environment: string;
  readonly target: string | undefined;
  /** A name of `waybill.yaml`, or a repository. */
  readonly image: string;
  /** The digest that runs; undefined where it is the one that is declared. */
  readonly digest: Digest | undefined;
  readonly state: 'passed' | 'pending' | 'failed';
  readonly says: string;
  readonly at: Date;
  readonly url: string | undefined;
}

/** Where a report is kept, and what a person should know of it. */
export interface KeptReport {
  readonly context: string;
  readonly repository: string;
  readonly commit: string;
  readonly digest: Digest;
  /** What became of it. A dry run writes nothing. */
  readonly kept: Kept;
  /** Undefined where the environment waits for it. */
  readonly warning: string | undefined;
}

/**
 * Keeps what a job says of an image as the commit status `reported/<environment>/<image>`, on the commit that
 * declares it. Throws `INPUT_INVALID` where another digest is declared: what runs then is not what was meant.
 */
export async function keepReport(
  report: StateReport,
  { config, images, declared }: RunningRead,
  github: Pick<GitHub, 'statusesOf' | 'writeStatus'>,
  dryRun: boolean,
): Promise<KeptReport> {
  const { name: environment } = environmentNamed(config, report.environment);
  const { name: image } = imageMeant(config, report.image);
  const found = images.find(
    (known) => known.environment === environment && known.image === image && known.target === report.target,
  );
  const where = report.target === undefined ? environment : `${environment}/${report.target}`;
  if (found?.since === undefined)
    throw new WaybillError('INPUT_INVALID', `${where} declares no single digest of ${image}`, {
      hint: 'In an environment with waves, name one of its targets with --target.',
    });
  if (report.digest !== undefined && report.digest !== found.digest)
    throw new WaybillError(
      'INPUT_INVALID',
      `${where} declares ${versionText(found)} of ${image}, and not ${report.digest}`,
      {
        hint: 'Report what the environment declares now. A report of another digest says nothing of it.',
      },
    );
  const speaker = [environment, ...(report.target === undefined ? [] : [report.target]), image]
    .map(speakerPart)
    .join('/');
  const signal = { speaker, ...report, commit: found.since.commit, images: [] };
  const { fullName: repository } = declared.of(environment).baseBranch.state;
  const { commit } = found.since;
  const { context } = reportedStatus(signal);
  const kept = dryRun ? 'known' : await keepSignal({ commit, signal }, repository, github);
  const isHeard = found.contexts.some((known) => namesStatus(known, reportedContext(speaker)));
  const warning = isHeard ? undefined : `${where} does not wait for ${context}: name it in its "health".`;
  return { context, repository, commit, digest: found.digest, kept, warning };
}
