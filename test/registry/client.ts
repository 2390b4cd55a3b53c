import type { SandboxRegistry } from '../../sandbox/registry/sandbox-registry.ts';
import { parseDigest, type Digest } from '../../src/image/digest.ts';
import { type ImageReference, parseReference } from '../../src/image/reference.ts';
import type { Credential, Credentials } from '../../src/registry/login/credential.ts';
import { createRegistry, type Registry, type RegistryOptions } from '../../src/registry/registry.ts';

/** A clock that stands still until somebody sleeps, and then jumps. */
export class FakeClock {
  time = Date.UTC(2026, 0, 1);
  readonly waits: number[] = [];

  readonly now = (): number => this.time;

  readonly sleep = (milliseconds: number): Promise<void> => {
    this.waits.push(milliseconds);
    this.time += milliseconds;
    return Promise.resolve();
  };
}

export function login(username: string, password: string): Credentials {
  return always({ kind: 'password', username, password });
}

export function always(credential: Credential): Credentials {
  return { of: () => Promise.resolve(credential) };
}

export const NOBODY: Credentials = { of: () => Promise.resolve(undefined) };

/** A client whose waits take no time. */
export function quickClient(options: Partial<RegistryOptions> = {}): Registry {
  const clock = new FakeClock();
  return createRegistry({ credentials: NOBODY, now: clock.now, sleep: clock.sleep, ...options });
}

export function referenceTo(registry: SandboxRegistry | string, rest: string): ImageReference {
  return parseReference(`${typeof registry === 'string' ? registry : registry.host}/${rest}`);
}

/** The reference of a digest: what attaching needs. */
export function subjectAt(
  registry: SandboxRegistry | string,
  repository: string,
  digest: string,
): ImageReference & { readonly digest: Digest } {
  return { ...referenceTo(registry, repository), digest: parseDigest(digest) };
}

/** The code of the error that a promise ends with; fails when it does not. */
export async function refusal(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; hint: string }> {
  const error: unknown = await promise.then(
    (value) => Promise.reject(new Error(`expected an error, got ${JSON.stringify(value)}`)),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error) || !('code' in error) || !('hint' in error)) throw error;
  return { code: String(error.code), message: error.message, hint: String(error.hint) };
}

export interface AskedRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | null;
  readonly body: string;
}

/** A `fetch` for hosts that do not exist: answers as the script says, and notes every request. */
export function scriptedFetch(script: (request: AskedRequest) => Response): {
  readonly fetch: typeof globalThis.fetch;
  readonly asked: readonly AskedRequest[];
} {
  const asked: AskedRequest[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const sent = new Request(input, init);
    const { method, url, headers } = sent;
    const request = { method, url, authorization: headers.get('authorization'), body: await sent.text() };
    asked.push(request);
    return script(request);
  };
  return { fetch, asked };
}

export function challenge(header: string): Response {
  return new Response(null, { status: 401, headers: { 'www-authenticate': header } });
}
