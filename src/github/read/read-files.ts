import { z } from 'zod';
import type { ManifestFile } from '../../manifest/plan-edits.ts';
import type { Api } from '../transport/api.ts';
import { blobOid } from './git-blob.ts';
import { type Operation, ownerAndName, ownerAndRepo } from '../transport/operation.ts';
import type { ListedFile, PassedOverEntry } from './tree-listing.ts';

/** Objects in one request. */
const CHUNK = 100;
/** A file larger than this is not read: GitHub's own limit for a blob is higher, no manifest is that long. */
const LARGEST = 10 * 1024 * 1024;

export interface ReadFiles {
  readonly files: readonly ManifestFile[];
  readonly passedOver: readonly PassedOverEntry[];
  /** Files in another encoding, with what of their text can be made out. */
  readonly unreadable: readonly UnreadableFile[];
  /** For each head that was asked for: path to object id of the files it has, of those that were listed. */
  readonly heads: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export interface UnreadableFile extends PassedOverEntry {
  /** The bytes as Latin-1 without NULs: enough to find the ASCII of an image reference in it. */
  readonly glimpse: string;
}

/** What a file turned out to be. */
type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary' }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly glimpse: string };

const blobSchema = z
  .object({
    isBinary: z.boolean().nullable().optional(),
    isTruncated: z.boolean().optional(),
    text: z.string().nullable().optional(),
  })
  .nullable();
const oidSchema = z.object({ oid: z.string() }).nullable();

/**
 * Reads files by object id, a hundred in one request, and in the same requests asks which object each of `heads` (commits)
 * has at the same paths. A text is taken only when its bytes have the id they were asked by: a byte order mark that was
 * dropped or a text that was cut shows in the hash, and the file is then read alone, as bytes. `alsoAtHeads` are paths
 * that may be at the heads although they are not among the files.
 */
export async function readFiles(
  api: Api,
  repository: string,
  listed: readonly ListedFile[],
  heads: readonly string[],
  alsoAtHeads: readonly string[] = [],
): Promise<ReadFiles> {
  const large = listed.filter((file) => file.size > LARGEST);
  const wanted = listed.filter((file) => file.size <= LARGEST);
  const files: ManifestFile[] = [];
  const passedOver: PassedOverEntry[] = large.map(({ path, size }) => ({
    path,
    reason: `it has ${size} bytes, more than are read of one file`,
  }));
  const unreadable: UnreadableFile[] = [];
  const atHeads = new Map(heads.map((head) => [head, new Map<string, string>()]));
  for (let start = 0; start < wanted.length; start += CHUNK) {
    const chunk = wanted.slice(start, start + CHUNK);
    const beside = start === 0 ? alsoAtHeads : [];
    const answer = await readChunk(api, repository, chunk, heads, beside);
    for (const [position, head] of heads.entries()) {
      for (const [index, path] of beside.entries()) {
        const oid = answer.headOids[position]?.[chunk.length + index];
        if (oid !== undefined) atHeads.get(head)?.set(path, oid);
      }
    }
    for (const [index, file] of chunk.entries()) {
      for (const [position, head] of heads.entries()) {
        const oid = answer.headOids[position]?.[index];
        if (oid !== undefined) atHeads.get(head)?.set(file.path, oid);
      }
      const blob = answer.blobs[index];
      const content = taken(file, blob) ?? (await readBlob(api, repository, file));
      if (content.kind === 'text') files.push({ path: file.path, text: content.text });
      if (content.kind === 'binary') passedOver.push({ path: file.path, reason: 'it is not text' });
      if (content.kind === 'unreadable') unreadable.push({ path: file.path, ...content });
    }
  }
  return { files, passedOver, unreadable, heads: atHeads };
}

interface Chunk {
  readonly blobs: readonly z.infer<typeof blobSchema>[];
  readonly headOids: readonly (readonly (string | undefined)[])[];
}

async function readChunk(
  api: Api,
  repository: string,
  chunk: readonly ListedFile[],
  heads: readonly string[],
  beside: readonly string[],
): Promise<Chunk> {
  const operation: Operation = {
    doing: `read ${chunk.length} files of ${repository}`,
    repository,
    permission: 'contents: read',
  };
  const paths = [...chunk.map(({ path }) => path), ...beside];
  const fields = [
    ...chunk.map(
      ({ oid }, index) =>
        `blob${index}: object(oid: ${JSON.stringify(oid)}) { ... on Blob { isBinary isTruncated text } }`,
    ),
    ...paths.flatMap((path, index) =>
      heads.map(
        (head, position) =>
          `head${position}_${index}: object(expression: ${JSON.stringify(`${head}:${path}`)}) { oid }`,
      ),
    ),
  ];
  const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {\n  ${fields.join('\n  ')}\n} }`;
  const schema = z.object({ repository: z.record(z.string(), z.unknown()) });
  const { data } = await api.query(operation, query, ownerAndName(repository), schema);
  const oidAt = (position: number, index: number): string | undefined =>
    oidSchema.safeParse(data.repository[`head${position}_${index}`]).data?.oid;
  return {
    blobs: chunk.map((_, index) => blobSchema.safeParse(data.repository[`blob${index}`]).data ?? null),
    headOids: heads.map((_, position) => paths.map((_path, index) => oidAt(position, index))),
  };
}

/** UTF-16 looks binary to GitHub, and a manifest in it is to be refused, so a name of a text file is looked at again. */
const TEXT_FILE = /\.(?:ya?ml|json|env|tf|jsonnet|libsonnet|cue|tpl|properties|toml)$|(?:^|\/)[^.]+$/i;

/** What the answer tells for certain; undefined when the bytes have to be read. */
function taken(file: ListedFile, blob: z.infer<typeof blobSchema> | undefined): Content | undefined {
  if (blob?.isBinary === true && !TEXT_FILE.test(file.path)) return { kind: 'binary' };
  const text = blob?.text;
  if (typeof text !== 'string' || blob?.isTruncated === true) return undefined;
  return blobOid(new TextEncoder().encode(text), file.oid) === file.oid ? { kind: 'text', text } : undefined;
}

const restBlob = z.object({ content: z.string(), encoding: z.literal('base64') });

async function readBlob(api: Api, repository: string, file: ListedFile): Promise<Content> {
  const operation: Operation = {
    doing: `read ${file.path} of ${repository}`,
    repository,
    permission: 'contents: read',
  };
  const parameters = { ...ownerAndRepo(repository), file_sha: file.oid };
  const { content } = await api.read(
    operation,
    'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
    parameters,
    restBlob,
  );
  const bytes = Buffer.from(content, 'base64');
  if (blobOid(bytes, file.oid) !== file.oid) {
    return unreadable(bytes, 'GitHub gave out other bytes than those of its object id');
  }
  return decode(bytes);
}

/** UTF-8 keeps its byte order mark. Bytes with a NUL are no text, unless they begin as UTF-16 does. */
function decode(bytes: Uint8Array): Content {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return unreadable(bytes, 'it is UTF-16; save it as UTF-8');
  }
  if (bytes.includes(0)) return { kind: 'binary' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return unreadable(bytes, 'it is not UTF-8');
  }
}

function unreadable(bytes: Uint8Array, reason: string): Content {
  return { kind: 'unreadable', reason, glimpse: Buffer.from(bytes).toString('latin1').replaceAll('\0', '') };
}
