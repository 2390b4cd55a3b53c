import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findReferences } from '../../src/manifest/find-references.ts';
import type { ImageChange, ManifestFile } from '../../src/manifest/plan.ts';
import { planEdits, type PlanOptions } from '../../src/manifest/plan-edits.ts';
import { TO_V2 } from './promotion.ts';

// One folder per shape, one per case in it: `input`, then either `expected` with the same files, byte for
// byte, or `refusals.json` with what is refused and where. `request.json` holds what differs from `TO_V2`,
// and options; most cases need none.
const GOLDEN = join(import.meta.dirname, '../golden');

/** `null` takes the tag of `TO_V2` away. */
interface Request extends PlanOptions {
  readonly tag?: string | null;
  readonly pin?: ImageChange['pin'];
}

function filesIn(folder: string): readonly ManifestFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(folder.length + 1), text: readFileSync(path, 'utf8') }));
}

function readRequest(folder: string): { change: ImageChange; options: PlanOptions } {
  const path = join(folder, 'request.json');
  const request: Request = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const { tag = TO_V2.tag, pin = TO_V2.pin, ...options } = request;
  return { change: { ...TO_V2, tag: tag ?? undefined, pin }, options };
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
    const { change, options } = readRequest(folder);
    const input = filesIn(join(folder, 'input'));
    const plan = planEdits({ files: input, images: [change], options });
    expect(plan.refusals).toEqual([]);
    const after = new Map(plan.files.map((file) => [file.path, file.after]));
    const result = input.map(({ path, text }) => ({ path, text: after.get(path) ?? text }));
    expect(result).toEqual(filesIn(join(folder, 'expected')));

    const again = planEdits({ files: result, images: [change], options });
    expect(again.files).toEqual([]);
    expect(again.refusals).toEqual([]);
    const declared = findReferences(result, [change], options);
    expect(declared.length).toBeGreaterThan(0);
    for (const { declared: parts } of declared) {
      expect([change.tag, undefined]).toContain(parts.tag);
      expect([change.digest, undefined]).toContain(parts.digest?.replace(/^(?!sha256:)/, 'sha256:'));
    }
  });

  test.each(cases.filter(isRefused))('%s', (name) => {
    const folder = join(GOLDEN, shape, name);
    const { change, options } = readRequest(folder);
    const plan = planEdits({ files: filesIn(join(folder, 'input')), images: [change], options });
    const found = plan.refusals.map(({ code, location }) => ({
      code,
      file: location?.file ?? null,
      line: location?.line ?? null,
    }));
    expect(found).toEqual(JSON.parse(readFileSync(join(folder, 'refusals.json'), 'utf8')));
    expect(plan.files).toEqual([]);
  });
});
