import { WaybillError } from '../errors/waybill-error.ts';
import type { RepositoryState } from '../github/github.ts';
import type { Log } from '../runner/runner.ts';
import type { Collaborators } from './collaborators.ts';

/**
 * Reads the config repo and its base commit, which is the first request of a run. Nothing that comes later
 * is loaded for it.
 */
export async function readHome(
  { repository, branch }: { readonly repository: string; readonly branch: string | undefined },
  { github, log }: Pick<Collaborators, 'github' | 'log'>,
): Promise<RepositoryState> {
  const home = await log.group('Read the config repo', () => github.readRepository(repository, branch));
  logBase(home, log);
  return home;
}

/** Says which commit everything is read from: a run is explained by what it saw. */
export function logBase({ fullName, base }: RepositoryState, log: Pick<Log, 'info'>): void {
  log.info(`${fullName}, ${base.branch} at ${base.oid}`);
}

/** The error of a config repo that has no `waybill.yaml` on its branch. */
export function withoutConfig({ fullName, base }: RepositoryState, hint: string): WaybillError {
  return new WaybillError('CONFIG_MISSING', `${fullName} has no waybill.yaml on ${base.branch}`, { hint });
}
