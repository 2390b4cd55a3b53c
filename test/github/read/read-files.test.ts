import { beforeAll, describe, expect, test } from '@jest/globals';
import { createApi } from '../../../src/github/transport/api.ts';
import { blobOid } from '../../../src/github/read/git-blob.ts';
import { type ReadFiles, readFiles } from '../../../src/github/read/read-files.ts';
import { surveyEnvironment } from '../../../src/github/read/read-lanes.ts';
import { readRepository } from '../../../src/github/read/read-repository.ts';
import type { SandboxGitHub, SeedFile } from '../../../sandbox/github/sandbox-github.ts';
import { gitHubStandIn } from '../../stand-ins.ts';
import { atOnce } from '../at-once.ts';

let github: SandboxGitHub;
let repositories = 0;

beforeAll(async () => {
  github = await gitHubStandIn({ validate: true });
});

async function read(files: Readonly<Record<string, SeedFile>>): Promise<ReadFiles & { requests: string[] }> {
  repositories += 1;
  const name = `acme/files-${repositories}`;
  await github.createRepository(name, files);
  const token = github.grant({
    kind: 'pat',
    login: 'alice',
    permissions: { contents: 'read', pull_requests: 'read' },
  });
  const api = createApi(atOnce(github, token));
  const { base } = await readRepository(api, name, undefined);
  const survey = { repository: name, base, folders: ['envs'], branches: [], labels: [], reviewers: [] };
  const { files: listed, passedOver } = await surveyEnvironment(api, survey);
  github.clearRequests();
  const result = await readFiles(api, { repository: name, files: listed, heads: [] });
  return {
    ...result,
    passedOver: [...passedOver, ...result.passedOver],
    requests: github.requests.map(({ operation }) => operation),
  };
}

const raw = (content: string | Uint8Array): SeedFile => ({
  content: typeof content === 'string' ? Buffer.from(content) : content,
  mode: '100644',
});

describe('the text of a file', () => {
  test.each([
    ['a byte order mark', '\ufeffimage: a\n'],
    ['CRLF', 'image: a\r\nb: c\r\n'],
    ['no line break at its end', 'image: a'],
    ['nothing in it', ''],
    ['letters of all kinds', 'ключ: "значение 🚀 \u2028"\n'],
    ['tabs and trailing blanks', 'a:\t b  \n\n\n'],
  ])('comes byte for byte with %s', async (_what, content) => {
    const { files } = await read({ 'envs/file.yaml': raw(content) });
    expect(files).toEqual([{ path: 'envs/file.yaml', text: content }]);
  });

  test('comes of a large file as of a small one', async () => {
    const content = `image: a\n${'# padding\n'.repeat(120_000)}`;
    const { files } = await read({ 'envs/file.yaml': raw(content) });
    expect(files[0]?.text).toBe(content);
  });

  test('of a hundred files costs one request', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`envs/${n}.yaml`, `n: ${n}\n`]));
    const { files, requests } = await read(many);
    expect([files.length, requests.length]).toEqual([100, 1]);
  });
});

describe('a file that is no text', () => {
  test('costs no request of its own when its name says so', async () => {
    const { files, passedOver, requests } = await read({
      'envs/logo.png': raw(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2])),
    });
    expect(files).toEqual([]);
    expect(passedOver).toEqual([{ path: 'envs/logo.png', reason: 'it is not text' }]);
    expect(requests).toHaveLength(1);
  });

  test.each([
    ['UTF-16', Buffer.from('\ufeffimage: ghcr.io/acme/api:v1', 'utf16le'), 'UTF-16'],
    ['Latin-1', Buffer.from('# caf\u00e9\nimage: ghcr.io/acme/api:v1', 'latin1'), 'not UTF-8'],
  ])('but %s is said to be unreadable, with what it seems to hold', async (_name, bytes, reason) => {
    const { files, unreadable } = await read({ 'envs/old.yaml': raw(bytes) });
    expect(files).toEqual([]);
    expect(unreadable[0]?.reason).toContain(reason);
    expect(unreadable[0]?.glimpse).toContain('ghcr.io/acme/api:v1');
  });

  test('but a link is never followed', async () => {
    const { files, passedOver } = await read({
      'envs/link.yaml': { content: '../secret', mode: '120000' },
      'envs/real.yaml': 'a: b\n',
    });
    expect(files.map(({ path }) => path)).toEqual(['envs/real.yaml']);
    expect(passedOver[0]?.reason).toContain('symbolic link');
  });
});

test('the id of a file is that of git', () => {
  const bytes = new TextEncoder().encode('hello\n');
  expect(blobOid(bytes, '0'.repeat(40))).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  expect(blobOid(bytes, '0'.repeat(64))).toBe(
    '2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4',
  );
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(github.violations).toEqual([]);
});
