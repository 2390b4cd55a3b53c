import { createHash } from 'node:crypto';

const TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

interface Document {
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly manifests?: readonly { readonly digest: string }[];
}

/** Media type and bytes of everything below a digest, as a client without code of ours reads it. */
export async function filesBelow(at: string, digest: string): Promise<Record<string, string>> {
  const answer = await fetch(`http://${at}/manifests/${digest}`, { headers: { accept: TYPES } });
  const body = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  if (answer.status !== 200) return { [digest]: String(answer.status) };
  const { config, layers = [], manifests = [] }: Document = JSON.parse(body);
  let files: Record<string, string> = { [digest]: `${type} ${body}` };
  for (const child of manifests) files = { ...files, ...(await filesBelow(at, child.digest)) };
  for (const blob of config === undefined ? [] : [config, ...layers]) {
    const content = Buffer.from(await (await fetch(`http://${at}/blobs/${blob.digest}`)).bytes());
    files[blob.digest] = createHash('sha256').update(content).digest('hex');
  }
  return files;
}

/** Pushes an image of one layer with this content, and returns its digest. */
export async function pushBlob(host: string, repository: string, content: Buffer): Promise<string> {
  const at = `http://${host}/v2/${repository}`;
  const config = Buffer.from('{"os":"linux","architecture":"amd64"}');
  for (const blob of [config, content]) await put(at, blob);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: [descriptor('application/vnd.oci.image.layer.v1.tar', content)],
  });
  const digest = digestOf(Buffer.from(manifest));
  const headers = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' };
  const answer = await fetch(`${at}/manifests/${digest}`, { method: 'PUT', headers, body: manifest });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
  return digest;
}

async function put(at: string, blob: Buffer): Promise<void> {
  const opened = await fetch(`${at}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(opened.headers.get('location') ?? '', `${at}/`);
  location.searchParams.set('digest', digestOf(blob));
  const answer = await fetch(location, { method: 'PUT', body: new Uint8Array(blob) });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
}

function descriptor(mediaType: string, blob: Buffer) {
  return { mediaType, digest: digestOf(blob), size: blob.byteLength };
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
