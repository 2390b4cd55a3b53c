import type { WaybillError } from '../../src/errors/waybill-error.ts';
import { readContext } from '../../src/runner/context.ts';
import { createInputs } from '../../src/runner/inputs.ts';
import type { Runner } from '../../src/runner/runner.ts';

/** A runner that keeps what an action gives it. */
export interface FakeRunner extends Runner {
  readonly outputs: Record<string, string>;
  /** Every entry with its level in front: `info Pushed …`. */
  readonly lines: string[];
  readonly errors: WaybillError[];
  readonly summaries: string[];
  readonly secrets: string[];
  readonly artifacts: string[];
}

export interface FakeRunnerOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  /** Variables of the run, over those of a push to `main` of acme/shop. */
  readonly env?: Readonly<Record<string, string>>;
}

export const RUN_COMMIT = 'c0ffee0000000000000000000000000000c0ffee';

const PUSH_TO_MAIN = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_SHA: RUN_COMMIT,
  GITHUB_REF: 'refs/heads/main',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_RUN_ID: '7',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_WORKSPACE: '/workspace',
};

export function fakeRunner({ inputs = {}, env = {} }: FakeRunnerOptions = {}): FakeRunner {
  const variables = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const kept = {
    outputs: {} as Record<string, string>,
    lines: [] as string[],
    errors: [] as WaybillError[],
    summaries: [] as string[],
    secrets: [] as string[],
    artifacts: [] as string[],
  };
  return {
    ...kept,
    inputs: createInputs(variables),
    context: readContext({ ...PUSH_TO_MAIN, ...env }, '/workspace'),
    log: {
      info: (message) => void kept.lines.push(`info ${message}`),
      debug: (message) => void kept.lines.push(`debug ${message}`),
      warning: (message) => void kept.lines.push(`warning ${message}`),
      error: (error) => void kept.errors.push(error),
      group: (_, body) => body(),
    },
    output: (name, value) => void (kept.outputs[name] = value),
    summary: async (markdown) => void kept.summaries.push(markdown),
    mask: (secret) => void kept.secrets.push(secret),
    hide: (text) => text,
    endAfter: () => undefined,
    announceArtifact: (reference) => kept.artifacts.push(reference) > 0,
  };
}
