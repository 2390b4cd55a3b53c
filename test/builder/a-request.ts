import type { BuildRequest } from '../../src/builder/build-request.ts';

/** A build of the workspace with nothing asked for beyond what a build needs. */
export function aRequest(changes: Partial<BuildRequest> = {}): BuildRequest {
  return {
    workspace: '/src',
    context: '.',
    file: undefined,
    target: undefined,
    destination: { kind: 'digest', image: 'ghcr.io/acme/api' },
    platforms: [],
    buildArgs: [],
    secrets: [],
    secretFiles: [],
    labels: [],
    annotations: [],
    cacheFrom: [],
    cacheTo: [],
    provenance: undefined,
    sbom: undefined,
    builder: undefined,
    buildContexts: [],
    noCache: false,
    noCacheFilters: [],
    pull: false,
    network: undefined,
    ssh: [],
    addHosts: [],
    allow: [],
    ...changes,
  };
}
