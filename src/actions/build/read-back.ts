import type { PushDestination } from '../../builder/builder.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import { formatReference, type ImageReference } from '../../image/reference.ts';
import type { FetchedManifest, Registry } from '../../registry/registry.ts';
import type { Runner } from '../../runner/runner.ts';

/** What reading back needs of the world. `sleep` waits for milliseconds. */
export interface ReadBack {
  readonly registry: Registry;
  readonly runner: Pick<Runner, 'log'>;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * A registry in several places can take a moment to serve what was pushed to one of them: a minute in all.
 */
const WAITS = [1, 2, 4, 8, 15, 30].map((seconds) => seconds * 1000);

/**
 * The manifest that the registry serves for what was just pushed, hashed on the way in. Throws
 * `DIGEST_MISMATCH` when it is another one than the builder said, at once, or when there is still none after
 * a minute.
 */
export async function readBack(
  { registry, runner, sleep }: ReadBack,
  image: ImageReference,
  destination: PushDestination,
  digest: Digest,
): Promise<FetchedManifest> {
  const reference =
    destination.kind === 'digest'
      ? { ...image, tag: undefined, digest }
      : { ...image, tag: destination.tag, digest: undefined };
  const name = formatReference(reference);
  let manifest = await registry.manifest(reference);
  for (const wait of WAITS) {
    if (manifest !== undefined) break;
    runner.log.info(`The registry does not serve ${name} yet; looking again in ${wait / 1000} s.`);
    await sleep(wait);
    manifest = await registry.manifest(reference);
  }
  if (manifest?.digest === digest) return manifest;
  throw mismatch(name, digest, manifest?.digest);
}

/** The manifest of a digest that is known to be there. */
export async function readManifest(
  registry: Registry,
  image: ImageReference,
  digest: Digest,
): Promise<FetchedManifest> {
  const reference = { ...image, tag: undefined, digest };
  const manifest = await registry.manifest(reference);
  if (manifest?.digest === digest) return manifest;
  throw mismatch(formatReference(reference), digest, manifest?.digest);
}

function mismatch(name: string, digest: Digest, served: Digest | undefined): WaybillError {
  const what = served === undefined ? 'nothing' : served;
  return new WaybillError(
    'DIGEST_MISMATCH',
    `The builder pushed ${digest}, but the registry serves ${what} for ${name}`,
    { hint: 'Another run may have pushed at the same moment: run it again, it goes on from what is there.' },
  );
}
