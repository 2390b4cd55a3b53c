import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WaybillError } from '../../errors/waybill-error.ts';
import { checkBranch } from '../doctor/check-branch.ts';
import { checkHealth } from '../doctor/check-health.ts';
import { checkImages, packagesOf } from '../doctor/check-images.ts';
import { checkWorkflows } from '../doctor/check-workflows.ts';
import type { DoctorFacts, Finding } from '../doctor/finding.ts';
import { checkApp, variableOf } from '../doctor/the-app.ts';
import { readWorkflow } from '../doctor/workflow.ts';
import { openGitHub, repositoryMeant } from '../open-github.ts';
import { printJson } from '../output/print.ts';
import { painter, usesColor, visible, widthOf } from '../output/terminal.ts';
import { wrapSentence } from '../output/wrap.ts';
import { filesBelow } from '../tree/working-tree.ts';
import type { CommandContext, ExitCode } from './command-context.ts';
import { readConfig } from './config-files.ts';

/** The variable of the examples, where no workflow here names one. */
const VARIABLE = 'WAYBILL_APP_CLIENT_ID';
const UPSTREAM = 'waybill/waybill';

/**
 * `waybill doctor`: what of a config repo's settings, workflows and agents is not as Waybill needs it. Files
 * come from the working tree, settings from GitHub. Writes nothing.
 */
export async function runDoctor(context: CommandContext): Promise<ExitCode> {
  const { arguments: args, terminal } = context;
  const [positional] = args.positionals;
  if (positional !== undefined)
    throw new WaybillError(
      'INPUT_INVALID',
      `waybill doctor takes no ${JSON.stringify(positional.slice(0, 100))}`,
      {
        hint: 'It looks at the config repo of the current folder, or at --repository OWNER/NAME.',
      },
    );
  const facts = await readFacts(context);
  const findings = [checkBranch, checkApp, checkImages, checkHealth, checkWorkflows].flatMap((check) =>
    check(facts),
  );
  const isWell = findings.every(({ state }) => state !== 'missing');
  const { fullName, base } = facts.state;
  if (args.json)
    printJson(terminal.stdout, { repository: fullName, branch: base.branch, findings, errors: [] });
  else print(context, findings);
  return isWell ? 0 : 1;
}

async function readFacts({ arguments: args, terminal }: CommandContext): Promise<DoctorFacts> {
  const { cwd, env } = terminal;
  const config = await readConfig('waybill.yaml', cwd);
  if (config === undefined)
    throw new WaybillError('CONFIG_MISSING', 'There is no waybill.yaml here', {
      hint: 'Run it in the root of a clone of the config repo. "waybill init" proposes a waybill.yaml.',
    });
  const { github } = openGitHub(terminal, 'doctor');
  const state = await github.readRepository(repositoryMeant(args.repository, terminal), args.branch);
  const read = workflowTexts(cwd).map(({ path, text }) => readWorkflow(path, text));
  const workflows = read.map(({ workflow }) => workflow);
  const settings = await github.settings({
    repository: state.fullName,
    branch: state.base.branch,
    variable: variableOf(workflows.map(({ text }) => text)) ?? VARIABLE,
    packages: packagesOf(config),
    releasesOf: UPSTREAM,
  });
  const used = read.flatMap((found) => found.used);
  return { config, server: serverOf(env), state, settings, workflows, used, manifests: agentFiles(cwd) };
}

/** Where people look at what the API speaks of. */
function serverOf(env: Readonly<Record<string, string | undefined>>): string {
  const api = env['GITHUB_API_URL'] ?? '';
  if (env['GITHUB_SERVER_URL']) return env['GITHUB_SERVER_URL'].replace(/\/+$/, '');
  return api === '' ? 'https://github.com' : api.replace(/\/api\/v3\/*$/, '').replace('//api.', '//');
}

const WORKFLOWS = '.github/workflows';

function workflowTexts(root: string): readonly { readonly path: string; readonly text: string }[] {
  if (!existsSync(join(root, WORKFLOWS))) return [];
  return readdirSync(join(root, WORKFLOWS))
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => ({
      path: `${WORKFLOWS}/${name}`,
      text: readFileSync(join(root, WORKFLOWS, name), 'utf8'),
    }));
}

/** Files that name a kind of Flux or Argo CD. A larger one is no object that a person wrote. */
function agentFiles(root: string): DoctorFacts['manifests'] {
  return filesBelow(['.'], root)
    .filter(({ path }) => /\.ya?ml$/.test(path) && !path.startsWith('.github/'))
    .flatMap(({ path, absolute }) => {
      const text = readFileSync(absolute, 'utf8');
      return text.length < 1_000_000 && /toolkit\.fluxcd\.io\/|argoproj\.io\//.test(text)
        ? [{ path, text }]
        : [];
    });
}

const COLORS = { fine: 'green', missing: 'red', unknown: 'yellow' } as const;

function print({ arguments: args, terminal }: CommandContext, findings: readonly Finding[]): void {
  const { stdout } = terminal;
  const paint = painter(usesColor(terminal, stdout, args.color));
  const width = widthOf(stdout);
  for (const { state, what, mend } of findings) {
    const label = `${state}:`;
    stdout.write(
      `${paint(COLORS[state], label)} ${wrapSentence(visible(what), width, '  ', label.length + 1)}\n`,
    );
    if (mend !== undefined) stdout.write(`  ${wrapSentence(visible(mend), width, '  ', 2)}\n`);
  }
  const count = (state: Finding['state']): number =>
    findings.filter((finding) => finding.state === state).length;
  stdout.write(`${count('fine')} fine, ${count('missing')} missing, ${count('unknown')} unknown.\n`);
}
