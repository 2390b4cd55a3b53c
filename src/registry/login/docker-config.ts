import { z } from 'zod';
import { tryParseReference } from '../../image/reference.ts';

const entrySchema = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional(),
});
const configSchema = z.object({
  auths: z.record(z.string(), entrySchema).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
});

export type DockerConfig = z.infer<typeof configSchema>;
export type DockerAuth = z.infer<typeof entrySchema>;

/**
 * Reads the text of a Docker `config.json`; a string says what is wrong with it. Parts that have nothing to
 * do with logins are ignored.
 */
export function readDockerConfig(text: string): DockerConfig | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  // The path alone: the value next to it may be a password.
  return parsed.error.issues
    .map((issue) => `${issue.path.join('.') || '(top)'} has the wrong type`)
    .join('; ');
}

/** A value of the map with the key it is written under. */
interface Keyed<T> {
  readonly key: string;
  readonly value: T;
}

/**
 * The entry for a registry: the one whose key is this registry and no other, whole host and port, never a
 * part of it. Docker writes a plain host, or an address (`https://index.docker.io/v1/`) in older entries and
 * for Docker Hub.
 */
export function entryFor<T>(map: Readonly<Record<string, T>>, registry: string): Keyed<T> | undefined {
  if (Object.hasOwn(map, registry)) {
    const value = map[registry];
    if (value !== undefined) return { key: registry, value };
  }
  for (const [key, value] of Object.entries(map)) if (registryOfKey(key) === registry) return { key, value };
  return undefined;
}

/**
 * The registry, in canonical form, that a key names; undefined for one that names something else (a path, a
 * pattern).
 */
function registryOfKey(key: string): string | undefined {
  const host = /^(?:https?:\/\/)?([^/@?#]+)(?:\/|\/v[12]\/?)?$/i.exec(key)?.[1];
  if (host === undefined) return undefined;
  // Read as part of a reference, the host gets the same canonical form as everywhere else; a word that is no
  // host becomes a part of the repository there.
  const parsed = tryParseReference(`${host.toLowerCase()}/a/b`);
  return parsed?.repository === 'a/b' ? parsed.registry : undefined;
}
