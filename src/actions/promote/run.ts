import type { Collaborators } from '../../environments/collaborators.ts';
import { readHome } from '../../environments/home.ts';
import type { RepositoryState } from '../../github/github.ts';
import type { PromoteReport } from '../../lanes/lane-report.ts';
import type { PromoteRequest } from './inputs.ts';
import type { ResolvedImages } from './resolve-all.ts';

/**
 * Brings images into one environment of a config repo, lane by lane. Everything is planned before anything is
 * written, so that a mistake in one lane leaves all of them alone. The report says what became of each lane;
 * one that cannot go on because somebody's commit is on its branch carries the error. Throws `WaybillError`
 * or `WaybillErrors`. `onHome` hears when the config repo is read, before anything is made of it.
 */
export async function promote(
  request: PromoteRequest,
  collaborators: Collaborators,
  onHome: () => void = () => undefined,
): Promise<PromoteReport> {
  let home: RepositoryState | undefined = await readHome(request, collaborators);
  onHome();
  // Loaded only now, so that a run says what it works on before it loads the rest of the bundle.
  const [{ carryOutInRounds }, { planLanes }] = await Promise.all([
    import('../../lanes/rounds.ts'),
    import('./plan-lanes.ts'),
  ]);
  const resolved: ResolvedImages = new Map();
  return carryOutInRounds(
    async (progress) => {
      // What was read first serves the first round: another run can have moved the base before the next one.
      const read = home ?? (await readHome(request, collaborators));
      home = undefined;
      return planLanes(request, collaborators, { progress, resolved, home: read });
    },
    request.dryRun,
    collaborators.log,
  );
}
