// The script behind `waybill`. It runs before anything of the bundle does, so it needs nothing but Node.

import type { Stats } from 'node:fs';

const fs: typeof import('node:fs') = require('node:fs');
const path: typeof import('node:path') = require('node:path');
const v8: typeof import('node:v8') = require('node:v8');
// Node 20 cannot keep what it compiles.
const { enableCompileCache }: Partial<typeof import('node:module')> = require('node:module');

/**
 * The folder in which Node may keep what it compiles of the bundle, so that the next run starts faster:
 * `~/.cache/waybill`. What is kept there is code that Node trusts. So the folder must be the user's own, and
 * nobody else may enter it; otherwise nothing is kept. Node's default is a folder below the temporary one,
 * whose name anybody can guess.
 */
function cacheFolder(): string | undefined {
  const { LOCALAPPDATA, XDG_CACHE_HOME, HOME } = process.env;
  const parent = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && path.join(HOME, '.cache'));
  if (!parent || !path.isAbsolute(parent)) return undefined;
  const folder = path.join(parent, 'waybill');
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return isPrivate(fs.lstatSync(folder)) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a folder belongs to this user and is closed to all others. Windows has no modes; there the profile
 * is closed.
 */
function isPrivate(stats: Stats): boolean {
  if (!stats.isDirectory()) return false;
  return process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o077) === 0);
}

/**
 * Ends the process once all of its output is out. Left to itself Node would first collect the garbage of the
 * run, and wait for connections that a registry keeps open. A stream that failed says so itself, a little
 * later.
 */
function leave(): void {
  const isWritten = ({ writableLength, errored }: NodeJS.WriteStream): boolean =>
    writableLength === 0 && errored === null;
  if (isWritten(process.stdout) && isWritten(process.stderr)) process.exit();
}

// Most of what a plan reads is garbage at once. Left to itself, V8 answers that with ever more memory for new
// objects, some hundred megabytes over a large tree, and saves no time by it.
v8.setFlagsFromString('--semi-space-growth-factor=1');
const folder = enableCompileCache === undefined ? undefined : cacheFolder();
if (folder !== undefined) enableCompileCache?.(folder);
const { cli }: { cli(): Promise<void> } = require('../index.js');
void cli().then(leave);
