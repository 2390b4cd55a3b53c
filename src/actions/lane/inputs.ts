import {
  isReviewer,
  LONGEST_LABEL,
  LONGEST_TITLE_PREFIX,
  withoutAt,
} from '../../config/schema/plain-rules.ts';
import { durationProblem, parseDuration } from '../../config/times.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { apiAddress, type MergeMethod } from '../../github/github.ts';
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
  /** A trusted root as JSON, for signatures of an instance of Sigstore of your own. */
  readonly trustedRoot?: string | undefined;
}

const MERGE_METHODS = ['merge', 'squash', 'rebase'] as const;

/**
 * How to reach GitHub and the registries. Throws `TOKEN_MISSING` or `INPUT_*`; secrets are masked from here
 * on.
 */
export function connectionOf(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>): Connection {
  const { inputs } = runner;
  return {
    token: tokenOf(runner),
    apiUrl: apiUrlOf(runner),
    limit: limitOf(inputs),
    access: registryAccessOf(runner),
  };
}

/**
 * Names of images and groups, where no version is asked for. Throws `INPUT_INVALID` for `name=version`;
 * `instead` says where a version belongs.
 */
export function namesOf(inputs: InputReader, instead: string): readonly string[] {
  const names = inputs.list('images');
  const versioned = names.find((name) => name.includes('=') || name.includes('@'));
  if (versioned === undefined) return names;
  const message = `The input "images" names a version: ${JSON.stringify(versioned.slice(0, 200))}`;
  throw new WaybillError('INPUT_INVALID', message, { hint: `Write names alone here (api, web). ${instead}` });
}

export function apiUrlOf({ inputs, context }: Pick<Runner, 'inputs' | 'context'>): string {
  const text = inputs.text('github-api-url');
  return text === undefined ? context.apiUrl : apiAddress(text, 'The input "github-api-url"');
}

/** The same for an action that lists what changed in source repositories. */
export function laneConnectionOf(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>): Connection {
  const sourceToken = runner.inputs.text('source-token');
  if (sourceToken !== undefined) runner.mask(sourceToken);
  return { ...connectionOf(runner), sourceToken };
}

/** The same for an action that asks who built an image. */
export function provingConnectionOf(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>): Connection {
  return { ...laneConnectionOf(runner), trustedRoot: runner.inputs.text('trusted-root') };
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
    `The input "config-repository" is not owner/name: ${JSON.stringify(text.slice(0, 200))}`,
    {
      hint: `Write owner and name with a slash between them: ${path ?? 'acme/config'}.`,
    },
  );
}

/** Labels, reviewers and the rest that the inputs say of the pull request. */
export function pullSettings(inputs: InputReader, repository: string): PullSettings {
  const owner = repository.slice(0, repository.indexOf('/'));
  const named = reviewersOf(inputs, 'reviewers', (name) => name);
  const teams = reviewersOf(inputs, 'team-reviewers', (name) =>
    name.includes('/') ? name : `${owner}/${name}`,
  );
  return {
    labels: inputs.list('labels').map((label) => atMost('labels', label, LONGEST_LABEL)),
    reviewers: named.filter((name) => !name.includes('/')),
    teamReviewers: [...named.filter((name) => name.includes('/')), ...teams],
    draft: inputs.text('draft') === undefined ? undefined : inputs.boolean('draft', false),
    titlePrefix: titlePrefixOf(inputs),
    autoMerge: autoMergeOf(inputs),
    mergeMethod: mergeMethodOf(inputs),
  };
}

/** As `waybill.yaml` reads them. `whole` makes a name of what was written. */
function reviewersOf(inputs: InputReader, input: string, whole: (name: string) => string): readonly string[] {
  return inputs.list(input).map((written) => {
    const name = whole(withoutAt(written));
    if (isReviewer(name)) return name;
    const message = `The input "${input}" names ${JSON.stringify(written.slice(0, 100))}, which is neither a user nor a team`;
    throw new WaybillError('INPUT_INVALID', message, {
      hint: 'Write users (octocat) and teams with their organization (acme/sre).',
    });
  });
}

function titlePrefixOf(inputs: InputReader): string | undefined {
  const text = inputs.text('title-prefix');
  return text === undefined ? undefined : atMost('title-prefix', text, LONGEST_TITLE_PREFIX);
}

function atMost(input: string, text: string, longest: number): string {
  if (text.length <= longest) return text;
  const message = `The input "${input}" has a text of ${text.length} characters: ${JSON.stringify(`${text.slice(0, 60)}…`)}`;
  throw new WaybillError('INPUT_INVALID', message, { hint: `At most ${longest} characters.` });
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

export function tokenOf({ inputs, mask }: Pick<Runner, 'inputs' | 'mask'>): string {
  const token = inputs.text('github-token');
  if (token === undefined) {
    throw new WaybillError('TOKEN_MISSING', 'The input "github-token" is empty', {
      hint: "Leave it out for the workflow's own token, or pass the token of a GitHub App that may write the config repo. A secret that is not set is an empty text.",
    });
  }
  mask(token);
  return token;
}

export function limitOf(inputs: InputReader): number {
  const text = inputs.text('deadline') ?? '10m';
  const limit = parseDuration(text);
  if (limit !== undefined) return limit;
  const { problem = '', hint = '' } = durationProblem(text) ?? {};
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "deadline" is ${JSON.stringify(text.slice(0, 100))}, ${problem}`,
    { hint },
  );
}
