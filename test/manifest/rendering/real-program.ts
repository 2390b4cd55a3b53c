import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from '@jest/globals';

export type Files = Readonly<Record<string, string>>;

/**
 * A group of tests that asks a real program. Where it is missing one line says so; in CI that is a failure.
 */
export function describeWith(program: string, versionArgs: readonly string[], tests: () => void): void {
  if (answers(program, versionArgs)) {
    describe(`judged by ${program}`, tests);
    return;
  }
  test(`${program} is not in the PATH, so it judges nothing here`, () => {
    if (process.env['CI'] === 'true')
      throw new Error(`${program} is not in the PATH; .ci/tools.sh installs it`);
  });
}

function answers(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore', timeout: 150_000 });
    return true;
  } catch {
    return false;
  }
}

/** What a program prints, run in a fresh folder that holds the files. */
export function render(files: Files, program: string, args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-render-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return execFileSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      // What it says beside the result is shown where it fails.
      stdio: 'pipe',
      timeout: 150_000,
      env: { PATH: process.env['PATH'], HOME: folder },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every `image` in rendered manifests, sorted. */
export function renderedImages(output: string): readonly string[] {
  return [...output.matchAll(/^\s*(?:- )?(?:image|reference): "?([^"\n]+?)"?$/gm)]
    .map((match) => match[1] ?? '')
    .sort();
}
