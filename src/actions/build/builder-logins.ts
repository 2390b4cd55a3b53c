import type { ImageReference } from '../../image/reference.ts';
import type { BuilderLogin } from '../../builder/builder.ts';
import type { Credentials } from '../../registry/registry.ts';
import type { RegistryAccess } from '../registry-access.ts';

/**
 * The logins that the builder gets besides those that docker has: the one of the inputs, and the token of the
 * workflow for an image on ghcr.io that nobody logged in for.
 */
export async function builderLogins(
  { given, workflow }: RegistryAccess,
  { registry, repository }: ImageReference,
  docker: Credentials,
): Promise<readonly BuilderLogin[]> {
  const logins = given === undefined ? [] : [given];
  if (workflow?.registry !== registry || given?.registry === registry) return logins;
  const left = await docker.of(registry, { repository, actions: ['pull', 'push'] });
  return left === undefined ? [...logins, workflow] : logins;
}
