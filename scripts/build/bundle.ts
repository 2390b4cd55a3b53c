import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { type OutputChunk, rolldown } from 'rolldown';
import { licenses } from './licenses.ts';

/** Folders below dist/. The stub in each calls the function of src/entry.ts with the same name. */
export const ACTIONS = [
  'promote',
  'build',
  'record',
  'rollback',
  'verify',
  'pause',
  'copy',
  'observe',
  'status',
  'drift',
];
export const COMMAND_LINE = 'cli';

/**
 * Writes the bundle of the checkout `root` to the folder `target`. What is imported on demand is a file of
 * its own in parts/, because Node reads and compiles whole files: `promote` asks GitHub after a fifth of
 * them.
 */
export async function writeBundle(root: string, target: string): Promise<void> {
  const parts = await bundle(root);
  const code = withoutDebugSwitches(parts.map(({ code: text }) => text));
  await mkdir(join(target, 'parts'), { recursive: true });
  for (const [index, { fileName }] of parts.entries())
    await writeFile(join(target, fileName), toAscii(code[index] ?? ''));
  const modules = parts.flatMap(({ moduleIds }) => moduleIds);
  await writeFile(join(target, 'licenses.txt'), await licenses(modules));
  await writeStubs(root, target);
}

async function bundle(root: string): Promise<readonly OutputChunk[]> {
  const build = await rolldown({
    cwd: root,
    input: { index: join(root, 'src/entry.ts') },
    platform: 'node',
    // The command line runs on Node 20.
    transform: { target: 'node20' },
  });
  const { output } = await build.generate({
    format: 'cjs',
    minify: true,
    comments: false,
    chunkFileNames: 'parts/[name].js',
  });
  await build.close();
  return output.filter((part) => part.type === 'chunk');
}

async function writeStubs(root: string, target: string): Promise<void> {
  // The repository is ECMAScript modules, and so would be this folder without a type of its own. But its
  // stubs require the bundle, and Node 20 requires scripts only.
  await writeFile(join(target, 'package.json'), '{"type":"commonjs"}\n');
  for (const name of ACTIONS) {
    await mkdir(join(target, name));
    await writeFile(join(target, name, 'index.js'), `require('../index.js').${name}();\n`);
  }
  await mkdir(join(target, COMMAND_LINE));
  const script = stripTypeScriptTypes(await readFile(join(root, 'src/start-cli.cts'), 'utf8'), {
    mode: 'transform',
  });
  await writeFile(join(target, COMMAND_LINE, 'index.js'), `#!/usr/bin/env node\n${script}`, { mode: 0o755 });
}

/**
 * The YAML parser prints every token to standard output when the environment has LOG_TOKENS or LOG_STREAM. A
 * job can have such a variable for a program of its own: its manifests would then be in the log and in what
 * `--json` prints. Looking the variable up for each token also costs time.
 */
function withoutDebugSwitches(parts: readonly string[]): readonly string[] {
  const switches = /\b[\w$]+\.env\.LOG_(?:TOKENS|STREAM)\b/g;
  if (parts.join('\n').match(switches)?.length !== 2)
    throw new Error('The debug switches of the YAML parser have changed.');
  return parts.map((code) => code.replace(switches, 'false'));
}

/**
 * Node keeps a text with characters beyond Latin-1 as UTF-16. A bundle in ASCII takes half the memory, and a
 * tenth less time until the first statement.
 */
function toAscii(code: string): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return code.replace(/[^\0-\x7f]/g, escaped);
}
