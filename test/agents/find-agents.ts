import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Part } from '../with-real.ts';

/** The program that `.ci/agents.sh` builds: parts of agents that need no cluster. */
export function findAgents(): Part<string> {
  const tools = process.env['WAYBILL_TOOLS'] ?? join(homedir(), '.cache', 'waybill-tools');
  const path = join(tools, 'bin', 'agents');
  return existsSync(path)
    ? { there: true, use: path }
    : { there: false, reason: 'agents was not built, which .ci/tools.sh does' };
}
