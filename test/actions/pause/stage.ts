import { readInputs } from '../../../src/actions/pause/inputs.ts';
import { pauseOrResume } from '../../../src/lanes/pause/pause-environment.ts';
import type { PauseReport } from '../../../src/lanes/pause/request.ts';
import { fakeRunner, type Stage, withoutWaiting, type Written } from '../stage.ts';

export interface Paused extends Written {
  readonly report: PauseReport;
}

/**
 * Reads inputs as a runner gives them and pauses or resumes, with a clock that does not make the test wait.
 */
export async function runPause(
  stage: Stage,
  repository: string,
  inputs: Readonly<Record<string, string>>,
): Promise<Paused> {
  const written: Written = { log: [], warnings: [] };
  const given = { 'github-token': stage.token, 'config-repository': repository, ...stage.login, ...inputs };
  const { request, connection } = readInputs(fakeRunner(stage, given, written));
  const collaborators = withoutWaiting(fakeRunner(stage, given, written), connection, []);
  return { ...written, report: await pauseOrResume(request, collaborators) };
}
