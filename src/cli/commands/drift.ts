import {
  programRunner,
  agentNamed,
  type DriftRequest,
  findDrift,
  type FoundDrift,
} from '../../cluster/find-drift.ts';
import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { verdictOf } from '../../drift/compare/drift-report.ts';
import { driftJson } from '../../drift/report/drift-json.ts';
import { driftSarif } from '../../drift/report/drift-sarif.ts';
import { driftText } from '../../drift/report/drift-text.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Arguments } from '../arguments/options.ts';
import { VERSION } from '../help.ts';
import { printJson } from '../output/print.ts';
import { visible } from '../output/terminal.ts';
import type { CommandContext, ExitCode } from './command-context.ts';
import { readConfig } from './config-files.ts';

/** `waybill drift`: what runs against what is declared. Exits with 2 where they differ. */
export async function runDrift({ arguments: args, terminal }: CommandContext): Promise<ExitCode> {
  const { cwd, env, stdout } = terminal;
  const request = await requestOf(args, cwd);
  const found = await findDrift(request, programRunner({ cwd, env, stop: undefined }));
  if (args.sarif) printJson(stdout, driftSarif(found.report, VERSION));
  else if (args.json)
    printJson(stdout, { ...driftJson(found.report), commit: found.commit ?? null, notes: found.notes });
  else stdout.write(`${linesOf(found).map(visible).join('\n')}\n`);
  const verdict = verdictOf(found.report);
  if (verdict === 'unknown') return 1;
  return verdict === 'drift' && args.fail ? 2 : 0;
}

function linesOf({ report, commit, notes }: FoundDrift): readonly string[] {
  const at = commit === undefined ? [] : [`Compared with the files of commit ${commit}.`];
  return [...at, ...notes, ...driftText(report)];
}

async function requestOf(args: Arguments, cwd: string): Promise<DriftRequest> {
  const { positionals } = args;
  const environment = await environmentOf(args, cwd);
  const drift = environment?.drift;
  const agent = args.agent ?? drift?.agent;
  const paths = environment === undefined ? positionals : (drift?.declared ?? []);
  if (agent === undefined && paths.length === 0) throw nothingToCompare(environment);
  return {
    root: cwd,
    paths,
    helm: { release: args.release, values: args.values },
    agent: agent === undefined ? undefined : agentNamed(agent, '--agent'),
    live: args.live,
    access: {
      kubeconfig: args.kubeconfig,
      context: args.context,
      namespace: args.namespace ?? drift?.namespace ?? 'default',
      isServerAsked: args.serverSide,
    },
    tolerations:
      drift?.tolerate.map((toleration) => ({ name: undefined, path: undefined, ...toleration })) ?? [],
    now: new Date(),
  };
}

/** An environment is meant where one of `waybill.yaml` has the name; `./prod` is a folder. */
async function environmentOf(args: Arguments, cwd: string): Promise<EnvironmentConfig | undefined> {
  const [name, ...more] = args.positionals;
  if (name === undefined || more.length > 0 || /[/.]/.test(name)) return undefined;
  const config: Config | undefined = await readConfig(args.config ?? 'waybill.yaml', cwd);
  return config?.environments.find((environment) => environment.name === name);
}

function nothingToCompare(environment: EnvironmentConfig | undefined): WaybillError {
  if (environment === undefined)
    return new WaybillError('INPUT_MISSING', 'waybill drift needs something to compare', {
      hint: 'Name an environment, files or folders: waybill drift envs/prod. Or name the agent: --agent kustomization/flux-system/apps.',
    });
  return new WaybillError('INPUT_MISSING', `${environment.name} does not say what declares its objects`, {
    hint: `Write "drift: { declared: [envs/${environment.name}] }" or "drift: { agent: kustomization/flux-system/apps }" there in waybill.yaml, or name the folder.`,
  });
}
