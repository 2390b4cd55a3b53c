/** The services of one instance of Sigstore that sign. */
export interface Endpoints {
  /** Gives a certificate for the identity of a run. */
  readonly fulcio: string;
  /** Keeps what was signed in a public log; undefined where nothing may become public. */
  readonly rekor: string | undefined;
  /** Says when something was signed, where no log does. */
  readonly timestamps: string | undefined;
}

const PUBLIC_GOOD: Endpoints = {
  fulcio: 'https://fulcio.sigstore.dev',
  rekor: 'https://rekor.sigstore.dev',
  timestamps: undefined,
};

/**
 * Where a run of a server signs: that of a public repository with the public instance, every other with
 * GitHub's own, which has no log. That is how `actions/attest` chooses. Undefined for a server whose runs
 * nobody can sign for: GitHub Enterprise Server has no instance.
 */
export function endpointsOf(server: string, visibility: string): Endpoints | undefined {
  const { hostname } = new URL(server);
  if (hostname !== 'github.com' && !/^[a-z0-9-]+\.ghe\.com$/.test(hostname)) return undefined;
  if (visibility === 'public') return PUBLIC_GOOD;
  const host = hostname === 'github.com' ? 'githubapp.com' : hostname;
  return { fulcio: `https://fulcio.${host}`, rekor: undefined, timestamps: `https://timestamp.${host}` };
}
