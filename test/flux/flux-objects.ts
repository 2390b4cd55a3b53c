import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';

/** What a user copies, so that the tests show it to be right. */
const EXAMPLE = 'examples/config-kustomize/agent/flux-dev.yaml';

const objectSchema = z.looseObject({ kind: z.string(), spec: z.looseObject({}) });

interface Agent {
  readonly config: Pick<SandboxRepository, 'cloneUrl'>;
  /** Reads the config repo and writes statuses. */
  readonly token: string;
}

/**
 * The objects of the example, with their secrets, for the stand-in's address and for tests that wait: Flux
 * looks often, and gives a rollout all the time it takes. Without `commitStatusExpr` Flux chooses the context
 * by itself, as its older versions have to.
 */
export function fluxObjects({ config, token }: Agent): readonly unknown[] {
  const changes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    GitRepository: { interval: '1s', url: config.cloneUrl },
    Kustomization: { retryInterval: '2s', timeout: '10m' },
    Provider: { address: config.cloneUrl, commitStatusExpr: undefined },
    Alert: {},
  };
  const objects = parseAllDocuments(readFileSync(EXAMPLE, 'utf8')).map((document) => {
    const object = objectSchema.parse(document.toJS());
    return { ...object, spec: { ...object.spec, ...changes[object.kind] } };
  });
  return [
    secret('config-read', { username: 'git', password: token }),
    secret('config-status', { token }),
    ...objects,
  ];
}

/** `./not-there`: a Kustomization that is never ready. */
export const INFRA = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'infra', namespace: 'flux-system' },
  spec: {
    interval: '10m',
    retryInterval: '1m',
    sourceRef: { kind: 'GitRepository', name: 'config' },
    path: './not-there',
    prune: true,
  },
};

/** The Kustomization among these objects, as one that waits for another. */
export function dependingOn(other: string, objects: readonly unknown[]): unknown {
  const found = objects
    .map((object) => objectSchema.safeParse(object).data)
    .find((object) => object?.kind === 'Kustomization');
  return { ...found, spec: { ...found?.spec, dependsOn: [{ name: other }] } };
}

function secret(name: string, stringData: Readonly<Record<string, string>>): unknown {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'flux-system' }, stringData };
}
