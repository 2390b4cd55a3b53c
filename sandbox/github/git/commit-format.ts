import { createHmac } from 'node:crypto';

/** A person as a commit names one, with the moment in seconds since 1970 and the offset as git writes it. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly seconds: number;
  readonly offset: string;
}

export interface Commit {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
  /** The `gpgsig` header, and the text it signs; undefined for a commit without one. */
  readonly signed: { readonly signature: string; readonly payload: string } | undefined;
}

export interface CommitContent {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
  /** Signed by the stand-in, as GitHub signs what a bot commits through its API. */
  readonly sign: boolean;
}

const SIGNING_KEY = 'the stand-in signs for itself';

export function formatCommit(commit: CommitContent): Buffer {
  const head = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${formatSignature(commit.author)}`,
    `committer ${formatSignature(commit.committer)}`,
  ].join('\n');
  const payload = `${head}\n\n${commit.message}`;
  if (!commit.sign) return Buffer.from(payload);
  const header = signatureOf(payload).split('\n').join('\n ');
  return Buffer.from(`${head}\ngpgsig ${header}\n\n${commit.message}`);
}

export function parseCommit(oid: string, content: Buffer): Commit {
  const text = content.toString('utf8');
  const split = text.indexOf('\n\n');
  const head = split < 0 ? text : text.slice(0, split);
  const message = split < 0 ? '' : text.slice(split + 2);
  const headers = unfold(head);
  const first = (key: string): string => headers.find(([name]) => name === key)?.[1] ?? '';
  const signature = headers.find(([name]) => name === 'gpgsig')?.[1];
  return {
    oid,
    tree: first('tree'),
    parents: headers.filter(([name]) => name === 'parent').map(([, value]) => value),
    author: parseSignature(first('author')),
    committer: parseSignature(first('committer')),
    message,
    signed:
      signature === undefined ? undefined : { signature, payload: `${withoutSignature(head)}\n\n${message}` },
  };
}

/** Whether the stand-in itself signed the commit. */
export function isVerified(commit: Commit): boolean {
  return commit.signed !== undefined && commit.signed.signature === signatureOf(commit.signed.payload);
}

function signatureOf(payload: string): string {
  const mac = createHmac('sha256', SIGNING_KEY).update(payload).digest('base64');
  return `-----BEGIN PGP SIGNATURE-----\n\n${mac}\n-----END PGP SIGNATURE-----`;
}

function unfold(head: string): (readonly [string, string])[] {
  return head
    .replaceAll('\n ', '\u0001')
    .split('\n')
    .map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1).replaceAll('\u0001', '\n')] as const;
    });
}

function withoutSignature(head: string): string {
  return head
    .replaceAll('\n ', '\u0001')
    .split('\n')
    .filter((line) => !line.startsWith('gpgsig '))
    .join('\n');
}

function formatSignature(who: Signature): string {
  const clean = (text: string): string => text.replace(/[<>\n\0]/g, '').trim();
  return `${clean(who.name)} <${clean(who.email)}> ${who.seconds} ${who.offset}`;
}

function parseSignature(text: string): Signature {
  const match = /^(.*?) ?<(.*?)> (\d+) ([+-]\d{4})$/.exec(text);
  return {
    name: match?.[1] ?? '',
    email: match?.[2] ?? '',
    seconds: Number(match?.[3] ?? 0),
    offset: match?.[4] ?? '+0000',
  };
}
