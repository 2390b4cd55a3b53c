import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { readInputs } from '../../../src/actions/rollback/inputs.ts';
import { rollBack } from '../../../src/actions/rollback/run.ts';
import { fakeRunner, type Stage, text, type Written, withoutWaiting } from '../stage.ts';
import { type Ran } from '../promote/stage.ts';

export const REASON = 'loses sessions';

/** Reads inputs as a runner gives them and rolls back, with a clock that does not make the test wait. */
export async function runRollBack(
  stage: Stage,
  inputs: Readonly<Record<string, string>>,
  options: { readonly token?: string; readonly run?: string; readonly actor?: string } = {},
): Promise<Ran> {
  const written: Written = { log: [], warnings: [] };
  const given = { 'github-token': options.token ?? stage.token, reason: REASON, ...stage.login, ...inputs };
  const runner = fakeRunner(stage, given, written);
  const url = `${stage.github.url}/acme/ops/actions/runs/${options.run ?? '1'}`;
  const context = {
    ...runner.context,
    actor: options.actor ?? 'alice',
    run: { id: options.run ?? '1', attempt: 1, url },
  };
  const { request, connection } = readInputs({ ...runner, context });
  const waited: number[] = [];
  const collaborators = withoutWaiting(runner, connection, waited);
  return { ...written, waited, report: await rollBack(request, collaborators) };
}

/** Writes another version into a file of the base branch, as a merged promotion does; returns the commit. */
export async function declare(
  repo: SandboxRepository,
  path: string,
  replacements: Readonly<Record<string, string>>,
  message = 'Promote',
): Promise<string> {
  let content = await text(repo, 'main', path);
  for (const [old, young] of Object.entries(replacements)) content = content.replaceAll(old, young);
  return repo.push('main', { [path]: content }, { message, date: nextSecond() });
}

let seconds = Date.parse('2026-03-01T08:00:00Z');

/** Commits a minute apart, so that their order is that of their dates. */
function nextSecond(): Date {
  seconds += 60_000;
  return new Date(seconds);
}
