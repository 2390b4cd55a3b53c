import { errorsOf } from '../../errors/waybill-error.ts';
import { createGitHub } from '../../github/github.ts';
import type { ImageRecord } from '../../image/record.ts';
import { formatReference } from '../../image/reference.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Runner } from '../../runner/runner.ts';
import { connectRegistry } from '../connect-registry.ts';
import { type PinnedReference, readRecord } from '../../records/read-record.ts';
import type { Connection } from '../promote/inputs.ts';
import type { Collaborators } from '../promote/plan-lanes.ts';

/** The world of a promotion: GitHub as the token, the registry with the logins that are there, the clock. */
export function connect(
  runner: Pick<Runner, 'log' | 'mask' | 'stop'>,
  connection: Connection,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Collaborators {
  const { log, stop } = runner;
  const registry = connectRegistry(runner, env, connection.limit);
  const github = createGitHub({
    token: connection.token,
    apiUrl: connection.apiUrl,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    now: Date.now,
    random: Math.random,
    log,
    deadline: Date.now() + connection.limit,
    signal: stop,
  });
  return { github, registry, readRecord: recordReader(registry, log), log, color: !env['NO_COLOR'] };
}

/**
 * What is known of a digest, asked once for each. Knowing where an image comes from is a help and no condition, so a
 * registry that does not tell is a warning.
 */
export function recordReader(
  registry: Registry,
  log: Pick<Runner['log'], 'warning'>,
): (reference: PinnedReference) => Promise<ImageRecord | undefined> {
  const known = new Map<string, Promise<ImageRecord | undefined>>();
  const read = async (reference: PinnedReference): Promise<ImageRecord | undefined> => {
    try {
      const found = await readRecord(registry, reference);
      for (const error of found?.passedOver ?? []) log.warning(`A record is not used: ${error.message}`);
      return found?.record;
    } catch (thrown) {
      const [error] = errorsOf(thrown);
      if (error === undefined || error.party === 'bug') throw thrown;
      log.warning(`What ${formatReference(reference)} was built from is not known: ${error.message}`);
      return undefined;
    }
  };
  return (reference) => {
    const key = `${reference.spelling}@${reference.digest}`;
    const answer = known.get(key) ?? read(reference);
    known.set(key, answer);
    return answer;
  };
}
