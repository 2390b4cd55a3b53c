import { parseConfig } from '../../../config/parse.ts';
import { laterProver } from '../../../evidence/later-prover.ts';
import type { Collaborators } from '../../../environments/collaborators.ts';
import { readHome } from '../../../environments/home.ts';
import { readRunning, type RunningRead } from '../../../environments/running/read-running.ts';
import { WaybillError } from '../../../errors/waybill-error.ts';
import type { RepositoryState } from '../../../github/github.ts';
import { recordReader } from '../../../records/record-reader.ts';
import { openGitHub, repositoryMeant } from '../../open-github.ts';
import type { CommandContext } from '../command-context.ts';

/** What a command that looks at environments on GitHub works with. */
interface Opened {
  readonly collaborators: Collaborators;
  readonly state: RepositoryState;
  readonly read: RunningRead;
  readonly hide: (text: string) => string;
}

/** Reads what every environment of the config repo declares, and what was said of it. */
export async function openRunning(command: string, context: CommandContext): Promise<Opened> {
  const { arguments: args, terminal } = context;
  const { log, github, hide } = openGitHub(terminal, command);
  const registry = await context.openRegistry();
  const prove = laterProver({ github, registry, server: 'https://github.com' });
  const readRecord = recordReader(registry, log);
  const collaborators = { github, registry, readRecord, prove, log, color: false };
  const repository = repositoryMeant(args.repository, terminal);
  const state = await readHome({ repository, branch: args.branch }, collaborators);
  if (state.config === undefined)
    throw new WaybillError('CONFIG_MISSING', `${repository} has no waybill.yaml`, {
      hint: 'Name the config repo with --repository OWNER/NAME.',
    });
  const read = await readRunning(state, parseConfig(state.config), collaborators);
  return { collaborators, state, read, hide };
}
