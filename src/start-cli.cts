// The script behind `waybill`. It runs before anything of the bundle does, so it needs nothing but Node.

/** Node before 20.16 has no `getBuiltinModule`. An `import` would start the loader of modules, which nothing else here needs. */
const builtin: typeof process.getBuiltinModule = process.getBuiltinModule ?? require;
const fs = builtin('node:fs');
const path = builtin('node:path');
const vm = builtin('node:vm');
const zlib = builtin('node:zlib');

interface Bundle {
  cli(): Promise<void>;
}

/**
 * Runs the command line with the functions that an earlier run has compiled, where one has kept them. Node's own cache keeps what is
 * compiled before the first statement, which is nearly nothing of a bundle; compiling is a tenth of a run over ten thousand files.
 */
async function start(): Promise<void> {
  const filename = path.join(__dirname, '..', 'index.js');
  // The build leaves only ASCII in it, which is read without decoding, and a first line that names the content.
  const code = fs.readFileSync(filename, 'latin1');
  const title = code.slice(0, code.indexOf('\n'));
  const file = fileOfCompiled();
  const compiled = file === undefined ? undefined : readCompiled(file, title);
  const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
    filename,
    ...(compiled === undefined ? {} : { cachedData: compiled }),
  });
  const module: { exports: Partial<Bundle> } = { exports: {} };
  script.runInThisContext()(module.exports, require, module, filename, path.dirname(filename));
  await module.exports.cli?.();
  const isNew = compiled === undefined || script.cachedDataRejected === true;
  if (file !== undefined && isNew && hasPlanned()) keepCompiled(file, title, script.createCachedData());
}

/** Another command, or one that failed, leaves most of the editor uncompiled. */
function hasPlanned(): boolean {
  return ['set', 'plan'].includes(process.argv[2] ?? '') && process.exitCode === 0;
}

/** One file for each version of Node, in the folder that the user has for such things; so nothing piles up. */
function fileOfCompiled(): string | undefined {
  const { LOCALAPPDATA, XDG_CACHE_HOME, HOME } = process.env;
  const folder = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && path.join(HOME, '.cache'));
  if (!folder || !path.isAbsolute(folder) || zlib.crc32 === undefined) return undefined;
  return path.join(folder, 'waybill', `compiled-${process.version}-${process.arch}`);
}

/**
 * What was kept of this very bundle. Compiled functions are code, so a file of another user is left alone (HOME may be another's),
 * and the engine trusts what it gets, so a damaged file would end the process.
 */
function readCompiled(file: string, title: string): Buffer | undefined {
  try {
    if (process.getuid !== undefined && fs.statSync(file).uid !== process.getuid()) return undefined;
    const content = fs.readFileSync(file);
    const headEnd = content.indexOf('\n') + 1;
    const compiled = content.subarray(headEnd);
    return content.toString('latin1', 0, headEnd) === head(title, compiled) ? compiled : undefined;
  } catch {
    return undefined;
  }
}

/** Whoever cannot keep it compiles again. */
function keepCompiled(file: string, title: string, compiled: Buffer): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  } catch {
    return;
  }
  const partial = `${file}.${process.pid}`;
  try {
    const content = Buffer.concat([Buffer.from(head(title, compiled), 'latin1'), compiled]);
    fs.writeFileSync(partial, content, { mode: 0o600, flag: 'wx' });
    fs.renameSync(partial, file);
  } catch {
    fs.rmSync(partial, { force: true });
  }
}

function head(title: string, compiled: Buffer): string {
  return `${title} ${zlib.crc32(compiled).toString(16)}\n`;
}

void start();
