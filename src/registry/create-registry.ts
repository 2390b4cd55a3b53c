import { attachArtifact, listArtifacts, readArtifact, type ArtifactVerbs } from './attach/attach.ts';
import { BlobVerbs } from './content/blob-verbs.ts';
import type { Credentials } from './login/credential.ts';
import { describeImage } from './content/describe.ts';
import { DEFAULT_TIMEOUTS, type Timeouts, createTransport } from './transport/http-transport.ts';
import { ManifestVerbs } from './content/manifest-verbs.ts';
import { listReferrers } from './attach/referrer-verbs.ts';
import type { Registry } from './registry.ts';
import type { Patience } from './transport/retry.ts';
import { Session } from './login/session.ts';
import { putTag } from './content/tag.ts';

export interface RegistryOptions {
  /** Logins, for example those that `docker login` left (credentials.ts). */
  readonly credentials: Credentials;
  readonly fetch?: typeof globalThis.fetch;
  /** The time in milliseconds since the epoch. */
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Says what is waited for. */
  readonly log?: (message: string) => void;
  /** Told every token before it is used, so that it is masked in the log. */
  readonly mask?: (secret: string) => void;
  readonly timeouts?: Partial<Timeouts>;
  /** How long one request may go on trying, in milliseconds, waits included. */
  readonly deadline?: number;
}

const DEADLINE = 5 * 60_000;
const NOTHING = (): void => undefined;

/** A client for any registry with the OCI distribution API. Nothing is read or sent before a method is called. */
export function createRegistry(options: RegistryOptions): Registry {
  const patience: Patience = {
    clock: { now: options.now ?? Date.now, sleep: options.sleep ?? sleep },
    deadline: options.deadline ?? DEADLINE,
    log: options.log ?? NOTHING,
  };
  const transport = createTransport(options.fetch ?? globalThis.fetch, {
    ...DEFAULT_TIMEOUTS,
    ...options.timeouts,
  });
  const { credentials, mask = NOTHING } = options;
  const session = new Session({ transport, credentials, patience, mask });
  const manifests = new ManifestVerbs(session, patience);
  const verbs: ArtifactVerbs = {
    manifests,
    blobs: new BlobVerbs(session, patience),
    referrers: (at, subject, artifactType) => listReferrers(at, subject, artifactType, session, patience),
    patience,
  };

  const manifest: Registry['manifest'] = (reference) =>
    manifests.get(reference, reference.digest ?? reference.tag ?? 'latest');
  return {
    manifest,
    resolve: async (reference) => {
      const { digest } = reference;
      if (digest === undefined) return (await manifest(reference))?.digest;
      return (await manifests.exists(reference, digest)) ? digest : undefined;
    },
    describe: async (reference) => {
      const served = await manifest(reference);
      return served === undefined ? undefined : describeImage(reference, served, verbs);
    },
    tag: (repository, tag, served) => putTag(repository, tag, served, manifests, patience),
    attach: (subject, attachment) => attachArtifact(subject, attachment, verbs),
    attachments: (subject, artifactType) => listArtifacts(subject, artifactType, verbs),
    attachedContent: (repository, artifact) => readArtifact(repository, artifact, verbs),
  };
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
