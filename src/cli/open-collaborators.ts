import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { requireCheckingNode } from '../attestation/attestation.ts';
import type { Collaborators } from '../environments/collaborators.ts';
import { WaybillError } from '../errors/waybill-error.ts';
import { laterProver, signingServer } from '../evidence/later-prover.ts';
import { recordReader } from '../records/record-reader.ts';
import type { CommandContext } from './commands/command-context.ts';
import { apiUrlOf, openGitHub } from './open-github.ts';

/**
 * What `verify` and `explain` read with. Throws `NODE_UNSUPPORTED` where this Node cannot check signatures:
 * what they say would then depend on whether somebody signed.
 */
export async function openCollaborators(context: CommandContext, command: string): Promise<Collaborators> {
  const { arguments: args, terminal } = context;
  requireCheckingNode(terminal.node);
  const { log, github } = openGitHub(terminal, command);
  const trustedRoot = args.trustedRoot === undefined ? undefined : rootIn(args.trustedRoot, terminal.cwd);
  const registry = await context.openRegistry();
  const server = signingServer(apiUrlOf(terminal.env));
  const prove = laterProver({ github, registry, server, trustedRoot });
  return { github, registry, prove, readRecord: recordReader(registry, log), log, color: false };
}

function rootIn(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WaybillError('INPUT_INVALID', `--trusted-root cannot be read: ${why}`, {
      hint: 'Name the trusted_root.json of your instance of Sigstore.',
      cause,
    });
  }
}
