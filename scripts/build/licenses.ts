import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The licenses of the packages that these modules are of, by name: each asks that its text goes along. */
export async function licenses(modules: readonly string[]): Promise<string> {
  const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== undefined));
  const found = await Promise.all([...folders].map(readLicense));
  return found
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, license, text }) => `${name}\n${license}\n${text}\n`)
    .join('\n');
}

/** `…/node_modules/@octokit/core` of a module in it; undefined for a module of our own. */
function packageFolder(module: string): string | undefined {
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1];
}

interface License {
  readonly name: string;
  readonly license: string;
  readonly text: string;
}

async function readLicense(folder: string): Promise<License> {
  const { name, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const text = (await licenseText(folder)) ?? (await textOfSibling(folder, license));
  if (text === undefined) throw new Error(`${folder} has no file with its license`);
  return { name, license, text };
}

async function licenseText(folder: string): Promise<string | undefined> {
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e(?:\.\w+)?$/i.test(entry));
  return file === undefined ? undefined : readFile(join(folder, file), 'utf8');
}

/** `@sigstore/verify` names its license and leaves out the text, which `@sigstore/bundle` beside it has. */
async function textOfSibling(folder: string, license: string): Promise<string | undefined> {
  const scope = dirname(folder);
  if (!basename(scope).startsWith('@')) return undefined;
  for (const sibling of (await readdir(scope)).toSorted()) {
    const about = JSON.parse(await readFile(join(scope, sibling, 'package.json'), 'utf8'));
    const text = about.license === license ? await licenseText(join(scope, sibling)) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}
