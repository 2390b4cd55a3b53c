import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActionRun, runAction } from './run-action.ts';
import { aProgram } from './a-program.ts';
import { endWithTest } from '../end-with-test.ts';

/** A workspace with Dockerfiles whose images need no network: every one starts from scratch. */
export interface Workspace {
  readonly folder: string;
  /** Runs an action as in a workflow run of acme/shop at `commit`. */
  act(
    name: string,
    inputs: Readonly<Record<string, string>>,
    env?: Readonly<Record<string, string>>,
  ): Promise<ActionRun>;
}

export const COMMIT = 'c0ffee0000000000000000000000000000c0ffee';

const FILES: Readonly<Record<string, string | Buffer>> = {
  'hello.txt': 'hello\n',
  Dockerfile: 'FROM scratch\nCOPY hello.txt /\n',
  'failing.Dockerfile': 'FROM scratch\nCOPY exit-3 /\nRUN ["/exit-3"]\n',
  'foreign.Dockerfile': 'FROM scratch\nCOPY foreign /\nRUN ["/foreign"]\n',
  'secret.Dockerfile':
    'FROM scratch\nCOPY exit-0 /\nRUN --mount=type=secret,id=npm,required=true ["/exit-0"]\n',
  'wrong.Dockerfile': 'FROM scratch\nCOPPY hello.txt /\n',
  'exit-0': aProgram(0),
  'exit-3': aProgram(3),
  foreign: aProgram(0, 'nobody'),
};

export async function openWorkspace(): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-workspace-'));
  endWithTest(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(FILES)) {
    await writeFile(join(folder, name), content, { mode: 0o755 });
  }
  return {
    folder,
    act: (name, inputs, env = {}) =>
      runAction(name, {
        inputs,
        cwd: folder,
        env: {
          GITHUB_ACTIONS: 'true',
          GITHUB_SERVER_URL: 'https://github.com',
          GITHUB_REPOSITORY: 'acme/shop',
          GITHUB_SHA: COMMIT,
          GITHUB_REF: 'refs/heads/main',
          GITHUB_RUN_ID: '7',
          ...env,
        },
      }),
  };
}
