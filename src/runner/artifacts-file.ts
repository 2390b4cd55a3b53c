import { appendFileSync, readFileSync } from 'node:fs';
import { parseReference } from '../image/reference.ts';

/** More than this in one job fails the step that writes them. */
const LIMIT = 500;

type Announcement = 'announced' | 'already announced' | 'full' | 'taken by another digest';

/**
 * Appends `oci://registry/repository:tag@sha256:…` to the runner's list of built artifacts at `path`
 * (`$GITHUB_ARTIFACTS`), from which later steps take the subjects that they attest. The runner fails a step
 * that gives one name two digests, that writes a `=`, or that goes beyond the limit, so those are not
 * written. Throws `REFERENCE_INVALID` when `reference` is not an image reference, and a TypeError when it has
 * no digest.
 */
export function announce(path: string, reference: string): Announcement {
  const { digest, spelling, tag } = parseReference(reference, 'the reference to announce');
  const name = `oci://${spelling}${tag === undefined ? '' : `:${tag}`}`;
  if (digest === undefined) throw new TypeError(`an artifact is announced by digest: ${reference}`);
  const line = `${name}@${digest}`;
  const lines = readLines(path);
  if (lines.includes(line)) return 'already announced';
  if (lines.some((other) => other.startsWith(`${name}@`))) return 'taken by another digest';
  if (lines.length >= LIMIT) return 'full';
  appendFileSync(path, `${line}\n`);
  return 'announced';
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
