import { advanceAtScale } from './advance.ts';
import { againstGit } from './against-git.ts';
import { coldStart } from './cold-start.ts';
import { editorLines } from './editor-lines.ts';
import { editorSpeed } from './editor-speed.ts';
import { promotion } from './promotion.ts';

// Every figure is measured side by side in this run; ratios travel between machines, milliseconds do not.
const SECTIONS: Readonly<Record<string, () => Promise<string>>> = {
  promotion,
  'against-git': againstGit,
  advance: advanceAtScale,
  'cold-start': coldStart,
  'editor-lines': editorLines,
  'editor-speed': editorSpeed,
};

const wanted = process.argv.slice(2);
for (const [name, section] of Object.entries(SECTIONS)) {
  if (wanted.length === 0 || wanted.includes(name)) process.stdout.write(await section());
}
const unknown = wanted.filter((name) => !(name in SECTIONS));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no section ${unknown.join(', ')}; there are ${Object.keys(SECTIONS).join(', ')}.\n`,
  );
  process.exitCode = 2;
}
