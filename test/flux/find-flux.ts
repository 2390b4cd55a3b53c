import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Part } from '../with-real.ts';

/** What `.ci/flux.sh` builds. */
const PARTS = [
  ...['etcd', 'kube-apiserver', 'source-controller', 'kustomize-controller', 'notification-controller'],
  'definitions',
];

/** The folder of a real Flux and of the Kubernetes API that it works on. */
export function findFlux(): Part<string> {
  const tools = process.env['WAYBILL_TOOLS'] ?? join(homedir(), '.cache', 'waybill-tools');
  const folder = join(tools, 'flux');
  const missing = PARTS.find((name) => !existsSync(join(folder, name)));
  return missing === undefined
    ? { there: true, use: folder }
    : {
        there: false,
        reason: `${missing} was not built, which .ci/tools.sh does; what it was seen to send is in test/agents`,
      };
}
