import { errorsOf, WaybillError } from '../../errors/waybill-error.ts';
import { decodeManifest, LARGEST_MANIFEST } from '../../manifest/companions/companions.ts';
import type { ManifestFile } from '../../manifest/plan-edits.ts';
import { configText } from '../init/config-text.ts';
import { mayDeclare, propose, type Proposal } from '../init/propose.ts';
import { type ProposedFile, workflowTexts } from '../init/workflow-texts.ts';
import { printJson } from '../output/print.ts';
import { createFiles } from '../tree/create-files.ts';
import { type GitFacts, gitFacts } from '../tree/git-facts.ts';
import { createByteReader } from '../tree/read-bytes.ts';
import { filesBelow } from '../tree/working-tree.ts';
import type { CommandContext, ExitCode } from './command-context.ts';

/**
 * `waybill init`: proposes a `waybill.yaml` and two workflows for the config repo in the current folder.
 * Throws `REFERENCE_NOT_FOUND` where no file declares an image.
 */
export async function runInit({ arguments: args, terminal }: CommandContext): Promise<ExitCode> {
  const { cwd, stdout, stderr } = terminal;
  const [positional] = args.positionals;
  if (positional !== undefined)
    throw new WaybillError('INPUT_INVALID', `waybill init takes no ${JSON.stringify(positional)}`, {
      hint: 'It reads the current folder: change to the root of the config repo first.',
    });
  const facts = gitFacts(cwd);
  const { text, unsure } = await proposedConfig(cwd, facts);
  const files = [{ path: 'waybill.yaml', text }, ...workflowTexts(facts.branch ?? 'main')];
  if (args.write) createFiles(files, cwd);
  if (args.json) printJson(stdout, { written: args.write, files, unsure, errors: [] });
  else if (args.write) stdout.write(files.map(({ path }) => `${path} is written.\n`).join(''));
  else stdout.write(files.map(printed).join('\n'));
  if (!args.json) stderr.write(advice(args.write, unsure.length));
  return 0;
}

async function proposedConfig(
  cwd: string,
  facts: GitFacts,
): Promise<{ readonly text: string; readonly unsure: readonly string[] }> {
  refuseBelowRoot(facts);
  const proposal = propose(readTree(cwd), { owner: facts.repository?.split('/')[0] });
  if (proposal === undefined)
    throw new WaybillError('REFERENCE_NOT_FOUND', 'No file here declares an image that could be yours', {
      hint: 'Run it in the root of the config repo. Waybill changes references and never adds the first one: write that by hand.',
    });
  const text = configText(proposal);
  const problems = await problemsOf(text);
  if (problems.length === 0) return { text, unsure: unsureOf(proposal) };
  const corrected = { ...proposal, unsure: [...problems, ...proposal.unsure] };
  return { text: configText(corrected), unsure: unsureOf(corrected) };
}

/** `waybill.yaml` stands at the root, and its patterns are from there. */
function refuseBelowRoot({ rootAbove }: GitFacts): void {
  if (rootAbove === undefined) return;
  throw new WaybillError('INPUT_INVALID', 'waybill init runs in the root of the config repo', {
    hint: `waybill.yaml stands there: cd ${rootAbove}.`,
  });
}

/** Files that are no text, or too large, declare nothing. */
function readTree(cwd: string): readonly ManifestFile[] {
  const reader = createByteReader(LARGEST_MANIFEST);
  return filesBelow(['.'], cwd).flatMap((file): ManifestFile[] => {
    const { path } = file;
    // Of the others it counts that they are there.
    if (!mayDeclare(path)) return [{ path, text: '' }];
    reader.characters(file);
    const result = decodeManifest(path, reader.bytes());
    return [result.ok ? result.value : { path, text: '' }];
  });
}

/** What `waybill lint` would say of the proposal: odd names in the tree can make it wrong. */
async function problemsOf(text: string): Promise<readonly string[]> {
  const { parseConfig } = await import('../../config/parse.ts');
  try {
    parseConfig(text, 'waybill.yaml');
    return [];
  } catch (thrown) {
    return errorsOf(thrown).map(({ message }) => `this is not valid yet: ${message}.`);
  }
}

function unsureOf({ images, environments, unsure }: Proposal): readonly string[] {
  return [
    unsure,
    ...images.map((image) => image.unsure),
    ...environments.map((found) => found.unsure),
  ].flat();
}

function printed({ path, text }: ProposedFile): string {
  return `# File: ${path}\n${text}`;
}

function advice(written: boolean, unsure: number): string {
  const places = unsure === 1 ? 'one place' : `${unsure} places`;
  const look = unsure === 0 ? '' : `Look at ${places} marked "# unsure:" in waybill.yaml. `;
  const next = written
    ? '"waybill lint" checks it, and "waybill plan ENVIRONMENT --image NAME=TAG" shows what a promotion would change.'
    : 'Nothing was written; "waybill init --write" writes these files.';
  return `${look}${next}\n`;
}
