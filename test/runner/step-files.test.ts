import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { announce, appendOutput, appendSummary } from '../../src/runner/step-files.ts';

const MEBIBYTE = 1024 * 1024;
const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-runner-'));
  file = join(folder, 'file');
  await writeFile(file, '');
});
afterEach(() => rm(folder, { recursive: true }));

test('an output keeps its lines, and a value cannot set another output', async () => {
  appendOutput(file, 'json', 'one\nother=two');
  appendOutput(file, 'url', '');
  const [, first, second] =
    /^json<<(ghadelimiter_[\w-]+)\none\nother=two\n\1\nurl<<(ghadelimiter_[\w-]+)\n\n\2\n$/.exec(
      (await readFile(file, 'utf8')).replaceAll('\r\n', '\n'),
    ) ?? [];
  expect(first).toBeDefined();
  expect(first).not.toBe(second);
});

describe('the job summary', () => {
  test('parts are separated by a blank line', async () => {
    await appendSummary(file, 'one');
    await appendSummary(file, 'two\n');
    expect(await readFile(file, 'utf8')).toBe('one\n\ntwo\n\n');
  });

  test('is cut at a line below 1 MiB, and says so', async () => {
    const lines = `${'é'.repeat(50)}\n`.repeat(20_000);
    expect(await appendSummary(file, lines)).toBe(true);
    const bytes = await readFile(file);
    expect(bytes.length).toBeLessThanOrEqual(MEBIBYTE);
    expect(bytes.length).toBeGreaterThan(MEBIBYTE - 300);
    expect(bytes.toString()).toMatch(/^(é{50}\n)+\n\n_The rest of this summary is left out/);
  });

  test('stays as it is once it is full', async () => {
    await appendSummary(file, 'x\n'.repeat(MEBIBYTE));
    const full = await readFile(file, 'utf8');
    expect(await appendSummary(file, 'more')).toBe(true);
    expect(await readFile(file, 'utf8')).toBe(full);
  });
});

describe('the list of artifacts', () => {
  test('has one line for each reference', async () => {
    expect(announce(file, `ghcr.io/acme/api:v1@${DIGEST}`)).toBe('announced');
    expect(announce(file, `ghcr.io/acme/web@${OTHER}`)).toBe('announced');
    expect(await readFile(file, 'utf8')).toBe(
      `oci://ghcr.io/acme/api:v1@${DIGEST}\noci://ghcr.io/acme/web@${OTHER}\n`,
    );
  });

  test('takes the same reference once', async () => {
    announce(file, `ghcr.io/acme/api:v1@${DIGEST}`);
    expect(announce(file, `ghcr.io/acme/api:v1@${DIGEST}`)).toBe('already announced');
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(2);
  });

  test('never gives one name two digests, which would fail the step', async () => {
    announce(file, `ghcr.io/acme/api:v1@${DIGEST}`);
    expect(announce(file, `ghcr.io/acme/api:v1@${OTHER}`)).toBe('taken by another digest');
    expect(await readFile(file, 'utf8')).not.toContain(OTHER);
  });

  test('ends at 500 lines', async () => {
    await writeFile(
      file,
      Array.from({ length: 500 }, (_, index) => `oci://r.io/i${index}@${DIGEST}\n`).join(''),
    );
    expect(announce(file, `ghcr.io/acme/api@${DIGEST}`)).toBe('full');
  });

  test.each(['ghcr.io/acme/api:v1', 'not a reference', `ghcr.io/acme/api@${DIGEST}\nx=y`])(
    'refuses %j',
    (reference) => {
      expect(() => announce(file, reference)).toThrow();
    },
  );
});
