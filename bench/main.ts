import { parseArgs } from 'node:util';
import { advanceAtScale } from './advance.ts';
import { againstGit } from './against-git.ts';
import { type Bench, bundleOf, OWN } from './bundles.ts';
import { coldStart } from './cold-start.ts';
import { editorLarge } from './editor-large.ts';
import { editorLines } from './editor-lines.ts';
import { editorSpeed } from './editor-speed.ts';
import { promotion } from './promotion.ts';
import { reuse } from './reuse.ts';

// Every figure is measured side by side in this run; ratios travel between machines, milliseconds do not.
const SECTIONS: Readonly<Record<string, (bench: Bench) => Promise<string>>> = {
  promotion,
  'against-git': againstGit,
  advance: advanceAtScale,
  reuse,
  'cold-start': coldStart,
  'editor-lines': editorLines,
  'editor-speed': editorSpeed,
  'editor-large': editorLarge,
};

const USAGE = `Usage: npm run bench -- [section …] [--against <checkout>] [--rounds <count>]

Sections: ${Object.keys(SECTIONS).join(', ')}; all of them without a name.
--against measures the bundle in dist/ of another checkout beside this one, in turns, and prints ratios.
--rounds says how often each time is measured, for a quick look.
`;

interface Options {
  readonly sections: readonly string[];
  readonly bench: Bench;
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { against: { type: 'string' }, rounds: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => !(name in SECTIONS));
  if (unknown.length > 0) throw new Error(`There is no section ${unknown.join(', ')}.`);
  const { against, rounds } = values;
  if (rounds !== undefined && !/^[1-9]\d?$/.test(rounds)) throw new Error(`--rounds ${rounds} is no count.`);
  const bench: Bench = {
    bundles: against === undefined ? [OWN] : [OWN, bundleOf(against)],
    rounds: (usual) => (rounds === undefined ? usual : Number(rounds)),
  };
  return { sections: positionals.length === 0 ? Object.keys(SECTIONS) : positionals, bench };
}

function optionsOrUsage(): Options | undefined {
  try {
    return readOptions();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

const options = optionsOrUsage();
for (const [name, section] of Object.entries(SECTIONS)) {
  if (options?.sections.includes(name) === true) process.stdout.write(await section(options.bench));
}
