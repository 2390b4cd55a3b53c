import { WaybillError } from '../../errors/waybill-error.ts';
import type { Runner } from '../../runner/runner.ts';
import { apiUrlOf, configRepoOf, limitOf, tokenOf } from '../lane/inputs.ts';

/** What one run of `drift` is asked to do. */
export interface DriftInputs {
  readonly environment: string;
  /** The folder of the clone, and `waybill.yaml` in it. */
  readonly root: string;
  readonly config: string;
  /** What is compared, where `waybill.yaml` does not say it. */
  readonly declared: readonly string[];
  readonly agent: string | undefined;
  readonly live: readonly string[];
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly namespace: string | undefined;
  readonly release: string | undefined;
  readonly values: readonly string[];
  readonly serverSide: boolean;
  readonly fails: boolean;
  readonly sarif: string | undefined;
  /** Where the status goes; undefined where none is set. */
  readonly status: StatusPlace | undefined;
  readonly run: string | undefined;
  /** How long the run may last, in milliseconds. */
  readonly limit: number;
}

export interface StatusPlace {
  readonly repository: string;
  readonly branch: string | undefined;
  readonly token: string;
  readonly apiUrl: string;
}

/** Reads every input of the action. Throws `INPUT_*` or `TOKEN_MISSING`; nothing has happened then. */
export function readInputs(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>, cwd: string): DriftInputs {
  const { inputs, context } = runner;
  const environment = inputs.required('environment');
  const [declared, live, agent] = [inputs.list('declared'), inputs.list('live'), inputs.text('agent')];
  if (agent !== undefined && declared.length > 0)
    throw new WaybillError('INPUT_INVALID', 'The inputs "agent" and "declared" are both set', {
      hint: 'The object of the agent says which folder is compared. Leave "declared" out.',
    });
  return {
    environment,
    root: cwd,
    config: inputs.text('config') ?? 'waybill.yaml',
    declared,
    agent,
    live,
    kubeconfig: inputs.text('kubeconfig'),
    context: inputs.text('context'),
    namespace: inputs.text('namespace'),
    release: inputs.text('release'),
    values: inputs.list('values'),
    serverSide: inputs.boolean('server-side', true),
    fails: inputs.boolean('fail', true),
    sarif: inputs.text('sarif-file'),
    status: inputs.boolean('status', true)
      ? { ...configRepoOf(runner), token: tokenOf(runner), apiUrl: apiUrlOf(runner) }
      : undefined,
    run: context.run?.url,
    limit: limitOf(inputs),
  };
}
