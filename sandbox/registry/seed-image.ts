import { gzipSync } from 'node:zlib';
import { sha256 } from './grammar.ts';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from './manifest-document.ts';
import type { SeedImage } from './sandbox-registry.ts';
import type { RegistryStore, StoredManifest } from './store.ts';

const MEDIA_TYPES = {
  oci: {
    index: OCI_INDEX,
    manifest: OCI_MANIFEST,
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  },
  docker: {
    index: DOCKER_LIST,
    manifest: DOCKER_MANIFEST,
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  },
} as const;

const CREATED = '2026-01-01T00:00:00Z';

/**
 * Writes a small image that a container runtime can pull. The same input makes the same bytes. Returns the
 * digest of the manifest or index.
 */
export function seedImage(
  store: RegistryStore,
  name: string,
  tags: readonly string[],
  image: SeedImage,
): string {
  const platforms = image.platforms ?? ['linux/amd64'];
  const single = platforms.length === 1 && image.attestations !== true;
  const manifests = platforms.map((platform) => ({
    platform,
    stored: platformManifest(store, name, image, { platform, annotated: single }),
  }));
  const root = single ? manifests[0]?.stored : imageIndex(store, name, image, manifests);
  if (root === undefined) throw new Error('an image has at least one platform');
  for (const tag of tags) store.putManifest(name, tag, root.mediaType, root.body);
  return root.digest;
}

function platformManifest(
  store: RegistryStore,
  name: string,
  image: SeedImage,
  { platform, annotated }: { readonly platform: string; readonly annotated: boolean },
): StoredManifest {
  const types = MEDIA_TYPES[image.mediaTypes ?? 'oci'];
  const tar = tarOf('content.txt', `${image.content ?? 'waybill sandbox'}\n${platform}\n`);
  const layer = gzipSync(tar);
  const [os, architecture, variant] = platform.split('/');
  const created = image.created ?? CREATED;
  const config = Buffer.from(
    JSON.stringify({
      created,
      architecture,
      os,
      ...(variant === undefined ? {} : { variant }),
      config: { Cmd: ['/content.txt'], ...(image.labels === undefined ? {} : { Labels: image.labels }) },
      rootfs: { type: 'layers', diff_ids: [sha256(tar)] },
      history: [{ created, created_by: 'COPY content.txt /' }],
    }),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: { mediaType: types.config, digest: store.putBlob(name, config), size: config.byteLength },
    layers: [{ mediaType: types.layer, digest: store.putBlob(name, layer), size: layer.byteLength }],
    ...(annotated
      ? annotationsOf(image)
      : annotationsOf({ ...image, annotations: image.platformAnnotations })),
  };
  return store.putManifest(name, undefined, types.manifest, Buffer.from(JSON.stringify(manifest)));
}

function imageIndex(
  store: RegistryStore,
  name: string,
  image: SeedImage,
  manifests: readonly { readonly platform: string; readonly stored: StoredManifest }[],
): StoredManifest {
  const types = MEDIA_TYPES[image.mediaTypes ?? 'oci'];
  const entries: object[] = manifests.map(({ platform, stored }) => {
    const [os, architecture, variant] = platform.split('/');
    return {
      ...descriptorOf(stored),
      platform: { architecture, os, ...(variant === undefined ? {} : { variant }) },
    };
  });
  if (image.attestations === true) {
    entries.push(...manifests.map(({ stored }) => attestationEntry(store, name, stored)));
  }
  const index = { schemaVersion: 2, mediaType: types.index, manifests: entries, ...annotationsOf(image) };
  return store.putManifest(name, undefined, types.index, Buffer.from(JSON.stringify(index)));
}

/**
 * An attestation manifest as BuildKit adds it beside each platform (moby/buildkit,
 * docs/attestations/attestation-storage.md).
 */
function attestationEntry(store: RegistryStore, name: string, of: StoredManifest): object {
  const statement = Buffer.from(
    JSON.stringify({ _type: 'https://in-toto.io/Statement/v0.1', subject: [], predicate: {} }),
  );
  const config = Buffer.from(JSON.stringify({ architecture: 'unknown', os: 'unknown', config: {} }));
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: {
      mediaType: MEDIA_TYPES.oci.config,
      digest: store.putBlob(name, config),
      size: config.byteLength,
    },
    layers: [
      {
        mediaType: 'application/vnd.in-toto+json',
        digest: store.putBlob(name, statement),
        size: statement.byteLength,
      },
    ],
  };
  const stored = store.putManifest(name, undefined, OCI_MANIFEST, Buffer.from(JSON.stringify(manifest)));
  return {
    ...descriptorOf(stored),
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': of.digest,
    },
    platform: { architecture: 'unknown', os: 'unknown' },
  };
}

function descriptorOf(stored: StoredManifest): object {
  return { mediaType: stored.mediaType, digest: stored.digest, size: stored.body.byteLength };
}

/** Docker's own media types have no annotations. */
function annotationsOf(
  image: Pick<SeedImage, 'mediaTypes'> & { readonly annotations?: SeedImage['annotations'] | undefined },
): object {
  return image.annotations === undefined || image.mediaTypes === 'docker'
    ? {}
    : { annotations: image.annotations };
}

/** A tar archive with one file (POSIX.1-1988 ustar), owned by root and dated to the epoch. */
function tarOf(path: string, text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(512);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  header.write(path, 0);
  header.write(
    octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(content.byteLength, 12) + octal(0, 12),
    100,
  );
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  header.write(
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    )} `,
    148,
  );
  const padding = Buffer.alloc((512 - (content.byteLength % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}
