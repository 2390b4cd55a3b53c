import { afterEach, beforeAll, expect } from '@jest/globals';
import { errorsOf, type WaybillError } from '../../../src/errors/waybill-error.ts';
import { openStage, type Stage } from '../stage.ts';
import { configRepo, run } from './stage.ts';

/** The stand-ins of the file that imports this. Nothing may be proposed in `acme/config`. */
export let stage: Stage;
export let v1: string;

beforeAll(async () => {
  stage = await openStage();
  v1 = stage.release('api', 'v1');
  stage.release('api', 'v2');
  stage.release('web', 'w2');
  await configRepo(stage, 'acme/config', v1);
});

afterEach(() => {
  expect(stage.github.repository('acme/config').pullRequests()).toEqual([]);
});

/** The errors of a run into dev that must not have written anything. */
export async function errorsOfRun(
  inputs: Readonly<Record<string, string>>,
  token?: string,
): Promise<readonly WaybillError[]> {
  stage.github.clearRequests();
  const all = { images: 'api=v2', environment: 'dev', 'config-repository': 'acme/config', ...inputs };
  const thrown: unknown = await run(stage, all, token === undefined ? {} : { token }).then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
  return errorsOf(thrown);
}

/** The writes of the last run that came through. */
export function written(): readonly string[] {
  return stage.github.requests
    .filter(({ write, status }) => write && status >= 200 && status < 300)
    .map(({ operation }) => operation);
}
