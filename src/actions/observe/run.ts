import type { Config } from '../../config/config.ts';
import { parseConfig } from '../../config/parse.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import { readHome, withoutConfig } from '../../environments/home.ts';
import { type OriginReader, readOrigins } from '../../environments/running/image-sources.ts';
import { type Kept, keepSignal } from '../../environments/running/keep-signal.ts';
import { proposals } from '../../environments/running/proposals.ts';
import { type RunningRead, readRunning } from '../../environments/running/read-running.ts';
import { runningState } from '../../environments/running/running-state.ts';
import type { Standing } from '../../environments/running/whereabouts.ts';
import { signalPlaces } from '../../environments/signals/signal-places.ts';
import { groupBy } from '../../errors/group-by.ts';
import { attemptEach } from '../../errors/attempt-all.ts';
import type { WaybillError } from '../../errors/waybill-error.ts';
import type { GitHub, RepositoryState } from '../../github/github.ts';
import { answerWhere, type WhereAnswer } from '../../environments/running/where.ts';
import type { ObserveRequest } from './inputs.ts';
import type { ReportedState } from './plan-deployments.ts';
import { reportSource, type SourceReport } from './report-source.ts';

/** What a run saw and told. */
export interface ObserveReport {
  readonly home: string;
  readonly dryRun: boolean;
  readonly standing: Standing;
  readonly originOf: OriginReader;
  /** What became of the signal that started the run; a sentence. */
  readonly signal: string;
  readonly sources: readonly SourceReport[];
  /** Source repositories that were not told, because there is no token for them. */
  readonly untold: readonly string[];
  readonly where: WhereAnswer | undefined;
  readonly errors: readonly WaybillError[];
}

/**
 * Keeps what an agent said, sees how each declared digest runs, and tells the repositories that it was built
 * from. `reporter` is GitHub as the token that writes there. A source repository that cannot be told is an
 * error, and the others are told.
 */
export async function observe(
  request: ObserveRequest,
  collaborators: Collaborators,
  reporter: GitHub,
): Promise<ObserveReport> {
  const { log } = collaborators;
  const state = await readHome(request, collaborators);
  const config = configOf(state);
  const home = `${state.fullName}@${state.base.branch}`;
  let read = await log.group('Read what is declared and what was said of it', () =>
    readRunning(state, config, collaborators),
  );
  const signal = request.where === undefined ? await keep(request, read, collaborators) : NO_SIGNAL;
  if (signal.isNews) read = await readRunning(state, config, collaborators);
  const patience = { now: state.now ?? new Date(0), timeOut: request.timeOut };
  const states = read.images.map((image) => runningState(image, patience));
  const proposed = proposals(read.lanePlaces);
  const standing = { config: read.config, states, unclear: read.unclear, proposed };
  const originOf = await readOrigins([...states, ...proposed], read.config, collaborators.readRecord);
  const known = { home, dryRun: request.dryRun, standing, originOf, signal: signal.says };
  if (request.where !== undefined) {
    const where = await answerWhere(request.where, { standing, originOf }, collaborators.github);
    return { ...known, where, sources: [], untold: [], errors: [] };
  }
  const reported = groupBy(reportedOf(standing, originOf), ({ origin }) => origin.repository);
  const isTold = (repository: string): boolean =>
    request.reportsElsewhere || repository.toLowerCase() === state.fullName.toLowerCase();
  const told = [...reported].filter(([repository]) => isTold(repository));
  const { values: sources, errors } = await attemptEach(told, ([repository, own]) =>
    log.group(`Tell ${repository}`, () =>
      reportSource({ ...request, repository, home, standing, originOf, reported: own }, reporter),
    ),
  );
  const untold = [...reported.keys()].filter((repository) => !isTold(repository));
  return { ...known, where: undefined, sources, untold, errors };
}

function configOf(home: RepositoryState): Config {
  if (home.config !== undefined) return parseConfig(home.config);
  throw withoutConfig(home, 'Add a waybill.yaml that says which images and environments there are.');
}

/** Digests whose source is known, in environments that say how they run. */
function reportedOf({ states }: Standing, originOf: OriginReader): readonly ReportedState[] {
  return states.flatMap((state) => {
    const origin = originOf(state);
    return origin === undefined || state.kind === 'unwatched' ? [] : [{ state, origin }];
  });
}

const NO_SIGNAL = { isNews: false, says: '' };

/** Keeps what the event says where an environment waits for it. */
async function keep(
  { reading, dryRun }: ObserveRequest,
  { images, declared }: RunningRead,
  { github, log }: Collaborators,
): Promise<{ readonly isNews: boolean; readonly says: string }> {
  if (reading.kind === 'nothing') {
    if (reading.why !== '') log.info(reading.why);
    return { isNews: false, says: reading.why };
  }
  const { speaker, says } = reading.signal;
  const places = signalPlaces(reading.signal, images);
  if (places.length === 0) {
    const why = `No environment waits for reported/${speaker}, or nothing of it is declared: name it in "health".`;
    log.warning(why);
    return { isNews: false, says: why };
  }
  const results: Kept[] = [];
  for (const { environment, ...place } of dryRun ? [] : places) {
    const { fullName } = declared.of(environment).baseBranch.state;
    const kept = await keepSignal(place, fullName, github);
    log.info(
      `${environment}: reported/${speaker} ${place.signal.says} at ${place.commit.slice(0, 7)}: ${kept}`,
    );
    results.push(kept);
  }
  return { isNews: results.includes('written'), says: `${speaker}: ${says}` };
}
