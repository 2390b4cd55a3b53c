import { createHash } from 'node:crypto';
import { expect } from '@jest/globals';

export const digestOf = (bytes: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The code of the first error of an answer. */
export async function errorCode(response: Response): Promise<string> {
  const body: { errors: { code: string }[] } = JSON.parse(await response.text());
  return body.errors[0]?.code ?? '';
}

/** Pushes a blob in one request, and returns its digest. */
export async function pushBlob(url: string, repository: string, bytes: string): Promise<string> {
  const digest = digestOf(bytes);
  const target = `${url}/v2/${repository}/blobs/uploads/?digest=${digest}`;
  const response = await fetch(target, { method: 'POST', body: bytes });
  expect(response.status).toBe(201);
  return digest;
}
