import { WaybillError } from '../errors/waybill-error.ts';
import { apiAddress, createGitHub, type GitHub } from '../github/github.ts';
import { fetchFor } from '../http/http.ts';
import type { Log } from '../runner/runner.ts';
import type { Terminal } from './output/terminal.ts';
import { gitFacts } from './tree/git-facts.ts';

/** How long a command waits for GitHub, its rate limits included. */
const DEADLINE = 10 * 60_000;

const WRITES: ReadonlySet<string> = new Set(['pause', 'resume']);

/**
 * GitHub as the person at the prompt, a log on standard error, and how to mask the token in what stays.
 * Throws `TOKEN_MISSING`.
 */
export function openGitHub(
  { env, stderr }: Terminal,
  command: string,
): {
  readonly github: GitHub;
  readonly log: Log;
  readonly hide: (text: string) => string;
} {
  const token = env['GH_TOKEN'] ?? env['GITHUB_TOKEN'] ?? '';
  if (token === '')
    throw new WaybillError('TOKEN_MISSING', 'GH_TOKEN and GITHUB_TOKEN are empty', {
      hint: `Set one of them to a token that may ${WRITES.has(command) ? 'write' : 'read'} the config repo: GH_TOKEN=$(gh auth token) waybill ${command}${command === 'doctor' ? '' : ' …'}.`,
    });
  const hide = (text: string): string => text.replaceAll(token, '***');
  const say = (message: string): void => void stderr.write(`${message}\n`);
  const log: Log = {
    info: () => undefined,
    debug: () => undefined,
    warning: (message) => say(`warning: ${message}`),
    error: ({ message }) => say(`error: ${message}`),
    group: (_title, body) => body(),
  };
  const github = createGitHub({
    token,
    apiUrl: apiUrlOf(env),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    now: Date.now,
    random: Math.random,
    log,
    deadline: Date.now() + DEADLINE,
    hide,
    fetch: fetchFor(env),
  });
  return { github, log, hide };
}

/** The API that is asked; also that of a GitHub Enterprise Server. Throws `INPUT_INVALID`. */
export function apiUrlOf(env: Terminal['env']): string {
  return apiAddress(env['GITHUB_API_URL'] || 'https://api.github.com', 'GITHUB_API_URL');
}

/**
 * The config repo that is meant: the option, else `GITHUB_REPOSITORY`, else where the folder was cloned from.
 * Throws `INPUT_MISSING` or `INPUT_INVALID`.
 */
export function repositoryMeant(option: string | undefined, { env, cwd }: Terminal): string {
  const named = option ?? env['GITHUB_REPOSITORY'];
  if (named === undefined || named === '') return clonedFrom(cwd);
  if (/^[\w.-]+\/[\w.-]+$/.test(named)) return named;
  throw new WaybillError(
    'INPUT_INVALID',
    `--repository is not owner/name: ${JSON.stringify(named.slice(0, 200))}`,
    {
      hint: 'Write --repository acme/config.',
    },
  );
}

function clonedFrom(cwd: string): string {
  const { repository } = gitFacts(cwd);
  if (repository !== undefined) return repository;
  throw new WaybillError('INPUT_MISSING', 'It is not known which repository is meant', {
    hint: 'Write --repository owner/name, or run this in the folder that the config repo was cloned into.',
  });
}
