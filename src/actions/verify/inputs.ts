import { WaybillError } from '../../errors/waybill-error.ts';
import type { RequestedSubject, VerifyRequest } from '../../changes/request.ts';
import type { Runner } from '../../runner/runner.ts';
import { configRepoOf, type Connection, provingConnectionOf } from '../lane/inputs.ts';

export interface VerifyInputs {
  readonly request: VerifyRequest;
  readonly connection: Connection;
}

/** Reads every input of the action. Throws `INPUT_*` or `TOKEN_MISSING`; nothing has happened then. */
export function readInputs(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>): VerifyInputs {
  const { inputs, context } = runner;
  const { repository, branch } = configRepoOf(runner);
  return {
    request: {
      repository,
      branch,
      pullsOf: context.repository ?? repository,
      subject: subjectOf(runner),
      dryRun: inputs.boolean('dry-run', false),
      run: context.run?.url,
    },
    connection: provingConnectionOf(runner),
  };
}

/** `gh-readonly-queue/main/pr-7-<commit>`: the branch of a merge queue for one pull request. */
const GROUP = /^(?:refs\/heads\/)?gh-readonly-queue\/(.+)\/pr-(\d+)-[0-9a-f]{40}$/;
const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

function subjectOf({ inputs }: Pick<Runner, 'inputs'>): RequestedSubject {
  const [ref, commit, onto] = ['merge-group-ref', 'merge-group-commit', 'merge-group-base'].map((name) =>
    inputs.text(name),
  );
  const number = inputs.text('pull-request');
  if (ref === undefined && commit === undefined && onto === undefined) {
    if (number === undefined) return { kind: 'all' };
    if (/^[1-9]\d{0,8}$/.test(number)) return { kind: 'pull', number: Number(number) };
    throw invalid(
      'pull-request',
      number,
      'Write the number of the pull request: 7. Empty: all that are open.',
    );
  }
  const [, base, pull] = GROUP.exec(ref ?? '') ?? [];
  if (base === undefined || pull === undefined)
    throw invalid('merge-group-ref', ref, 'Leave it out: it comes from the event merge_group.');
  if (commit === undefined || !COMMIT.test(commit))
    throw invalid('merge-group-commit', commit, 'Leave it out: it comes from the event merge_group.');
  if (onto === undefined || !COMMIT.test(onto))
    throw invalid('merge-group-base', onto, 'Leave it out: it comes from the event merge_group.');
  return { kind: 'group', number: Number(pull), base, commit, onto };
}

function invalid(name: string, value: string | undefined, hint: string): WaybillError {
  return new WaybillError('INPUT_INVALID', `The input "${name}" is ${JSON.stringify(value ?? '')}`, { hint });
}
