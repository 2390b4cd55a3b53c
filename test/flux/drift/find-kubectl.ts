import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Part } from '../../with-real.ts';

/** The real `kubectl`: what `.ci/tools.sh` builds, else the one in the PATH. */
export function findKubectl(): Part<string> {
  const tools = process.env['WAYBILL_TOOLS'] ?? join(homedir(), '.cache', 'waybill-tools');
  const folders = [join(tools, 'bin'), ...(process.env['PATH'] ?? '').split(':')];
  const found = folders.map((folder) => join(folder, 'kubectl')).find((path) => existsSync(path));
  return found === undefined
    ? { there: false, reason: 'kubectl was not built, which .ci/tools.sh does' }
    : { there: true, use: found };
}
