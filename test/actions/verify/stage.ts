import { readInputs } from '../../../src/actions/verify/inputs.ts';
import type { VerifyReport } from '../../../src/changes/report.ts';
import { verify } from '../../../src/changes/verify-changes.ts';
import type { PullRequestView, SandboxRepository, SeedFile } from '../../../sandbox/github/sandbox-github.ts';
import { type AdvanceStage, fileOf, kustomization } from '../advance/stage.ts';
import { fakeRunner, withoutWaiting, type Written } from '../stage.ts';

export interface Verified extends Written {
  readonly report: VerifyReport;
}

/** Reads inputs as a runner gives them and verifies, with a clock that does not make the test wait. */
export async function runVerify(
  stage: AdvanceStage,
  repository: SandboxRepository,
  inputs: Readonly<Record<string, string>> = {},
): Promise<Verified> {
  const written: Written = { log: [], warnings: [] };
  const runner = fakeRunner(stage, { 'github-token': stage.token, ...inputs }, written);
  const context = { ...runner.context, repository: repository.fullName };
  const { request, connection } = readInputs({ ...runner, context });
  const report = await verify(request, withoutWaiting(runner, connection, []));
  return { ...written, report };
}

/** A person opens a pull request that changes files. */
export async function propose(
  repository: SandboxRepository,
  branch: string,
  files: Readonly<Record<string, SeedFile | null>>,
): Promise<PullRequestView> {
  await repository.push(branch, files, { message: `Change ${branch}` });
  return repository.openPullRequest({ title: branch, head: branch, author: 'bob' });
}

/** The file of an environment as it declares images: name to `tag@digest`. */
export function declaring(
  stage: AdvanceStage,
  environment: string,
  images: Readonly<Record<string, string>>,
): Record<string, string> {
  return { [fileOf(environment)]: kustomization(stage, images) };
}
