import type { SandboxGitHub, SandboxRepository, TokenGrant } from '../../../sandbox/github/sandbox-github.ts';
import { gitHubStandIn } from '../../stand-ins.ts';
import { yaml } from '../../yaml.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the answer; `undefined` for an answer without a body. */
  readonly json: Json;
  readonly text: string;
}

/** JSON of an answer, read by path: `answer.json.at('head', 'sha').text()`. */
export class Json {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  at(...path: readonly (string | number)[]): Json {
    let value = this.value;
    for (const key of path) {
      value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    }
    return new Json(value);
  }

  text(): string {
    if (typeof this.value !== 'string') throw new Error(`not a text: ${JSON.stringify(this.value)}`);
    return this.value;
  }

  list(): readonly Json[] {
    if (!Array.isArray(this.value)) throw new Error(`not a list: ${JSON.stringify(this.value)}`);
    return this.value.map((item: unknown) => new Json(item));
  }
}

export interface Client {
  readonly rest: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<RestAnswer>;
  readonly graphql: (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<RestAnswer>;
}

/** A client that sends what it is told, and shows what came back, whatever the status. */
export function clientOf(github: SandboxGitHub, token?: string): Client {
  const send = async (
    method: string,
    url: string,
    body: unknown,
    more: Readonly<Record<string, string>>,
  ): Promise<RestAnswer> => {
    const answer = await fetch(url, {
      method,
      headers: { ...(token === undefined ? {} : { authorization: `token ${token}` }), ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== '';
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: new Json(isJson ? JSON.parse(text) : undefined),
    };
  };
  return {
    rest: (method, path, body, headers = {}) => send(method, github.apiUrl + path, body, headers),
    graphql: (query, variables = {}) => send('POST', `${github.url}/api/graphql`, { query, variables }, {}),
  };
}

export const EVERYTHING: TokenGrant['permissions'] = {
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  statuses: 'write',
  deployments: 'write',
  members: 'read',
  metadata: 'read',
};

export interface Stage {
  readonly github: SandboxGitHub;
  readonly repo: SandboxRepository;
  readonly client: Client;
  readonly token: string;
}

/** A stand-in with the config repo `acme/config` and an App's token that may do everything but workflows. */
export async function openStage(
  settings: Parameters<SandboxGitHub['createRepository']>[2] = {},
  grant: Partial<TokenGrant> = {},
): Promise<Stage> {
  const github = await gitHubStandIn({ validate: true });
  const repo = await github.createRepository('acme/config', FILES, settings);
  const token = github.grant({
    kind: 'installation',
    login: 'acme-waybill[bot]',
    permissions: EVERYTHING,
    ...grant,
  });
  return { github, repo, token, client: clientOf(github, token) };
}

const FILES = {
  'README.md': 'Config\n',
  'envs/dev/kustomization.yaml': yaml`
    images:
      - name: api
        newTag: v1
  `,
  'envs/dev/run.sh': { content: '#!/bin/sh\n', mode: '100755' },
  'envs/dev/link': { content: 'kustomization.yaml', mode: '120000' },
} as const;

export const ZERO = '0'.repeat(40);

/** Makes a commit on top of `main` that changes one file, and returns its id; no branch points to it. */
export async function loneCommit(stage: Stage, content = 'changed\n'): Promise<string> {
  const base = await stage.repo.head('main');
  const tree = await stage.client.rest('POST', '/repos/acme/config/git/trees', {
    base_tree: base,
    tree: [{ path: 'envs/dev/kustomization.yaml', mode: '100644', type: 'blob', content }],
  });
  const commit = await stage.client.rest('POST', '/repos/acme/config/git/commits', {
    message: 'Promote api to dev',
    tree: tree.json.at('sha').text(),
    parents: [base],
  });
  return commit.json.at('sha').text();
}

/** Puts a branch on a fresh commit and opens a pull request for it. */
export async function openPull(stage: Stage, branch = 'waybill/dev/api', content?: string): Promise<number> {
  const sha = await loneCommit(stage, content);
  await stage.client.rest('POST', '/repos/acme/config/git/refs', { ref: `refs/heads/${branch}`, sha });
  const pull = await stage.client.rest('POST', '/repos/acme/config/pulls', {
    title: 'Promote api to dev',
    body: 'One image.',
    head: branch,
    base: 'main',
  });
  if (pull.status !== 201) throw new Error(pull.text);
  return Number(pull.json.at('number').value);
}

/** Status, text, and the texts or codes of the fields. */
export function refusal(answer: RestAnswer): readonly unknown[] {
  const errors = answer.json.at('errors').value === undefined ? [] : answer.json.at('errors').list();
  const fields = errors.map((error) => {
    const message = error.at('message').value;
    return message ?? `${error.at('field').text()} ${error.at('code').text()}`;
  });
  return [answer.status, answer.json.at('message').value, ...fields];
}
