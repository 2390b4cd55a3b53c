import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Part } from '../with-real.ts';

/** The programs that `.ci/workflows.sh` builds. */
export function findProgram(name: 'act' | 'actionlint' | 'zizmor'): Part<string> {
  const tools = process.env['WAYBILL_TOOLS'] ?? join(homedir(), '.cache', 'waybill-tools');
  const path = join(tools, 'bin', name);
  return existsSync(path)
    ? { there: true, use: path }
    : { there: false, reason: `${name} was not built, which .ci/tools.sh does` };
}
