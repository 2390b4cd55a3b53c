import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SandboxGitHub, TokenGrant } from '../../sandbox/github/sandbox-github.ts';
import { endWithTest } from '../end-with-test.ts';
import type { Levels } from './prepare-workflow.ts';

const STRENGTH = { none: 0, read: 1, write: 2 };

/** The workflow's own token of the job that runs now. */
export interface JobToken {
  /** Its text; another one for each run. */
  readonly text: string;
  /** What the job may do with packages. */
  readonly packages: 'none' | 'read' | 'write';
  /** The repository whose workflow runs. */
  readonly repository: string;
  /** Who started the run: a step that logs in with the token gives this name. */
  readonly actor: string;
  /** Where a job says what its token may do. */
  readonly url: string;
  /** A run of a workflow begins. Its token can do nothing until a job says what. */
  begin(run: Pick<JobToken, 'repository' | 'actor'>, most: Levels | undefined): void;
}

/**
 * Gives each job a token with exactly the permissions that the job names. As on GitHub, a called workflow
 * gets no more than its caller has, and asking for more is an error.
 */
export async function serveJobTokens(github: SandboxGitHub): Promise<JobToken> {
  let now = { text: '', repository: '', actor: '', packages: 'none' as JobToken['packages'] };
  let most: Levels | undefined;
  let permissions: Record<string, string> = {};
  const server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
      const asked: Levels = JSON.parse(body);
      const excess = Object.entries(asked).find(
        ([name, level]) => most !== undefined && STRENGTH[level] > STRENGTH[most[name] ?? 'none'],
      );
      if (excess !== undefined) {
        response
          .writeHead(403)
          .end(`The workflow is requesting '${excess.join(': ')}', and its caller has less`);
        return;
      }
      for (const name of Object.keys(permissions)) delete permissions[name];
      for (const [name, level] of Object.entries(asked))
        if (level !== 'none') permissions[name.replaceAll('-', '_')] = level;
      now = { ...now, packages: asked['packages'] ?? 'none' };
      response.writeHead(204).end();
    })();
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  endWithTest(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    get text() {
      return now.text;
    },
    get packages() {
      return now.packages;
    },
    get repository() {
      return now.repository;
    },
    get actor() {
      return now.actor;
    },
    begin: ({ repository, actor }, bound) => {
      permissions = {};
      most = bound;
      const grant: TokenGrant = {
        kind: 'workflow',
        login: 'github-actions[bot]',
        repositories: [repository],
        permissions,
      };
      now = { text: github.grant(grant), repository, actor, packages: 'none' };
    },
  };
}
