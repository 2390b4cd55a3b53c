import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseDigest } from '../../src/image/digest.ts';
import { findReferences } from '../../src/manifest/find-references.ts';
import type { ImageChange, ManifestFile } from '../../src/manifest/plan.ts';
import { planEdits, type PlanOptions } from '../../src/manifest/plan-edits.ts';

// One folder per shape, one per case in it: `input` and `request.json`, then either `expected` with the same
// files, byte for byte, or `refusals.json` with what is refused and where.
const GOLDEN = join(import.meta.dirname, '../golden');

interface Request extends PlanOptions {
  readonly images: readonly (Omit<ImageChange, 'digest' | 'tag'> & {
    readonly digest: string;
    readonly tag?: string;
  })[];
}

function filesIn(folder: string): readonly ManifestFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(folder.length + 1), text: readFileSync(path, 'utf8') }));
}

function readRequest(folder: string): { changes: readonly ImageChange[]; options: PlanOptions } {
  const { images, ...options }: Request = JSON.parse(readFileSync(join(folder, 'request.json'), 'utf8'));
  const changes = images.map((image) => ({ ...image, tag: image.tag, digest: parseDigest(image.digest) }));
  return { changes, options };
}

const shapes = readdirSync(GOLDEN);

describe.each(shapes)('%s', (shape) => {
  const cases = readdirSync(join(GOLDEN, shape));
  const isRefused = (name: string) => existsSync(join(GOLDEN, shape, name, 'refusals.json'));

  test('has at least two edits and a refusal', () => {
    expect(cases.filter((name) => !isRefused(name)).length).toBeGreaterThanOrEqual(2);
    expect(cases.some(isRefused)).toBe(true);
  });

  test.each(cases.filter((name) => !isRefused(name)))('%s', (name) => {
    const folder = join(GOLDEN, shape, name);
    const { changes, options } = readRequest(folder);
    const input = filesIn(join(folder, 'input'));
    const plan = planEdits({ files: input, images: changes, options });
    expect(plan.refusals).toEqual([]);
    const after = new Map(plan.files.map((file) => [file.path, file.after]));
    const result = input.map(({ path, text }) => ({ path, text: after.get(path) ?? text }));
    expect(result).toEqual(filesIn(join(folder, 'expected')));

    const again = planEdits({ files: result, images: changes, options });
    expect(again.files).toEqual([]);
    expect(again.refusals).toEqual([]);
    const declared = changes.flatMap(({ name: image, repository }) =>
      findReferences(result, [{ name: image, repository }], options),
    );
    expect(declared.length).toBeGreaterThan(0);
    for (const { declared: parts } of declared) {
      expect([changes[0]?.tag, undefined]).toContain(parts.tag);
      expect([changes[0]?.digest, undefined]).toContain(parts.digest?.replace(/^(?!sha256:)/, 'sha256:'));
    }
  });

  test.each(cases.filter(isRefused))('%s', (name) => {
    const folder = join(GOLDEN, shape, name);
    const { changes, options } = readRequest(folder);
    const plan = planEdits({ files: filesIn(join(folder, 'input')), images: changes, options });
    const found = plan.refusals.map(({ code, location }) => ({
      code,
      file: location?.file ?? null,
      line: location?.line ?? null,
    }));
    expect(found).toEqual(JSON.parse(readFileSync(join(folder, 'refusals.json'), 'utf8')));
    expect(plan.files).toEqual([]);
  });
});
