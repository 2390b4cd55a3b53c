import type { BuildRequest, BuildSecret } from '../../builder/builder.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { type Digest, parseDigest } from '../../image/digest.ts';
import { parsePlatform } from '../../image/platform.ts';
import { type ImageReference, parseReference } from '../../image/reference.ts';
import { parseCommit } from '../../image/source.ts';
import type { Runner } from '../../runner/runner.ts';
import { type RegistryAccess, registryAccessOf } from '../registry-access.ts';
import { readEntries, readPair } from './request/entries.ts';
import { readTags } from './request/tags.ts';

/** The inputs of the build action, checked and typed. */
export interface BuildInputs extends Omit<BuildRequest, 'destination' | 'workspace'> {
  /** The repository to push to; no tag, no digest. */
  readonly image: ImageReference;
  /** Tags to put on the digest, without the name. */
  readonly tags: readonly string[];
  /** The commit that is built, when it is not the run's. */
  readonly commit: string | undefined;
  /** Whether an image that is there under the commit's tag is taken, or the commit is built again. */
  readonly reuse: 'commit' | 'tree' | 'false';
  /** Images that other steps of this run built, to be made one; empty where this step builds. */
  readonly digests: readonly Digest[];
  /** Whether this step builds a part of an image: it pushes it, and does nothing else. */
  readonly part: boolean;
  /** Whether an image that nobody signed is built anew, and not reused. */
  readonly requireProvenance: boolean;
  /** The workflow that must have signed an image that is reused; this run's own where it is undefined. */
  readonly signedBy: string | undefined;
  /** The refs that it may have been built from, besides the run's own. */
  readonly signedRefs: readonly string[];
  /** Whether this run signs what it built: `auto` does it where the job may. */
  readonly sign: 'auto' | 'true' | 'false';
  /** A trusted root as JSON, for an instance of Sigstore of somebody's own. */
  readonly trustedRoot: string | undefined;
  readonly githubToken: string | undefined;
  readonly access: RegistryAccess;
  /** Whether the record is attached to the image. */
  readonly attach: boolean;
  readonly dryRun: boolean;
}

/**
 * Reads the inputs; `env` is where `secret-envs` takes its values. Masks every secret before anything else
 * can print it.
 */
export function readInputs(
  runner: Pick<Runner, 'inputs' | 'context' | 'mask' | 'log'>,
  env: Readonly<Record<string, string | undefined>>,
): BuildInputs {
  const { inputs, mask } = runner;
  const entries = (name: string): readonly string[] => readEntries(name, inputs.text(name) ?? '');
  const githubToken = inputs.text('github-token');
  if (githubToken !== undefined) mask(githubToken);
  const secrets = [
    ...entries('secrets').map((entry) => secretOf('secrets', entry)),
    ...inputs.list('secret-envs').map((entry) => secretFromEnvironment(entry, env)),
  ];
  for (const secret of secrets) if (secret.value !== '') mask(secret.value);
  const context = inputs.text('context') ?? '.';
  const password = URL.canParse(context) ? new URL(context).password : '';
  if (password !== '') mask(password);
  const image = readImage(inputs.required('image'));
  const part = inputs.boolean('part', false);
  const digests = inputs.text('digests');
  if (part && digests !== undefined) throw partOfParts();
  return {
    image,
    tags: readTags(inputs.list('tags'), image, runner.log),
    commit: readCommit(inputs.text('commit')),
    reuse: readReuse(inputs.text('reuse'), part || digests !== undefined),
    digests: readDigests(digests ?? ''),
    part,
    requireProvenance: inputs.boolean('require-provenance', false),
    signedBy: readWorkflow(inputs.text('signed-by')),
    signedRefs: readRefs(inputs.list('signed-refs')),
    sign: inputs.choice('sign', ['auto', 'true', 'false'], 'auto'),
    trustedRoot: inputs.text('trusted-root'),
    context,
    file: inputs.text('file'),
    target: inputs.text('target'),
    buildArgs: entries('build-args'),
    secrets,
    secretFiles: inputs.lines('secret-files').map(secretFile),
    platforms: readPlatforms(inputs.list('platforms')),
    labels: entries('labels').map((entry) => pair('labels', entry)),
    annotations: entries('annotations').map((entry) => pair('annotations', entry)),
    cacheFrom: inputs.lines('cache-from'),
    cacheTo: inputs.lines('cache-to'),
    provenance: inputs.text('provenance'),
    sbom: inputs.text('sbom'),
    builder: inputs.text('builder'),
    buildContexts: inputs.lines('build-contexts'),
    noCache: inputs.boolean('no-cache', false),
    noCacheFilters: inputs.list('no-cache-filters'),
    pull: inputs.boolean('pull', false),
    network: inputs.text('network'),
    ssh: inputs.lines('ssh'),
    addHosts: inputs.list('add-hosts'),
    allow: inputs.list('allow'),
    githubToken,
    access: registryAccessOf(runner),
    attach: inputs.boolean('attach', true),
    dryRun: inputs.boolean('dry-run', false),
  };
}

