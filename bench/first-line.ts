import { spawn } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandboxGitHub } from '../sandbox/github/start.ts';
import { delayedWay } from './delay.ts';

const IMAGE = 'registry.example/acme/api';

/** A config repo whose answers are known: whoever asks again gets them without any work. */
export interface AnsweringGitHub {
  /** `127.0.0.1:<port>`, and the same with a delay for each round trip. */
  readonly hosts: readonly [string, string];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** Answers at once what the stand-in has answered before. `delay` is in milliseconds, for the second host. */
export async function answeringGitHub(delay: number): Promise<AnsweringGitHub> {
  const github = await startSandboxGitHub({});
  await github.createRepository('acme/config', {
    'waybill.yaml': `version: 1\nimages:\n  api: { repository: ${IMAGE} }\nenvironments:\n  dev: { files: ["envs/dev/**"] }\n`,
    'envs/dev/app.yaml': `kind: Pod\nspec:\n  containers:\n    - image: ${IMAGE}:v1@sha256:${'1'.repeat(64)}\n`,
  });
  const known = new Map<string, Answer>();
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
      const body = Buffer.concat(chunks);
      const key = `${request.method} ${request.url} ${body.toString()}`;
      const found = known.get(key);
      if (found !== undefined) return send(response, found);
      const token = github.grant({ kind: 'pat', login: 'alice', permissions: { contents: 'write' } });
      const answer = await fetch(`${github.url}${request.url}`, {
        method: request.method ?? 'GET',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body.length === 0 ? {} : { body }),
      });
      const type = answer.headers.get('content-type') ?? '';
      const kept = { status: answer.status, type, body: Buffer.from(await answer.arrayBuffer()) };
      known.set(key, kept);
      send(response, kept);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const slow = await delayedWay(host, delay);
  return {
    hosts: [host, slow.host],
    close: async () => {
      await slow.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await github.close();
    },
  };
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { 'content-type': type, date: new Date().toUTCString() }).end(body);
}

/**
 * Starts `promote` and waits for its first line that is about the base commit: the inputs are valid by then,
 * and GitHub has said which commit that is. The action ends there.
 */
export function untilBaseIsKnown(dist: string, host: string, home: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`${dist}/promote/index.js`], {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        GITHUB_SERVER_URL: `http://${host}`,
        GITHUB_API_URL: `http://${host}/api/v3`,
        GITHUB_OUTPUT: `${home}/output`,
        'INPUT_GITHUB-TOKEN': 'ghs_bench',
        'INPUT_GITHUB-API-URL': `http://${host}/api/v3`,
        'INPUT_CONFIG-REPOSITORY': 'acme/config',
        INPUT_IMAGES: `api=v2@sha256:${'2'.repeat(64)}`,
        INPUT_ENVIRONMENT: 'dev',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    let reached = false;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      reached ||= isAboutBase(text);
      if (reached) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => {
      if (reached) resolve();
      else reject(new Error(`promote did not come to the base commit:\n${text}`));
    });
  });
}

/** `acme/config, main at <commit>`; earlier releases say that they have read the config repo. */
function isAboutBase(text: string): boolean {
  return /^acme\/config, main at [0-9a-f]{40}$|^::group::Resolve the images$/m.test(text);
}
