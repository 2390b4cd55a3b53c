import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { SandboxJob } from '../sandbox-github.ts';

/** The identities of the jobs that run, and the key that signs them. */
export interface JobIdentities {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** The last part of a job's address, and what it has to send along. */
  readonly jobs: Map<string, { readonly job: SandboxJob; readonly access: string }>;
}

export function createIdentities(): JobIdentities {
  return { ...generateKeyPairSync('rsa', { modulusLength: 2048 }), jobs: new Map() };
}
