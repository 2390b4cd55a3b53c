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

/** How much of the bundle was compiled: what every command needs, or the editor too. */
type Extent = 'start' | 'editor';

interface Compiled {
  readonly extent: Extent;
  readonly data: Buffer;
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
    ...(compiled === undefined ? {} : { cachedData: compiled.data }),
  });
  const module: { exports: Partial<Bundle> } = { exports: {} };
  script.runInThisContext()(module.exports, require, module, filename, path.dirname(filename));
  await module.exports.cli?.();
  const extent = extentOfRun();
  const isKnown = compiled !== undefined && script.cachedDataRejected !== true;
  const isMore = extent === 'editor' && compiled?.extent === 'start';
  if (file !== undefined && (!isKnown || isMore))
    keepCompiled(file, title, { extent, data: script.createCachedData() });
  leave();
}

/**
 * Ends the process where all of its output is out: left to itself it would first collect the garbage of the run, and wait for
 * connections that a registry keeps open. A stream that failed says so itself, a little later.
 */
function leave(): void {
  const isDone = ({ writableLength, errored }: NodeJS.WriteStream): boolean =>
    writableLength === 0 && errored === null;
  if (isDone(process.stdout) && isDone(process.stderr)) process.exit();
}

/** Another command, or one that failed, leaves most of the editor uncompiled. */
function extentOfRun(): Extent {
  return ['set', 'plan'].includes(process.argv[2] ?? '') && process.exitCode === 0 ? 'editor' : 'start';
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
function readCompiled(file: string, title: string): Compiled | undefined {
  try {
    if (process.getuid !== undefined && fs.statSync(file).uid !== process.getuid()) return undefined;
    const content = fs.readFileSync(file);
    const headEnd = content.indexOf('\n') + 1;
    const data = content.subarray(headEnd);
    const found = content.toString('latin1', 0, headEnd);
    const extents: readonly Extent[] = ['editor', 'start'];
    const extent = extents.find((one) => found === head(title, { extent: one, data }));
    return extent === undefined ? undefined : { extent, data };
  } catch {
    return undefined;
  }
}

/** Whoever cannot keep it compiles again. */
function keepCompiled(file: string, title: string, compiled: Compiled): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  } catch {
    return;
  }
  const partial = `${file}.${process.pid}`;
  try {
    const content = Buffer.concat([Buffer.from(head(title, compiled), 'latin1'), compiled.data]);
    fs.writeFileSync(partial, content, { mode: 0o600, flag: 'wx' });
    fs.renameSync(partial, file);
  } catch {
    fs.rmSync(partial, { force: true });
  }
}

function head(title: string, { extent, data }: Compiled): string {
  return `${title} ${extent} ${zlib.crc32(data).toString(16)}\n`;
}

void start();
