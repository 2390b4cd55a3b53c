import type { SandboxRegistry, SeedImage } from '../../sandbox/registry/sandbox-registry.ts';

interface Document {
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly manifests?: readonly { readonly digest: string }[];
}

/**
 * Pushes an image to any registry without authentication, as a builder does it. It is made in `source` and
 * copied: blobs first, then the manifests of an index, then the root under its tag. Returns the digest.
 */
export async function pushImage(
  source: SandboxRegistry,
  target: string,
  repository: string,
  tag: string,
  image: SeedImage,
): Promise<string> {
  const digest = source.seed(repository, [tag], image);
  await copyManifest(`${source.url}/v2/${repository}`, `http://${target}/v2/${repository}`, digest, tag);
  return digest;
}

async function copyManifest(from: string, to: string, digest: string, name: string): Promise<void> {
  const types = [
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.docker.distribution.manifest.v2+json',
  ];
  const response = await fetch(`${from}/manifests/${digest}`, { headers: { accept: types.join(', ') } });
  const body = await response.text();
  const document: Document = JSON.parse(body);
  for (const part of document.manifests ?? []) await copyManifest(from, to, part.digest, part.digest);
  const blobs = document.config === undefined ? [] : [document.config, ...(document.layers ?? [])];
  for (const blob of blobs) await copyBlob(from, to, blob.digest);
  const headers = { 'content-type': response.headers.get('content-type') ?? '' };
  const put = await fetch(`${to}/manifests/${name}`, { method: 'PUT', headers, body });
  if (put.status !== 201) throw new Error(`${put.status} ${await put.text()}`);
}

async function copyBlob(from: string, to: string, digest: string): Promise<void> {
  const body = await (await fetch(`${from}/blobs/${digest}`)).bytes();
  const opened = await fetch(`${to}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(opened.headers.get('location') ?? '', `${to}/`);
  location.searchParams.set('digest', digest);
  const put = await fetch(location, { method: 'PUT', body });
  if (put.status !== 201) throw new Error(`${put.status} ${await put.text()}`);
}
