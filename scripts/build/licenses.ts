import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

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

async function readLicense(folder: string): Promise<{ name: string; license: string; text: string }> {
  const { name, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const own = (await licenseFile(folder)) ?? (await licenseFile(join(folder, WITHOUT_TEXT[name] ?? '')));
  if (own === undefined) throw new Error(`${folder} has no file with its license`);
  return { name, license, text: await readFile(own, 'utf8') };
}

/** Packages that forgot the text of their license, and one of the same repository that did not. */
const WITHOUT_TEXT: Readonly<Record<string, string>> = { '@sigstore/verify': '../bundle' };

async function licenseFile(folder: string): Promise<string | undefined> {
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e(?:\.\w+)?$/i.test(entry));
  return file === undefined ? undefined : join(folder, file);
}
