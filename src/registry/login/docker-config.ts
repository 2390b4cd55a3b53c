import { z } from 'zod';
import { no, ok, type Result } from '../../errors/result.ts';
import { registryOfKey } from './registry-name.ts';

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
 * Reads the text of a Docker `config.json`, or says what is wrong with it. Parts that have nothing to do with
 * logins are ignored.
 */
export function readDockerConfig(text: string): Result<DockerConfig> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return no('it is not JSON');
  }
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  // Only the path is named: the value at it may be a password.
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || '(top)'} has the wrong type`,
  );
  return no(problems.join('; '));
}

/** A value of the map with the key it is written under. */
interface Keyed<T> {
  readonly key: string;
  readonly value: T;
}

/**
 * The entry for a registry. Its key must name this registry with host and port; a part of the name is not
 * enough. Docker writes a plain host. In older entries, and for Docker Hub, it writes an address:
 * `https://index.docker.io/v1/`.
 */
export function entryFor<T>(map: Readonly<Record<string, T>>, registry: string): Keyed<T> | undefined {
  if (Object.hasOwn(map, registry)) {
    const value = map[registry];
    if (value !== undefined) return { key: registry, value };
  }
  for (const [key, value] of Object.entries(map)) if (registryOfKey(key) === registry) return { key, value };
  return undefined;
}
