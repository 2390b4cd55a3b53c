import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A file of a checkout that may hold images. */
export interface TreeFile {
  readonly path: string;
  readonly text: string;
}

const LARGEST = 4 * 1024 * 1024;

/** All files below a folder, as paths from it, in order. No link is followed. */
export function pathsBelow(root: string): readonly string[] {
  const paths: string[] = [];
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== '.git') pending.push(path);
      else if (entry.isFile()) paths.push(path);
    }
  }
  return paths.sort();
}

/** The files that this program reads. Others may only change where it can explain the change. */
export function configFiles(root: string): readonly TreeFile[] {
  return pathsBelow(root)
    .filter((path) => isConfig(path) && statSync(join(root, path)).size <= LARGEST)
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => !text.includes('\uFFFD') && !text.includes('\0'));
}

function isConfig(path: string): boolean {
  const name = basename(path);
  if (name === 'waybill.yaml' || /^(?:package(?:-lock)?|tsconfig.*|.*\.schema|renovate)\.json5?$/.test(name))
    return false;
  return /\.(?:ya?ml|json)$|^kustomization$/i.test(name) || /^\.env(?:\.|$)|\.env$/.test(name);
}

/** Where each line of a text begins, to find the line of an offset. */
export function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
