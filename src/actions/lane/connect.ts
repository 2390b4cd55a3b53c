import { laterProver, signingServer } from '../../evidence/later-prover.ts';
import { createGitHub } from '../../github/github.ts';
import { fetchFor } from '../../http/http.ts';
import type { Runner } from '../../runner/runner.ts';
import { connectRegistry } from '../connect-registry.ts';
import type { Connection } from './inputs.ts';
import type { RecordReader } from '../../records/record-reader.ts';
import type { Collaborators } from '../../environments/collaborators.ts';

/**
 * What a promotion works with: GitHub as the token, the registry with the logins that are there, the clock.
 */
export function connect(
  runner: Pick<Runner, 'log' | 'mask' | 'hide' | 'stop'>,
  connection: Connection,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Collaborators {
  const { log, stop } = runner;
  const registry = connectRegistry(runner, env, connection.access, connection.limit);
  const github = createGitHub({
    token: connection.token,
    sourceToken: connection.sourceToken,
    apiUrl: connection.apiUrl,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    now: Date.now,
    random: Math.random,
    log,
    deadline: Date.now() + connection.limit,
    signal: stop,
    hide: (text) => runner.hide(text),
    fetch: fetchFor(env),
  });
  let reader: RecordReader | undefined;
  // Loaded with the first record: the config repo is read before that.
  const readRecord: RecordReader = async (reference) => {
    const { recordReader } = await import('../../records/record-reader.ts');
    return (reader ??= recordReader(registry, log))(reference);
  };
  const server = signingServer(connection.apiUrl);
  const prove = laterProver({ github, registry, server, trustedRoot: connection.trustedRoot });
  return { github, registry, prove, readRecord, log, color: !env['NO_COLOR'] };
}
