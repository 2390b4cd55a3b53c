import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How the demo's image is made on this machine, and why. */
export type Engine =
  { readonly kind: 'docker'; readonly reason: string } | { readonly kind: 'none'; readonly reason: string };

/**
 * Whether an engine and buildx answer, and can push to a registry on this machine's loopback interface.
 * Docker Desktop and a remote engine cannot: they have a loopback of their own.
 */
export async function findEngine(env: NodeJS.ProcessEnv): Promise<Engine> {
  const buildx = await firstLine('docker', ['buildx', 'version'], env);
  if (buildx === undefined) return { kind: 'none', reason: 'docker buildx does not answer' };
  const info = await firstLine(
    'docker',
    ['info', '--format', '{{.OperatingSystem}}|{{.ServerVersion}}'],
    env,
  );
  const [system = '', version = ''] = (info ?? '').split('|');
  if (version === '') return { kind: 'none', reason: 'no Docker engine answers' };
  const elsewhere = /^(?:tcp|ssh):/.test(env['DOCKER_HOST'] ?? '') || system.includes('Docker Desktop');
  if (elsewhere)
    return { kind: 'none', reason: "this Docker engine cannot reach the demo's registry on loopback" };
  return { kind: 'docker', reason: `Docker ${version} with buildx${buildxVersion(buildx)}` };
}

/** A buildx that was built from source calls itself v0.0.0, which tells nobody anything. */
function buildxVersion(printed: string): string {
  const version = /\bv(?!0\.0\.0)[0-9][^ ]*/.exec(printed)?.[0];
  return version === undefined ? '' : ` ${version}`;
}

async function firstLine(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    const { stdout } = await run(command, [...args], { env, timeout: 10_000 });
    return stdout.trim().split('\n')[0];
  } catch {
    return undefined;
  }
}
