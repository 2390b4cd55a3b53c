import { z } from 'zod';
import type { ManifestFile } from '../../manifest/plan-edits.ts';
import type { Api } from '../transport/api.ts';
import { blobOid } from './git-blob.ts';
import { literal } from '../transport/graphql.ts';
import { type Operation, ownerAndRepo } from '../transport/operation.ts';
import { askForAll, part, type QueryPart } from './ask-for-many.ts';
import { oidSchema } from './file-oids.ts';
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

interface UnreadableFile extends PassedOverEntry {
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

/** Which files are read, and what else is looked up in the same requests. */
export interface FilesRequest {
  readonly repository: string;
  readonly files: readonly ListedFile[];
  /** Commits that are asked which object they have at the paths of the files. */
  readonly heads: readonly string[];
  /** Paths that may be at the heads although they are not among the files. */
  readonly alsoAtHeads?: readonly string[];
}

/** One answer of GitHub: a blob, or the object that a head has at a path. */
type FilePart =
  | { readonly kind: 'blob'; readonly file: ListedFile; readonly blob: Blob }
  | {
      readonly kind: 'at-head';
      readonly head: string;
      readonly path: string;
      readonly oid: string | undefined;
    };

type Blob = z.infer<typeof blobSchema>;

/**
 * Reads files by object id, a hundred in one request, and in the same requests asks which object each of the
 * heads has at the same paths. A text is taken only when its bytes have the id they were asked by: a byte
 * order mark that was dropped or a text that was cut shows in the hash, and the file is then read alone, as
 * bytes.
 */
export async function readFiles(api: Api, request: FilesRequest): Promise<ReadFiles> {
  const { repository, heads } = request;
  const large = request.files.filter((file) => file.size > LARGEST);
  const wanted = request.files.filter((file) => file.size <= LARGEST);
  const files: ManifestFile[] = [];
  const passedOver: PassedOverEntry[] = [];
  const unreadable: UnreadableFile[] = [];
  for (const file of large) {
    const { path } = file;
    const reason = `it has ${file.size} bytes, more than are edited of one file`;
    // It may name the image, and would be left behind without a word.
    if (TEXT_FILE.test(path)) unreadable.push({ path, ...(await glimpseOf(api, repository, file, reason)) });
    else passedOver.push({ path, reason });
  }
  const atHeads = new Map(heads.map((head) => [head, new Map<string, string>()]));
  for (const answer of await askForFiles(api, request, wanted)) {
    if (answer.kind === 'at-head') {
      if (answer.oid !== undefined) atHeads.get(answer.head)?.set(answer.path, answer.oid);
      continue;
    }
    const { file } = answer;
    const content = taken(file, answer.blob) ?? (await readBlob(api, repository, file));
    if (content.kind === 'text') files.push({ path: file.path, text: content.text });
    if (content.kind === 'binary') passedOver.push({ path: file.path, reason: 'it is not text' });
    if (content.kind === 'unreadable') unreadable.push({ path: file.path, ...content });
  }
  return { files, passedOver, unreadable, heads: atHeads };
}

async function askForFiles(
  api: Api,
  { repository, heads, alsoAtHeads = [] }: FilesRequest,
  wanted: readonly ListedFile[],
): Promise<readonly FilePart[]> {
  if (wanted.length === 0) return [];
  const operation: Operation = {
    doing: `read ${wanted.length} files of ${repository}`,
    repository,
    permission: 'contents: read',
  };
  const atHeads = (path: string): readonly QueryPart<FilePart>[] => heads.map((head) => atHead(head, path));
  const parts = wanted.flatMap((file) => [blobOf(file), ...atHeads(file.path)]);
  return askForAll(api, { operation, atOnce: CHUNK }, [...parts, ...alsoAtHeads.flatMap(atHeads)]);
}

function blobOf(file: ListedFile): QueryPart<FilePart> {
  const field = `object(oid: ${literal(file.oid)}) { ... on Blob { isBinary isTruncated text } }`;
  return part(
    field,
    blobSchema.transform((blob) => ({ kind: 'blob' as const, file, blob })),
  );
}

function atHead(head: string, path: string): QueryPart<FilePart> {
  const field = `object(expression: ${literal(`${head}:${path}`)}) { oid }`;
  const answer = oidSchema.transform((oid) => ({ kind: 'at-head' as const, head, path, oid }));
  return { ...part(field, answer), weight: 0 };
}

/**
 * UTF-16 looks binary to GitHub, and a manifest in it is to be refused, so a name of a text file is looked at
 * again.
 */
const TEXT_FILE = /\.(?:ya?ml|json|env|tf|jsonnet|libsonnet|cue|tpl|properties|toml)$|(?:^|\/)[^.]+$/i;

/** What the answer tells for certain; undefined when the bytes have to be read. */
function taken(file: ListedFile, blob: Blob): Content | undefined {
  if (blob?.isBinary === true && !TEXT_FILE.test(file.path)) return { kind: 'binary' };
  const text = blob?.text;
  if (typeof text !== 'string' || blob?.isTruncated === true) return undefined;
  return blobOid(new TextEncoder().encode(text), file.oid) === file.oid ? { kind: 'text', text } : undefined;
}

const restBlob = z.object({ content: z.string(), encoding: z.literal('base64') });

async function readBlob(api: Api, repository: string, file: ListedFile): Promise<Content> {
  const bytes = await bytesOf(api, repository, file);
  if (blobOid(bytes, file.oid) !== file.oid) {
    return unreadable(bytes, 'GitHub gave out other bytes than those of its object id');
  }
  return decode(bytes);
}

async function glimpseOf(
  api: Api,
  repository: string,
  file: ListedFile,
  reason: string,
): Promise<Omit<UnreadableFile, 'path'>> {
  const { glimpse } = unreadable(await bytesOf(api, repository, file), reason);
  return { reason, glimpse };
}

async function bytesOf(api: Api, repository: string, file: ListedFile): Promise<Buffer> {
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
  return Buffer.from(content, 'base64');
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

function unreadable(bytes: Uint8Array, reason: string): Extract<Content, { kind: 'unreadable' }> {
  return { kind: 'unreadable', reason, glimpse: Buffer.from(bytes).toString('latin1').replaceAll('\0', '') };
}
