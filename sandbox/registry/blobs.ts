import { type RegistryAnswer, type RegistryRequest, answer, failure } from './exchange.ts';
import { isDigestText, isName, sha256 } from './grammar.ts';
import type { RegistryStore, Upload } from './store.ts';

/** `/v2/<name>/blobs/<digest>`: HEAD, GET (with one byte range) and DELETE. */
export function answerBlob(
  store: RegistryStore,
  ask: RegistryRequest,
  name: string,
  digest: string,
): RegistryAnswer {
  if (!isDigestText(digest))
    return failure(400, 'DIGEST_INVALID', `invalid digest ${JSON.stringify(digest)}`);
  if (ask.method === 'DELETE') {
    return store.deleteBlob(name, digest)
      ? answer(202)
      : failure(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  }
  if (ask.method !== 'GET' && ask.method !== 'HEAD') {
    return failure(405, 'UNSUPPORTED', 'the operation is unsupported', {
      headers: { allow: 'GET, HEAD, DELETE' },
    });
  }
  const blob = store.blob(name, digest);
  if (blob === undefined)
    return failure(404, 'BLOB_UNKNOWN', 'blob unknown to registry', { detail: { digest } });
  const headers = {
    'docker-content-digest': digest,
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag: `"${digest}"`,
  };
  const range = ask.method === 'GET' ? ask.headers.range : undefined;
  return range === undefined ? answer(200, headers, blob) : partOf(blob, range, headers);
}

function partOf(blob: Uint8Array, range: string, headers: Record<string, string>): RegistryAnswer {
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  const start = Number.parseInt(from, 10);
  const end = to === '' ? blob.byteLength - 1 : Math.min(Number.parseInt(to, 10), blob.byteLength - 1);
  if (from === '' || start > end) {
    return failure(416, 'SIZE_INVALID', 'the range cannot be served', {
      headers: {
        'content-range': `bytes */${blob.byteLength}`,
      },
    });
  }
  const part = { ...headers, 'content-range': `bytes ${start}-${end}/${blob.byteLength}` };
  return answer(206, part, blob.subarray(start, end + 1));
}

/**
 * `POST /v2/<name>/blobs/uploads/`: mounts from another repository, takes a whole blob, or opens an upload.
 */
export function beginUpload(
  store: RegistryStore,
  ask: RegistryRequest,
  name: string,
  mayRead: (repository: string) => boolean,
): RegistryAnswer {
  if (ask.method !== 'POST')
    return failure(405, 'UNSUPPORTED', 'the operation is unsupported', { headers: { allow: 'POST' } });
  const mount = ask.query.get('mount');
  const from = ask.query.get('from');
  if (mount !== null && !isDigestText(mount))
    return failure(400, 'DIGEST_INVALID', 'invalid digest to mount');
  if (mount !== null && from !== null && isName(from) && mayRead(from)) {
    const blob = store.blob(from, mount);
    if (blob !== undefined) return created(ask, name, store.putBlob(name, blob));
  }
  const upload = store.beginUpload(name);
  if (ask.query.has('digest')) return finish(store, ask, upload);
  return answer(202, whereItStands(ask, upload));
}

/** `/v2/<name>/blobs/uploads/<id>`: PATCH appends, PUT ends, GET tells, DELETE forgets. */
export function continueUpload(
  store: RegistryStore,
  ask: RegistryRequest,
  name: string,
  id: string,
): RegistryAnswer {
  const upload = store.upload(name, id);
  if (upload === undefined) return failure(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
  if (ask.method === 'GET') return answer(204, whereItStands(ask, upload));
  if (ask.method === 'DELETE') {
    store.endUpload(id);
    return answer(204);
  }
  if (ask.method !== 'PATCH' && ask.method !== 'PUT') {
    return failure(405, 'UNSUPPORTED', 'the operation is unsupported', {
      headers: { allow: 'GET, PATCH, PUT, DELETE' },
    });
  }
  if (!continues(ask, upload)) {
    return failure(416, 'BLOB_UPLOAD_INVALID', 'the chunk does not follow the last one', {
      headers: whereItStands(ask, upload),
    });
  }
  if (ask.method === 'PUT') return finish(store, ask, upload);
  append(upload, ask.body);
  return answer(202, whereItStands(ask, upload));
}

function finish(store: RegistryStore, ask: RegistryRequest, upload: Upload): RegistryAnswer {
  const digest = ask.query.get('digest');
  if (digest === null || !isDigestText(digest)) {
    return failure(400, 'DIGEST_INVALID', 'digest missing or malformed');
  }
  append(upload, ask.body);
  const blob = Buffer.concat(upload.chunks);
  store.endUpload(upload.id);
  if (sha256(blob) !== digest) {
    return failure(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content', {
      detail: { digest },
    });
  }
  return created(ask, upload.repository, store.putBlob(upload.repository, blob));
}

function append(upload: Upload, body: Uint8Array): void {
  if (body.byteLength === 0) return;
  upload.chunks.push(body);
  upload.size += body.byteLength;
}

/**
 * A chunk that names its range must start where the last one ended, and be as long as it says. A chunk
 * without a range is appended.
 */
function continues(ask: RegistryRequest, upload: Upload): boolean {
  const range = ask.headers['content-range'];
  if (range === undefined) return true;
  const [, from = '', to = ''] = /^(?:bytes )?(\d+)-(\d+)/.exec(range) ?? [];
  const start = Number.parseInt(from, 10);
  return start === upload.size && Number.parseInt(to, 10) - start + 1 === ask.body.byteLength;
}

function whereItStands(ask: RegistryRequest, upload: Upload): Record<string, string> {
  return {
    location: `${ask.base}/v2/${upload.repository}/blobs/uploads/${upload.id}`,
    range: `0-${Math.max(0, upload.size - 1)}`,
    'docker-upload-uuid': upload.id,
  };
}

function created(ask: RegistryRequest, name: string, digest: string): RegistryAnswer {
  return answer(201, {
    location: `${ask.base}/v2/${name}/blobs/${digest}`,
    'docker-content-digest': digest,
  });
}