function readImage(text: string): ImageReference {
  const image = parseReference(text, 'the input "image"');
  if (image.tag === undefined && image.digest === undefined) return image;
  throw new WaybillError('INPUT_INVALID', `The input "image" names a tag or digest: ${text}`, {
    hint: `Write "image: ${image.spelling}" and put tags under "tags".`,
  });
}

function readCommit(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const commit = parseCommit(text);
  if (commit !== undefined) return commit;
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "commit" is not a full commit SHA: ${JSON.stringify(text)}`,
    {
      hint: 'Pass all 40 digits, for example ${{ github.event.workflow_run.head_sha }}.',
    },
  );
}

function readReuse(text: string | undefined, isOfParts: boolean): BuildInputs['reuse'] {
  if (text === undefined || text === 'commit') return 'commit';
  if (text === 'tree' && isOfParts)
    throw new WaybillError('INPUT_INVALID', 'The input "reuse" is "tree", and the image is built in parts', {
      hint: 'Write "commit" or "false": the key of a part is not that of the whole.',
    });
  if (text === 'tree') return 'tree';
  if (/^(?:false|False|FALSE)$/.test(text)) return 'false';
  throw new WaybillError('INPUT_INVALID', `The input "reuse" is ${JSON.stringify(text)}`, {
    hint: 'Write "commit" to take the image that has the tag of the commit, "tree" to take one that was built from the same files, or "false" to build in every run.',
  });
}

function partOfParts(): WaybillError {
  return new WaybillError('INPUT_INVALID', 'The input "part" is "true", and "digests" names parts', {
    hint: 'Leave "part" out in the step that makes one image of the parts.',
  });
}

/** Every digest in a text: a list, or the JSON of the outputs of a job. */
function readDigests(text: string): readonly Digest[] {
  const found = [...new Set(text.match(/(?<![\w:])sha256:[0-9a-f]{64}(?!\w)/g) ?? [])];
  if (text === '' || found.length > 0) return found.map((digest) => parseDigest(digest));
  throw new WaybillError('INPUT_INVALID', 'The input "digests" holds no digest', {
    hint: 'Pass the outputs "digest" of the steps that built the parts: ${{ toJSON(needs.build.outputs) }}.',
  });
}

const WORKFLOW = /^(?:[A-Za-z0-9-]+\/[A-Za-z0-9._-]+\/)?\.github\/workflows\/[^/\\@]+\.ya?ml$/;
/** Any branch and any tag: what GitHub makes of a pull request is neither. */
const BRANCHES_AND_TAGS = ['refs/heads/*', 'refs/tags/*'];

function readWorkflow(text: string | undefined): string | undefined {
  if (text === undefined || WORKFLOW.test(text)) return text;
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "signed-by" is not the path of a workflow: ${JSON.stringify(text)}`,
    {
      hint: 'Write .github/workflows/build.yml; for a reusable workflow of another repository, owner and name before it.',
    },
  );
}

function readRefs(entries: readonly string[]): readonly string[] {
  const wrong = entries.find((entry) => !/^refs\/[^\s\\]+$/.test(entry));
  if (wrong === undefined) return entries.length === 0 ? BRANCHES_AND_TAGS : entries;
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "signed-refs" has an entry that is not a full ref: ${JSON.stringify(wrong)}`,
    { hint: 'Write refs/heads/main or refs/tags/v*; "*" stands for any characters.' },
  );
}

function readPlatforms(entries: readonly string[]): readonly string[] {
  const platforms = entries.map((entry) => {
    const platform = parsePlatform(entry);
    if (platform.ok) return platform.value;
    throw new WaybillError('PLATFORM_UNSUPPORTED', `Unknown platform in "platforms": ${platform.problem}`, {
      hint: 'Write os/architecture[/variant], for example linux/amd64, linux/arm64.',
    });
  });
  return [...new Set(platforms)];
}

const SECRET_ID = /^[\w.-]+$/;

function secretOf(input: string, entry: string): BuildSecret {
  const { key, value } = readPair(input, entry);
  if (SECRET_ID.test(key)) return { id: key, value };
  throw new WaybillError(
    'INPUT_INVALID',
    `An entry of the input "${input}" has an id with other signs than letters, digits, ".", "_" and "-"`,
    {
      hint: 'Write id=value; quote an entry whose value has several lines.',
    },
  );
}

function secretFromEnvironment(
  entry: string,
  env: Readonly<Record<string, string | undefined>>,
): BuildSecret {
  const { id, value: variable } = secretOf('secret-envs', entry);
  const value = env[variable];
  if (value !== undefined) return { id, value };
  throw new WaybillError(
    'INPUT_INVALID',
    `The secret "${id}" is to come from ${variable}, which is not set`,
    {
      hint: `Set ${variable} under "env:" of the step.`,
    },
  );
}

function secretFile(entry: string): string {
  const { id, value } = secretOf('secret-files', entry);
  return `${id}=${value}`;
}

function pair(name: string, entry: string): string {
  const { key, value } = readPair(name, entry);
  return `${key}=${value}`;
}
