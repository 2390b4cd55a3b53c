import { parseDuration } from '../../config/times.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { MergeMethod } from '../../github/github.ts';
import type { PullSettings } from '../../lanes/pull-settings.ts';
import type { InputReader, Runner } from '../../runner/runner.ts';
import { type RegistryAccess, registryAccessOf } from '../registry-access.ts';

/** How to reach GitHub and the registries, and for how long. */
export interface Connection {
  readonly token: string;
  /** Reads the source repositories; undefined where `token` does. */
  readonly sourceToken?: string | undefined;
  readonly apiUrl: string;
  /** How long the run may last, in milliseconds. */
  readonly limit: number;
  readonly access: RegistryAccess;
}

const MERGE_METHODS = ['merge', 'squash', 'rebase'] as const;

/**
 * How to reach GitHub and the registries. Throws `TOKEN_MISSING` or `INPUT_*`; secrets are masked from here
 * on.
 */
export function connectionOf(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>): Connection {
  const { inputs, context } = runner;
  return {
    token: tokenOf(runner),
    apiUrl: inputs.text('github-api-url') ?? context.apiUrl,
    limit: limitOf(inputs),
    access: registryAccessOf(runner),
  };
}

/** The same for an action that lists what changed in source repositories. */
export function laneConnectionOf(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>): Connection {
  const sourceToken = runner.inputs.text('source-token');
  if (sourceToken !== undefined) runner.mask(sourceToken);
  return { ...connectionOf(runner), sourceToken };
}

/** The repository and base branch that the inputs name. */
export function configRepoOf({ inputs, context }: Pick<Runner, 'inputs' | 'context'>): {
  readonly repository: string;
  readonly branch: string | undefined;
} {
  return {
    repository: repositoryOf(inputs.text('config-repository') ?? context.repository),
    branch: inputs.text('config-branch')?.replace(/^refs\/heads\//, ''),
  };
}

function repositoryOf(text: string | undefined): string {
  if (text === undefined) {
    throw new WaybillError('INPUT_MISSING', 'The input "config-repository" is missing', {
      hint: 'Name the repository that declares the environments: owner/name.',
    });
  }
  if (/^[\w.-]+\/[\w.-]+$/.test(text)) return text;
  const [, path] = /^https?:\/\/[^/]+\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(text) ?? [];
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "config-repository" is not owner/name: ${JSON.stringify(text)}`,
    {
      hint: `Write owner and name with a slash between them: ${path ?? 'acme/config'}.`,
    },
  );
}

/** Labels, reviewers and the rest that the inputs say of the pull request. */
export function pullSettings(inputs: InputReader, repository: string): PullSettings {
  const named = inputs.list('reviewers').map(withoutAt);
  const teams = inputs.list('team-reviewers').map(withoutAt);
  const owner = repository.slice(0, repository.indexOf('/'));
  return {
    labels: inputs.list('labels'),
    reviewers: named.filter((name) => !name.includes('/')),
    teamReviewers: [
      ...named.filter((name) => name.includes('/')),
      ...teams.map((team) => (team.includes('/') ? team : `${owner}/${team}`)),
    ],
    draft: inputs.text('draft') === undefined ? undefined : inputs.boolean('draft', false),
    titlePrefix: inputs.text('title-prefix'),
    autoMerge: autoMergeOf(inputs),
    mergeMethod: mergeMethodOf(inputs),
  };
}

/** Whether Waybill merges; empty: what `waybill.yaml` says. The name of a method belongs to another input. */
function autoMergeOf(inputs: InputReader): boolean | undefined {
  const text = inputs.text('auto-merge');
  if (text === undefined) return undefined;
  const method = MERGE_METHODS.find((name) => name === text);
  if (method === undefined && text !== 'none') return inputs.boolean('auto-merge', false);
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "auto-merge" is ${JSON.stringify(text)}, which is neither true nor false`,
    {
      hint:
        method === undefined
          ? 'Write "auto-merge: false", or leave it out for what waybill.yaml says.'
          : `Write "auto-merge: true" and "merge-method: ${method}".`,
    },
  );
}

function mergeMethodOf(inputs: InputReader): MergeMethod | undefined {
  if (inputs.text('merge-method') === undefined) return undefined;
  return inputs.choice('merge-method', MERGE_METHODS, 'merge');
}

function withoutAt(name: string): string {
  return name.replace(/^@/, '');
}

function tokenOf({ inputs, mask }: Pick<Runner, 'inputs' | 'mask'>): string {
  const token = inputs.text('github-token');
  if (token === undefined) {
    throw new WaybillError('TOKEN_MISSING', 'The input "github-token" is empty', {
      hint: "Leave it out for the workflow's own token, or pass the token of a GitHub App that may write the config repo. A secret that is not set is an empty text.",
    });
  }
  mask(token);
  return token;
}

function limitOf(inputs: InputReader): number {
  const text = inputs.text('deadline') ?? '10m';
  const limit = parseDuration(text);
  if (limit !== undefined) return limit;
  throw new WaybillError('INPUT_INVALID', `The input "deadline" is not a duration: ${JSON.stringify(text)}`, {
    hint: 'Write a whole number and one unit of s, m or h: 90s, 10m, 1h.',
  });
}
