import {
  type BuildRequest,
  type BuildSecret,
  isRemoteContext,
  type PushDestination,
} from '../../../builder/builder.ts';
import { WaybillError } from '../../../errors/waybill-error.ts';
import { ANNOTATIONS } from '../../../image/labels.ts';
import { sameSource, parseSource } from '../../../image/source.ts';
import { standardLabels, versionName } from '../../../image/labels.ts';
import { highestVersion } from '../../../image/version-tags.ts';
import type { RunContext } from '../../../runner/runner.ts';
import { definitionLabels, TREE_LABEL } from './definition.ts';
import { readPair } from './entries.ts';
import type { BuildIdentity } from './identity.ts';
import type { BuildInputs } from '../inputs.ts';

/** Where a build goes, in which run, and when. */
export interface BuildMoment {
  readonly destination: PushDestination;
  readonly context: RunContext;
  readonly now: Date;
}

/**
 * What the builder is asked for. Ours come first, so that labels and annotations of the inputs win, except
 * revision and source: by those the image is found again, and another value is refused (`INPUT_INVALID`).
 */
export function buildRequest(
  inputs: BuildInputs,
  identity: BuildIdentity,
  { destination, context, now }: BuildMoment,
): BuildRequest {
  const standard = standardLabels({
    title: inputs.image.repository.split('/').at(-1) ?? inputs.image.repository,
    serverUrl: identity.serverUrl,
    repository: identity.repository,
    commit: identity.commit,
    version: versionName(highestVersion(inputs.tags), identity.ref, identity.commit),
    created: now,
  });
  for (const entry of inputs.labels) requireSameIdentity('labels', entry, identity);
  for (const entry of inputs.annotations) {
    requireSameIdentity('annotations', entry.replace(/^[\w,[\]/-]+:(?=[^=]*=)/, ''), identity);
  }
  const treeLabel = identity.tree === undefined ? {} : { [TREE_LABEL]: identity.tree };
  const level = inputs.platforms.length > 1 ? 'index,manifest:' : '';
  return {
    ...inputs,
    workspace: context.workspace,
    destination,
    secrets: withGitToken(inputs, identity),
    labels: [...lines({ ...standard, ...definitionLabels(inputs), ...treeLabel }), ...inputs.labels],
    annotations: [...lines(standard).map((line) => `${level}${line}`), ...inputs.annotations],
    provenance: provenance(inputs.provenance, context),
  };
}

function lines(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([key, value]) => `${key}=${value}`);
}

function requireSameIdentity(input: string, entry: string, identity: BuildIdentity): void {
  const { key, value } = readPair(input, entry);
  const source = parseSource(value);
  const own = { server: identity.serverUrl, repository: identity.repository };
  const same =
    (key !== ANNOTATIONS.revision || value === identity.commit) &&
    (key !== ANNOTATIONS.source || (source !== undefined && sameSource(source, own)));
  if (same) return;
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "${input}" sets ${key} to ${value}, but this run builds ${identity.repository}@${identity.commit}`,
    {
      hint: 'Leave it out: the build sets it. To build another commit than the run\'s, set "commit".',
    },
  );
}

/**
 * A git context of a private repository is fetched with the run's token, which goes to that server and to no
 * other.
 */
function withGitToken(
  { context, secrets, githubToken }: BuildInputs,
  { serverUrl }: BuildIdentity,
): readonly BuildSecret[] {
  const host = URL.canParse(serverUrl) ? new URL(serverUrl).host : '';
  const isOwnServer = isRemoteContext(context) && URL.canParse(context) && new URL(context).host === host;
  if (githubToken === undefined || !isOwnServer) return secrets;
  if (secrets.some(({ id }) => id.startsWith('GIT_AUTH_'))) return secrets;
  return [...secrets, { id: `GIT_AUTH_TOKEN.${host}`, value: githubToken }];
}

/**
 * Names the run as the builder in the provenance that BuildKit makes. Not asked for, it is left to the
 * builder's default.
 */
function provenance(asked: string | undefined, { run }: RunContext): string | undefined {
  if (asked === undefined || /^false$/i.test(asked)) return asked?.toLowerCase();
  if (run === undefined || /\bbuilder-id=/.test(asked)) return asked;
  const mode = /^true$/i.test(asked) ? 'mode=min' : asked;
  return `${mode},builder-id=${run.url}/attempts/${run.attempt}`;
}
