import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { agentNamed, findDrift, type FoundDrift, type Run } from '../../cluster/find-drift.ts';
import type { EnvironmentConfig } from '../../config/config.ts';
import { ALERT_AFTER } from '../../config/schema/drift.ts';
import { environmentNamed } from '../../config/configured-environments.ts';
import { parseConfig } from '../../config/parse.ts';
import { driftContext, driftingSince, driftStatus } from '../../drift/alert/standing.ts';
import { verdictOf } from '../../drift/compare/drift-report.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import type { DriftInputs } from './inputs.ts';

/** What a run found, and since when it differs. */
export interface DriftRun {
  readonly found: FoundDrift;
  /** Undefined where nothing differs, or where nobody knows it because no status is set. */
  readonly since: Date | undefined;
  readonly isStatusSet: boolean;
}

interface Tools {
  readonly run: Run;
  /** Undefined where no status is set. */
  readonly github: Pick<GitHub, 'readRepository' | 'baseHistory' | 'showStatus'> | undefined;
  readonly now: Date;
}

/** As far back as statuses are looked for: drift that is older began then at the latest. */
const FURTHEST = 90 * 24 * 60 * 60 * 1000;

/** Compares an environment with its cluster, and sets the status of the base branch's head. */
export async function runDrift(inputs: DriftInputs, { run, github, now }: Tools): Promise<DriftRun> {
  const environment = environmentIn(inputs);
  const { drift } = environment;
  const agent = inputs.agent ?? (inputs.declared.length > 0 ? undefined : drift?.agent);
  const paths = inputs.declared.length > 0 ? inputs.declared : (drift?.declared ?? []);
  if (agent === undefined && paths.length === 0)
    throw new WaybillError('INPUT_MISSING', `Nothing says what declares the objects of ${environment.name}`, {
      hint: `Set the input "agent" or "declared", or write "drift: { agent: kustomization/flux-system/apps }" for ${environment.name} in waybill.yaml.`,
    });
  const found = await findDrift(
    {
      root: inputs.root,
      paths,
      helm: { release: inputs.release, values: inputs.values },
      agent: agent === undefined ? undefined : agentNamed(agent, 'The agent'),
      live: inputs.live,
      access: {
        kubeconfig: inputs.kubeconfig,
        context: inputs.context,
        namespace: inputs.namespace ?? drift?.namespace ?? 'default',
        isServerAsked: inputs.serverSide,
      },
      tolerations: drift?.tolerate.map((each) => ({ name: undefined, path: undefined, ...each })) ?? [],
      now,
    },
    run,
  );
  if (inputs.status === undefined || github === undefined)
    return { found, since: undefined, isStatusSet: false };
  const repository = environment.repository ?? inputs.status.repository;
  const branch =
    environment.branch ?? (environment.repository === undefined ? inputs.status.branch : undefined);
  const { fullName, base } = await github.readRepository(repository, branch);
  const history = await github.baseHistory(fullName, base.oid, new Date(now.getTime() - FURTHEST));
  const earlier = history.flatMap(({ statuses }) => statuses);
  const since = driftingSince(environment.name, earlier, now);
  const alertAfter = drift?.['alert-after'] ?? ALERT_AFTER;
  const status = driftStatus(found.report, { environment: environment.name, since, now, alertAfter });
  const present = history[0]?.statuses.find(({ context }) => context === driftContext(environment.name));
  // A status that says the same starts every workflow that listens to it once more.
  const isSaid = present?.state === status.state && present.description === status.description;
  const isStatusSet =
    !isSaid &&
    (await github.showStatus({ repository: fullName, commit: base.oid, ...status, url: inputs.run }));
  return { found, since: verdictOf(found.report) === 'drift' ? (since ?? now) : undefined, isStatusSet };
}

function environmentIn({ root, config, environment }: DriftInputs): EnvironmentConfig {
  let text: string;
  try {
    text = readFileSync(isAbsolute(config) ? config : join(root, config), 'utf8');
  } catch (cause) {
    throw new WaybillError('CONFIG_MISSING', `There is no ${config} in the workspace`, {
      hint: 'Check out the config repo in a step before: actions/checkout with "fetch-depth: 0".',
      cause,
    });
  }
  return environmentNamed(parseConfig(text, config), environment);
}
